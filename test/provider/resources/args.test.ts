import { expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { kinds } from "../../../provider/registry.ts";
import type { ApiKeyArgs } from "../../../provider/resources/apiKey/args.ts";
import type { Inputs as ApiKeyInputs } from "../../../provider/resources/apiKey/schema.ts";
import type { ComplianceSettingsArgs } from "../../../provider/resources/complianceSettings/args.ts";
import type { Inputs as ComplianceSettingsInputs } from "../../../provider/resources/complianceSettings/schema.ts";
import type { ExternalKeyArgs } from "../../../provider/resources/externalKey/args.ts";
import type { Inputs as ExternalKeyInputs } from "../../../provider/resources/externalKey/schema.ts";
import type { FederationIssuerArgs } from "../../../provider/resources/federationIssuer/args.ts";
import type { Inputs as FederationIssuerInputs } from "../../../provider/resources/federationIssuer/schema.ts";
import type { FederationRuleArgs } from "../../../provider/resources/federationRule/args.ts";
import type { Inputs as FederationRuleInputs } from "../../../provider/resources/federationRule/schema.ts";
import type { InviteArgs } from "../../../provider/resources/invite/args.ts";
import type { Inputs as InviteInputs } from "../../../provider/resources/invite/schema.ts";
import type { MemberArgs } from "../../../provider/resources/member/args.ts";
import type { Inputs as MemberInputs } from "../../../provider/resources/member/schema.ts";
import type { RbacGroupArgs } from "../../../provider/resources/rbacGroup/args.ts";
import type { Inputs as RbacGroupInputs } from "../../../provider/resources/rbacGroup/schema.ts";
import type { RbacGroupMembersArgs } from "../../../provider/resources/rbacGroupMembers/args.ts";
import type { Inputs as RbacGroupMembersInputs } from "../../../provider/resources/rbacGroupMembers/schema.ts";
import type { ServiceAccountArgs } from "../../../provider/resources/serviceAccount/args.ts";
import type { Inputs as ServiceAccountInputs } from "../../../provider/resources/serviceAccount/schema.ts";
import type { SpendLimitArgs } from "../../../provider/resources/spendLimit/args.ts";
import type { Inputs as SpendLimitInputs } from "../../../provider/resources/spendLimit/schema.ts";
import type { WorkspaceArgs } from "../../../provider/resources/workspace/args.ts";
import type { Inputs as WorkspaceInputs } from "../../../provider/resources/workspace/schema.ts";
import type { WorkspaceMemberArgs } from "../../../provider/resources/workspaceMember/args.ts";
import type { Inputs as WorkspaceMemberInputs } from "../../../provider/resources/workspaceMember/schema.ts";
import type { WorkspaceMembersArgs } from "../../../provider/resources/workspaceMembers/args.ts";
import type { Inputs as WorkspaceMembersInputs } from "../../../provider/resources/workspaceMembers/schema.ts";
import type { WorkspaceRateLimitArgs } from "../../../provider/resources/workspaceRateLimit/args.ts";
import type { Inputs as WorkspaceRateLimitInputs } from "../../../provider/resources/workspaceRateLimit/schema.ts";
import type { WorkspaceServiceAccountArgs } from "../../../provider/resources/workspaceServiceAccount/args.ts";
import type { Inputs as WorkspaceServiceAccountInputs } from "../../../provider/resources/workspaceServiceAccount/schema.ts";
import type { Unwrapped } from "../unwrap.ts";

/** The properties of all members of a union. Those that not every member requires are optional. */
type Merged<Union> = Flat<
  { [Key in KeyOf<Union> as IsRequired<Union, Key> extends true ? Key : never]: ValueOf<Union, Key> } & {
    [Key in KeyOf<Union> as IsRequired<Union, Key> extends true ? never : Key]?: Exclude<
      ValueOf<Union, Key>,
      undefined
    >;
  }
>;
type KeyOf<Union> = Union extends unknown ? keyof Union : never;
type ValueOf<Union, Key> = Union extends unknown ? (Key extends keyof Union ? Union[Key] : never) : never;
type IsRequired<Union, Key> = [Union] extends [Record<Key & PropertyKey, unknown>] ? true : false;
type Flat<T> = { [Key in keyof T]: T[Key] };

/** What programs may declare, by resource type. */
interface Args {
  ApiKey: Unwrapped<ApiKeyArgs>;
  ComplianceSettings: Unwrapped<ComplianceSettingsArgs>;
  ExternalKey: Unwrapped<ExternalKeyArgs>;
  FederationIssuer: Unwrapped<FederationIssuerArgs>;
  FederationRule: Unwrapped<FederationRuleArgs>;
  Invite: Unwrapped<InviteArgs>;
  Member: Unwrapped<MemberArgs>;
  ServiceAccount: Unwrapped<ServiceAccountArgs>;
  RbacGroup: Unwrapped<RbacGroupArgs>;
  RbacGroupMembers: Unwrapped<RbacGroupMembersArgs>;
  SpendLimit: Merged<Unwrapped<SpendLimitArgs>>;
  Workspace: Unwrapped<WorkspaceArgs>;
  WorkspaceMember: Unwrapped<WorkspaceMemberArgs>;
  WorkspaceMembers: Unwrapped<WorkspaceMembersArgs>;
  WorkspaceRateLimit: Unwrapped<WorkspaceRateLimitArgs>;
  WorkspaceServiceAccount: Unwrapped<WorkspaceServiceAccountArgs>;
}

/** What the schemas accept, by resource type. */
interface Accepted {
  ApiKey: z.infer<typeof ApiKeyInputs>;
  ComplianceSettings: z.infer<typeof ComplianceSettingsInputs>;
  // `region` is accepted, and left out of the normalized inputs.
  ExternalKey: z.input<typeof ExternalKeyInputs>;
  FederationIssuer: z.infer<typeof FederationIssuerInputs>;
  FederationRule: z.infer<typeof FederationRuleInputs>;
  Invite: z.infer<typeof InviteInputs>;
  Member: z.infer<typeof MemberInputs>;
  ServiceAccount: z.infer<typeof ServiceAccountInputs>;
  RbacGroup: z.infer<typeof RbacGroupInputs>;
  RbacGroupMembers: z.infer<typeof RbacGroupMembersInputs>;
  SpendLimit: z.infer<typeof SpendLimitInputs>;
  Workspace: z.infer<typeof WorkspaceInputs>;
  WorkspaceMember: z.infer<typeof WorkspaceMemberInputs>;
  WorkspaceMembers: z.infer<typeof WorkspaceMembersInputs>;
  WorkspaceRateLimit: z.infer<typeof WorkspaceRateLimitInputs>;
  WorkspaceServiceAccount: z.infer<typeof WorkspaceServiceAccountInputs>;
}

it("compares the arguments of every registered resource type with its schema", () => {
  expectTypeOf<keyof Args>().toEqualTypeOf<keyof typeof kinds>();
  expectTypeOf<keyof Accepted>().toEqualTypeOf<keyof typeof kinds>();
});

it("accepts exactly the arguments that a class of each resource type takes", () => {
  expectTypeOf<Accepted["ApiKey"]>().toEqualTypeOf<Args["ApiKey"]>();
  expectTypeOf<Accepted["ComplianceSettings"]>().toEqualTypeOf<Args["ComplianceSettings"]>();
  expectTypeOf<Accepted["ExternalKey"]>().toEqualTypeOf<Args["ExternalKey"]>();
  expectTypeOf<Accepted["FederationIssuer"]>().toEqualTypeOf<Args["FederationIssuer"]>();
  expectTypeOf<Accepted["FederationRule"]>().toEqualTypeOf<Args["FederationRule"]>();
  expectTypeOf<Accepted["Invite"]>().toEqualTypeOf<Args["Invite"]>();
  expectTypeOf<Accepted["Member"]>().toEqualTypeOf<Args["Member"]>();
  expectTypeOf<Accepted["ServiceAccount"]>().toEqualTypeOf<Args["ServiceAccount"]>();
  expectTypeOf<Accepted["RbacGroup"]>().toEqualTypeOf<Args["RbacGroup"]>();
  expectTypeOf<Accepted["RbacGroupMembers"]>().toEqualTypeOf<Args["RbacGroupMembers"]>();
  expectTypeOf<Accepted["SpendLimit"]>().toEqualTypeOf<Args["SpendLimit"]>();
  expectTypeOf<Accepted["Workspace"]>().toEqualTypeOf<Args["Workspace"]>();
  expectTypeOf<Accepted["WorkspaceMember"]>().toEqualTypeOf<Args["WorkspaceMember"]>();
  expectTypeOf<Accepted["WorkspaceMembers"]>().toEqualTypeOf<Args["WorkspaceMembers"]>();
  expectTypeOf<Accepted["WorkspaceRateLimit"]>().toEqualTypeOf<Args["WorkspaceRateLimit"]>();
  expectTypeOf<Accepted["WorkspaceServiceAccount"]>().toEqualTypeOf<Args["WorkspaceServiceAccount"]>();
});
