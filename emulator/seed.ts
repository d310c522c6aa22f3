import type { ComplianceSettingsJson } from "./complianceJson.ts";
import type { ExternalKeyInput, StoredExternalKey } from "./externalKeysJson.ts";
import type { FederationIssuerJson, FederationRuleJson, FederationTargetJson } from "./federationJson.ts";
import type {
  ApiKeyJson,
  DataResidencyJson,
  InviteJson,
  OrganizationJson,
  UserJson,
  WorkspaceJson,
  WorkspaceMemberJson,
  WorkspaceRole,
} from "./json.ts";
import type { RateLimitJson, RateLimitValueJson } from "./rateLimitsJson.ts";
import type {
  RbacGroupJson,
  RbacGroupMemberJson,
  RbacRolePermissionJson,
  StoredRbacRole,
} from "./rbacJson.ts";
import type { ServiceAccountJson, ServiceAccountMemberJson } from "./serviceAccountsJson.ts";
import type { OrganizationSettings } from "./settings.ts";
import type { SpendLimitJson, StoredIncreaseRequest, StoredUserActor } from "./spendLimitsJson.ts";

/** The same object with optional fields. */
export type Loose<T> = { [K in keyof T]?: T[K] | undefined };

/** A user of a seed. */
export interface SeedUser extends Loose<Omit<UserJson, "email">> {
  /** The email address. Every other field has a default. */
  email: string;
}

/** A workspace of a seed. */
export interface SeedWorkspace extends Loose<Omit<WorkspaceJson, "name" | "data_residency" | "tags">> {
  /** The name. Every other field has a default. */
  name: string;
  /** The fields that differ from the default. */
  data_residency?: Loose<DataResidencyJson> | undefined;
  /** The tags. None by default, or with null. */
  tags?: Record<string, string> | null | undefined;
}

/** A workspace member of a seed. */
export interface SeedMember {
  /** Constant. */
  type?: "workspace_member" | undefined;
  /** The ID or name of a workspace of the seed. */
  workspace_id: string;
  /** The ID or email address of a user of the seed. */
  user_id: string;
  /** The explicit role. */
  workspace_role: WorkspaceRole;
}

/** An invitation of a seed. */
export interface SeedInvite extends Loose<Omit<InviteJson, "email">> {
  /** The email address. By default the invitation is pending and was sent at the current time. */
  email: string;
}

/** An API key of a seed. Workspace IDs can be names, user IDs can be email addresses. */
export interface SeedApiKey extends Loose<Omit<ApiKeyJson, "name">> {
  /** The name. By default the key is active and belongs to the default workspace. */
  name: string;
}

/** The rate limits of one group in a seed. */
export interface SeedRateLimit extends Loose<Omit<RateLimitJson, "group" | "limits">> {
  /** The group that the limits apply to. */
  group: RateLimitJson["group"];
  /** The limits. */
  limits: RateLimitValueJson[];
}

/** The rate limits of one group that a workspace overrides. */
export interface WorkspaceRateLimitOverride {
  /** The workspace. A seed can have its name. */
  workspace_id: string;
  /** The ID of the organization's limits. A seed can have the ID of the group, a model, or a type such as `batch`. */
  rate_limit_id: string;
  /** The overridden limits. */
  limits: RateLimitValueJson[];
}

/** A spend limit of a seed. Workspace IDs can be names, user IDs can be email addresses. */
export interface SeedSpendLimit extends Loose<Omit<SpendLimitJson, "scope" | "amount">> {
  /** The scope of the limit. */
  scope: SpendLimitJson["scope"];
  /** A whole number of minor units of the currency, or null for no limit. */
  amount: string | null;
}

/** An increase request of a seed. It is pending by default. User IDs can be email addresses. */
export interface SeedIncreaseRequest extends Loose<Omit<StoredIncreaseRequest, "actor">> {
  /** The user who requests a higher limit. */
  actor: StoredUserActor;
}

/** An external key of a seed. By default it is a key in AWS KMS that passes its validation. */
export interface SeedExternalKey extends Loose<Omit<StoredExternalKey, "provider_config">> {
  /** The key management service and the key in it. */
  provider_config?: ExternalKeyInput | undefined;
}

/** The Compliance Settings of a seed. */
export interface SeedComplianceSettings extends Omit<ComplianceSettingsJson, "type"> {
  /** Constant. */
  type?: "compliance_settings" | undefined;
}

/** A service account of a seed. */
export interface SeedServiceAccount extends Loose<Omit<ServiceAccountJson, "name">> {
  /** The name. Every other field has a default. */
  name: string;
}

/** The membership of a service account in a seed. Both IDs can be names. */
export interface SeedServiceAccountMember {
  /** Constant. */
  type?: "service_account_workspace_member" | undefined;
  /** The ID or name of a workspace of the seed. */
  workspace_id: string;
  /** The ID or name of a service account of the seed. */
  service_account_id: string;
  /** The explicit role. */
  workspace_role: WorkspaceRole;
  /** Not true: every service account has the implicit membership. */
  implicit?: boolean | null | undefined;
  /** Who added it. Unknown by default. */
  created_by_actor_id?: string | null | undefined;
}

/** A role of a seed. It is a custom role without permissions by default. */
export interface SeedRbacRole extends Loose<Omit<StoredRbacRole, "display_name" | "permissions">> {
  /** The name. Every other field has a default. */
  display_name: string;
  /** Its permissions. None by default. */
  permissions?: SeedRbacRolePermission[] | undefined;
}

/** A permission of a role of a seed. */
export interface SeedRbacRolePermission extends Omit<RbacRolePermissionJson, "type"> {
  /** Constant. */
  type?: "rbac_role_permission" | undefined;
}

/** An RBAC group of a seed. IDs of roles can be names. */
export interface SeedRbacGroup extends Loose<Omit<RbacGroupJson, "name">> {
  /** The name. Every other field has a default. */
  name: string;
}

/** A member of an RBAC group in a seed. */
export interface SeedRbacGroupMember extends Loose<Omit<RbacGroupMemberJson, "rbac_group_id" | "user_id">> {
  /** The ID or name of a group of the seed. */
  rbac_group_id: string;
  /** The ID or email address of a user of the seed. A user of another organization of the enterprise needs ID and `email`. */
  user_id: string;
}

/** A federation issuer of a seed. */
export interface SeedFederationIssuer extends Loose<Omit<FederationIssuerJson, "issuer_url">> {
  /** The exact `iss` of its identity tokens. Every other field has a default; the name is the host, with hyphens. */
  issuer_url: string;
}

/** The target of a federation rule of a seed. */
export interface SeedFederationTarget extends Loose<Omit<FederationTargetJson, "service_account_id">> {
  /** The ID or name of a service account of the seed. */
  service_account_id: string;
}

/** A federation rule of a seed. IDs of the issuer, the service account and workspaces can be names. */
export interface SeedFederationRule
  extends Loose<Omit<FederationRuleJson, "name" | "issuer_id" | "match" | "target">> {
  /** The name. By default the rule has the scope `workspace:developer` and is enabled for the default workspace. */
  name: string;
  /** The ID or name of an issuer of the seed. */
  issuer_id: string;
  /** The conditions for identity tokens. */
  match: FederationRuleJson["match"];
  /** The service account of the seed. */
  target: SeedFederationTarget;
}

/**
 * An organization as one JSON document. Its objects are those of the Admin API's responses. Omitted fields have defaults.
 */
export interface Seed {
  /** The version of the format. */
  version: 1;
  /** The ID and the name. */
  organization?: Loose<Omit<OrganizationJson, "type">> | undefined;
  /** Settings that the Admin API does not show. */
  settings?: OrganizationSettings | undefined;
  /** The users. One admin by default. */
  users?: SeedUser[] | undefined;
  /** The default workspace. Every organization has one. */
  default_workspace?: Loose<SeedWorkspace> | undefined;
  /** The other workspaces. */
  workspaces?: SeedWorkspace[] | undefined;
  /** The explicit members of workspaces. */
  members?: SeedMember[] | undefined;
  /** The invitations. */
  invites?: SeedInvite[] | undefined;
  /** The API keys. */
  api_keys?: SeedApiKey[] | undefined;
  /** The organization's rate limits. Those of a large Console organization by default. */
  rate_limits?: SeedRateLimit[] | undefined;
  /** The rate limits that workspaces override. */
  workspace_rate_limits?: WorkspaceRateLimitOverride[] | undefined;
  /** The spend limits. */
  spend_limits?: SeedSpendLimit[] | undefined;
  /** The requests of users for higher spend limits. */
  spend_limit_increase_requests?: SeedIncreaseRequest[] | undefined;
  /** The external keys. */
  external_keys?: SeedExternalKey[] | undefined;
  /** The Compliance Settings. Disabled by default. */
  compliance_settings?: SeedComplianceSettings | undefined;
  /** The service accounts. */
  service_accounts?: SeedServiceAccount[] | undefined;
  /** The explicit memberships of service accounts in workspaces. */
  service_account_members?: SeedServiceAccountMember[] | undefined;
  /** The roles of a Claude Enterprise organization. */
  rbac_roles?: SeedRbacRole[] | undefined;
  /** The RBAC groups of a Claude Enterprise organization. */
  rbac_groups?: SeedRbacGroup[] | undefined;
  /** The members of RBAC groups. */
  rbac_group_members?: SeedRbacGroupMember[] | undefined;
  /** The federation issuers. */
  federation_issuers?: SeedFederationIssuer[] | undefined;
  /** The federation rules. */
  federation_rules?: SeedFederationRule[] | undefined;
}

/** A seed without omitted fields. */
export interface FullSeed {
  /** The version of the format. */
  version: 1;
  /** The ID and the name. */
  organization: Omit<OrganizationJson, "type">;
  /** Settings that the Admin API does not show. */
  settings: OrganizationSettings;
  /** The users, oldest first. */
  users: UserJson[];
  /** The default workspace. */
  default_workspace: WorkspaceJson;
  /** The other workspaces, oldest first. */
  workspaces: WorkspaceJson[];
  /** The explicit members of workspaces. */
  members: WorkspaceMemberJson[];
  /** The invitations, oldest first. */
  invites: InviteJson[];
  /** The API keys, oldest first. */
  api_keys: ApiKeyJson[];
  /** The organization's rate limits. */
  rate_limits: RateLimitJson[];
  /** The rate limits that workspaces override. */
  workspace_rate_limits: WorkspaceRateLimitOverride[];
  /** The spend limits, oldest first. */
  spend_limits: SpendLimitJson[];
  /** The requests of users for higher spend limits, oldest first. */
  spend_limit_increase_requests: StoredIncreaseRequest[];
  /** The external keys, oldest first. */
  external_keys: StoredExternalKey[];
  /** The Compliance Settings, without those of a parent. */
  compliance_settings: ComplianceSettingsJson;
  /** The service accounts, oldest first. */
  service_accounts: ServiceAccountJson[];
  /** The explicit memberships of service accounts in workspaces. */
  service_account_members: ServiceAccountMemberJson[];
  /** The roles, oldest first. */
  rbac_roles: StoredRbacRole[];
  /** The RBAC groups, oldest first. */
  rbac_groups: RbacGroupJson[];
  /** The members of RBAC groups, oldest first. */
  rbac_group_members: RbacGroupMemberJson[];
  /** The federation issuers, oldest first. */
  federation_issuers: FederationIssuerJson[];
  /** The federation rules, oldest first. */
  federation_rules: FederationRuleJson[];
}

/** A seed is invalid. The message names the path in the document. */
export class SeedError extends Error {
  /** `path` is the path in the document. */
  constructor(path: string, reason: string) {
    super(`The seed is invalid: ${path === "" ? "the document" : path}: ${reason}.`);
  }
}
