import { describe, expect, test } from "vitest";
import { type ApiLimitationName, apiLimitations } from "../../provider/apiLimitations.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kinds } from "../../provider/registry.ts";
import { apiKey as ApiKey } from "../../provider/resources/apiKey/plan.ts";
import { complianceSettings as ComplianceSettings } from "../../provider/resources/complianceSettings/plan.ts";
import { externalKey as ExternalKey } from "../../provider/resources/externalKey/plan.ts";
import { federationIssuer as FederationIssuer } from "../../provider/resources/federationIssuer/plan.ts";
import { federationRule as FederationRule } from "../../provider/resources/federationRule/plan.ts";
import { invite as Invite } from "../../provider/resources/invite/plan.ts";
import { member as Member } from "../../provider/resources/member/plan.ts";
import { rbacGroup as RbacGroup } from "../../provider/resources/rbacGroup/plan.ts";
import { rbacGroupMembers as RbacGroupMembers } from "../../provider/resources/rbacGroupMembers/plan.ts";
import { serviceAccount as ServiceAccount } from "../../provider/resources/serviceAccount/plan.ts";
import { spendLimit as SpendLimit } from "../../provider/resources/spendLimit/plan.ts";
import { workspace as Workspace } from "../../provider/resources/workspace/plan.ts";
import { workspaceMember as WorkspaceMember } from "../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers as WorkspaceMembers } from "../../provider/resources/workspaceMembers/plan.ts";
import { workspaceRateLimit as WorkspaceRateLimit } from "../../provider/resources/workspaceRateLimit/plan.ts";
import { workspaceServiceAccount as WorkspaceServiceAccount } from "../../provider/resources/workspaceServiceAccount/plan.ts";
import {
  alice,
  bob,
  create,
  destroy,
  enterpriseOrganization,
  failures,
  onlyDefault,
  organization,
  type ResourceState,
  refresh,
  refreshed,
  tokenEnv,
  up,
} from "./harness/index.ts";

type KindName = keyof typeof kinds;

const otherKey = "sk-ant-admin01-another-organization";

const gcpKey = (name: string) => `projects/acme/locations/us/keyRings/claude/cryptoKeys/${name}`;

async function setUp() {
  const context = await organization({
    pace: 0.01,
    token: "interactiveOauth",
    organizations: [{ adminKey: otherKey }],
  });
  const { console, process, emulator } = context;
  emulator.organization().settings.spend_limits_early_access = true;
  const workspace = console.createWorkspace({ name: "Lab" }).id;
  console.addUser({ email: alice, role: "developer" });
  const account = console.createServiceAccount({ name: "reports" }).id;
  const key = console.createApiKey({ name: "prod", workspaceId: workspace }).id;
  const issuer = console.createFederationIssuer({ name: "other", issuerUrl: "https://ci.example.com" }).id;
  const declared: Readonly<Record<KindName, Properties>> = {
    ApiKey: { apiKeyId: key },
    ComplianceSettings: { state: "enabled" },
    ExternalKey: { providerConfig: { type: "gcp", keyName: gcpKey("main") } },
    FederationIssuer: { name: "ci", issuerUrl: "https://ci.example.com" },
    FederationRule: {
      name: "deploy",
      issuer,
      serviceAccount: account,
      match: { subjectPrefix: "job:*" },
      oauthScope: "workspace:developer",
      workspaces: [workspace],
    },
    Invite: { email: bob, role: "user" },
    Member: { email: alice, role: "developer" },
    ServiceAccount: { name: "deploy" },
    RbacGroup: { name: "Engineering" },
    RbacGroupMembers: { group: "rbac_group_01", members: [alice] },
    SpendLimit: { scope: "workspace", workspace, amount: "500" },
    Workspace: { name: "Lab", adopt: workspace },
    WorkspaceMember: { workspace, email: alice, role: "workspace_user" },
    WorkspaceMembers: { workspace, members: [{ email: alice, role: "workspace_user" }] },
    WorkspaceRateLimit: { workspace, groupType: "batch", limits: { requests_per_minute: 5 } },
    WorkspaceServiceAccount: { workspace, serviceAccount: account, role: "workspace_user" },
  };
  return {
    ...context,
    workspace,
    key,
    defaultWorkspace: emulator.organization().state().default_workspace.id,
    declared,
    /** A resource that an earlier run created, with these additional inputs. */
    resource: (kind: KindName, more: Properties = {}) =>
      create(process(), kinds[kind], { ...declared[kind], ...more }),
    /** The failures of check with these additional inputs. */
    checked: (kind: KindName, more: Properties, resource?: ResourceState) =>
      failures(process(), kinds[kind], { ...declared[kind], ...more }, resource?.inputs).join("\n"),
  };
}
type Context = Awaited<ReturnType<typeof setUp>>;

/** A program that reaches the limitation. Returns the error. */
type Attempt = (context: Context) => Promise<string>;

async function rejection(operation: Promise<unknown>): Promise<string> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("The operation did not fail.");
  return error.message;
}

/** A group of a Claude Enterprise organization, refreshed with the key of another one. */
const movesGroup =
  (kind: "RbacGroup" | "RbacGroupMembers"): Attempt =>
  async () => {
    const other = "sk-ant-api01-another-organization";
    const seed = { version: 1, settings: { organization_type: "claude_enterprise" } } as const;
    const organizations = [{ adminKey: other, seed }];
    const { process, console } = await enterpriseOrganization({ organizations });
    const declared = {
      RbacGroup: { name: "Engineering" },
      RbacGroupMembers: { group: console.createRbacGroup({ name: "Lab" }).id, members: [alice] },
    };
    const resource = await create(process(), kinds[kind], declared[kind]);
    return rejection(refresh(process({}, { ANTHROPIC_ADMIN_KEY: other }), resource));
  };

const movesOrganization =
  (kind: KindName): Attempt =>
  async ({ resource, process, emulator }) => {
    const elsewhere = process({}, tokenEnv(emulator, "interactiveOauth", otherKey));
    return rejection(refresh(elsewhere, await resource(kind)));
  };

// A missing limitation, or a missing resource type of one, does not compile.
const attempts: {
  readonly [Name in ApiLimitationName]: Readonly<
    Record<(typeof apiLimitations)[Name]["kinds"][number], Attempt>
  >;
} = {
  createKey: {
    ApiKey: async ({ checked }) => checked("ApiKey", { apiKeyId: undefined, name: "prod" }),
  },
  deleteKey: {
    ApiKey: async ({ checked }) => checked("ApiKey", { onDelete: "delete" }),
  },
  rotateKey: {
    ApiKey: async ({ checked }) => checked("ApiKey", { expiresAt: "2030-01-01T00:00:00Z" }),
  },
  revealKey: {
    ApiKey: async ({ checked }) => checked("ApiKey", { secret: "sk-ant-api03-x" }),
  },
  restoreKey: {
    ApiKey: async ({ console, key, resource }) => {
      console.setApiKeyStatus(key, "archived");
      return rejection(resource("ApiKey", { status: "active" }));
    },
  },
  deleteWorkspace: {
    Workspace: async ({ checked }) => checked("Workspace", { onDelete: "delete" }),
  },
  restoreWorkspace: {
    Workspace: async ({ console, resource, workspace, process }) => {
      const before = await resource("Workspace");
      console.archiveWorkspace(workspace);
      const archived = await refreshed(process(), before);
      return rejection(up(process(), archived, { name: "Lab" }));
    },
  },
  renameDefaultWorkspace: {
    Workspace: async ({ resource, checked, defaultWorkspace: adopt }) =>
      checked("Workspace", { name: "Main", adopt }, await resource("Workspace", { name: "Default", adopt })),
  },
  defaultWorkspaceMembers: {
    WorkspaceMember: ({ resource, defaultWorkspace: workspace }) =>
      rejection(resource("WorkspaceMember", { workspace })),
    WorkspaceMembers: ({ resource, defaultWorkspace: workspace }) =>
      rejection(resource("WorkspaceMembers", { workspace })),
  },
  defaultWorkspaceRateLimits: {
    WorkspaceRateLimit: ({ resource, defaultWorkspace: workspace }) =>
      rejection(resource("WorkspaceRateLimit", { workspace })),
  },
  overrideRateLimit: {
    WorkspaceRateLimit: async ({ checked }) =>
      checked("WorkspaceRateLimit", { limits: { enqueued_batch_requests: 5 } }),
  },
  moveWorkspace: {
    Workspace: async ({ emulator, resource, workspace, checked, process }) => {
      const there = await resource("Workspace", { dataResidency: { workspaceGeo: "us" } });
      // The organization may have a location that this version does not know.
      const [wire] = emulator.organization().state().workspaces;
      const elsewhere = { ...wire, data_residency: { ...wire?.data_residency, workspace_geo: "eu" } };
      emulator.faults.add({
        kind: "status",
        status: 200,
        path: "/v1/organizations/workspaces",
        body: onlyDefault(emulator, elsewhere),
      });
      const seen = await refreshed(process(), there);
      expect(seen.id).toBe(workspace);
      return checked("Workspace", { dataResidency: { workspaceGeo: "us" } }, seen);
    },
  },
  changeWriteOnce: {
    Workspace: async ({ console, workspace, resource, checked }) => {
      console.updateWorkspace(workspace, { externalKeyId: "ekey_1" });
      return checked(
        "Workspace",
        { externalKeyId: "ekey_2" },
        await resource("Workspace", { externalKeyId: "ekey_1" }),
      );
    },
  },
  createUser: {
    Member: ({ resource }) =>
      rejection(resource("Member", { email: undefined, userId: "user_01JwQvzr7rXLA5AGx3HKfFUJ" })),
  },
  assignAdmin: {
    Member: async ({ checked }) => checked("Member", { role: "admin" }),
    Invite: async ({ checked }) => checked("Invite", { role: "admin" }),
  },
  changeAdmin: {
    Member: async ({ console, resource, process }) => {
      const before = await resource("Member");
      console.setUserRole(alice, "admin");
      const promoted = await refreshed(process(), before);
      return rejection(up(process(), promoted, { email: alice, role: "developer" }));
    },
  },
  removeAdmin: {
    Member: async ({ console, resource, process }) => {
      const before = await resource("Member");
      console.setUserRole(alice, "admin");
      return rejection(destroy(process(), before));
    },
  },
  assignWorkspaceBilling: {
    WorkspaceMember: async ({ checked }) => checked("WorkspaceMember", { role: "workspace_billing" }),
    WorkspaceMembers: async ({ checked }) =>
      checked("WorkspaceMembers", { members: [{ email: alice, role: "workspace_billing" }] }),
  },
  extendInvite: {
    Invite: async ({ checked }) => checked("Invite", { expiresAt: "2030-01-01T00:00:00Z" }),
    Member: async ({ checked }) => checked("Member", { expiresInDays: 60 }),
  },
  resendInvite: {
    Invite: async ({ checked }) => checked("Invite", { resend: true }),
    Member: async ({ checked }) => checked("Member", { resend: true }),
  },
  editAcceptedInvite: {
    Invite: async ({ console, resource, process }) => {
      const before = await resource("Invite");
      console.acceptInvite(bob);
      const accepted = await refreshed(process(), before);
      return rejection(up(process(), accepted, { email: bob, role: "developer" }));
    },
  },
  setInheritedSpendLimit: {
    SpendLimit: async ({ checked }) => checked("SpendLimit", { scope: "seat_tier", workspace: undefined }),
  },
  changeUsageTier: {
    SpendLimit: async ({ checked }) => checked("SpendLimit", { scope: "usage_tier", workspace: undefined }),
  },
  changeSpendCurrency: {
    SpendLimit: async ({ checked }) => checked("SpendLimit", { currency: "EUR" }),
  },
  enableExtraUsage: {
    SpendLimit: async ({ checked }) => checked("SpendLimit", { enabled: true }),
  },
  deleteServiceAccount: {
    ServiceAccount: async ({ checked }) => checked("ServiceAccount", { onDelete: "delete" }),
  },
  restoreServiceAccount: {
    ServiceAccount: async ({ console, resource, process }) => {
      const before = await resource("ServiceAccount");
      console.archiveServiceAccount("deploy");
      const archived = await refreshed(process(), before);
      return rejection(up(process(), archived, { name: "deploy", description: "New" }));
    },
  },
  assignServiceAccountAdmin: {
    ServiceAccount: ({ process, declared, emulator }) => {
      const workload = process({}, tokenEnv(emulator, "oauth"));
      const args = { ...declared.ServiceAccount, organizationRole: "admin" };
      // Only the API knows that the token is a workload's.
      return rejection(create(workload, kinds.ServiceAccount, args));
    },
  },
  assignServiceAccountBilling: {
    WorkspaceServiceAccount: async ({ checked }) =>
      checked("WorkspaceServiceAccount", { role: "workspace_billing" }),
  },
  changeGcpKey: {
    ExternalKey: async ({ resource, checked }) =>
      checked(
        "ExternalKey",
        { providerConfig: { type: "gcp", keyName: gcpKey("other") } },
        await resource("ExternalKey"),
      ),
  },
  changeUsedKey: {
    ExternalKey: async ({ resource, console, process }) => {
      const arn = (id: string) => `arn:aws:kms:us-east-1:111122223333:key/${id}`;
      const args = (id: string) => ({ providerConfig: { type: "aws", kmsArn: arn(id) } });
      const before = await resource("ExternalKey", args("a"));
      console.createWorkspace({ name: "Contracts", externalKeyId: before.id });
      return rejection(up(process(), before, args("b")));
    },
  },
  changeKeyProfile: {
    ExternalKey: async ({ resource, checked, emulator }) => {
      emulator.organization().settings.user_profiles = [{ id: "uprof_1" }];
      return checked(
        "ExternalKey",
        { userProfileId: "uprof_2" },
        await resource("ExternalKey", { userProfileId: "uprof_1" }),
      );
    },
  },
  deleteUsedKey: {
    ExternalKey: async ({ resource, console, process }) => {
      const before = await resource("ExternalKey");
      console.createWorkspace({ name: "Contracts", externalKeyId: before.id });
      console.archiveWorkspace("Contracts");
      return rejection(destroy(process(), before));
    },
  },
  deleteComplianceSettings: {
    ComplianceSettings: async ({ checked }) => checked("ComplianceSettings", { onDelete: "delete" }),
  },
  changeInheritedCompliance: {
    ComplianceSettings: async ({ resource, emulator }) => {
      emulator.organization().settings.parent_organization = { compliance_state: "disabled" };
      return rejection(resource("ComplianceSettings"));
    },
  },
  changeAccessTransparency: {
    ComplianceSettings: async ({ checked }) =>
      checked("ComplianceSettings", { accessTransparency: "enabled" }),
  },
  attachRbacRoles: {
    RbacGroup: async ({ checked }) => checked("RbacGroup", { roleIds: ["rbac_role_01"] }),
  },
  provisionRbacGroup: {
    RbacGroup: async ({ checked }) => checked("RbacGroup", { sourceType: "scim" }),
  },
  manageAdminRule: {
    FederationRule: async ({ checked }) => checked("FederationRule", { oauthScope: "org:admin" }),
  },
  restoreFederation: {
    FederationIssuer: async ({ console, resource, process, declared }) => {
      const before = await resource("FederationIssuer");
      console.archiveFederationIssuer(before.id);
      const archived = await refreshed(process(), before);
      return rejection(up(process(), archived, declared.FederationIssuer));
    },
    FederationRule: async ({ console, resource, process, declared }) => {
      const before = await resource("FederationRule");
      console.archiveFederationRule(before.id);
      const archived = await refreshed(process(), before);
      return rejection(up(process(), archived, declared.FederationRule));
    },
  },
  deleteFederation: {
    FederationIssuer: async ({ checked }) => checked("FederationIssuer", { onDelete: "delete" }),
    FederationRule: async ({ checked }) => checked("FederationRule", { onDelete: "delete" }),
  },
  changeOrganization: {
    ApiKey: movesOrganization("ApiKey"),
    FederationIssuer: movesOrganization("FederationIssuer"),
    FederationRule: movesOrganization("FederationRule"),
    ComplianceSettings: movesOrganization("ComplianceSettings"),
    ExternalKey: movesOrganization("ExternalKey"),
    Invite: movesOrganization("Invite"),
    Member: movesOrganization("Member"),
    ServiceAccount: movesOrganization("ServiceAccount"),
    RbacGroup: movesGroup("RbacGroup"),
    RbacGroupMembers: movesGroup("RbacGroupMembers"),
    SpendLimit: movesOrganization("SpendLimit"),
    Workspace: movesOrganization("Workspace"),
    WorkspaceMember: movesOrganization("WorkspaceMember"),
    WorkspaceMembers: movesOrganization("WorkspaceMembers"),
    WorkspaceRateLimit: movesOrganization("WorkspaceRateLimit"),
    WorkspaceServiceAccount: movesOrganization("WorkspaceServiceAccount"),
  },
};

const rows = Object.entries(apiLimitations).flatMap(([name, { kinds: names, operation, why, instead }]) =>
  names.map((kind) => {
    const byKind: Readonly<Record<string, Attempt>> = attempts[name as ApiLimitationName];
    return { kind, operation, why, instead, attempt: byKind[kind] };
  }),
);

describe("API limitations", () => {
  test.each(rows)("rejects a program whose $kind asks to $operation", async ({ why, instead, attempt }) => {
    if (attempt === undefined) throw new Error("No program reaches this row.");
    const message = await attempt(await setUp());
    expect(message).toContain(why);
    expect(message).toContain(`${instead}.`);
    // Once, and without another reason that would hide it.
    expect(message.split(why)).toHaveLength(2);
    expect(message).not.toMatch(/\n|sk-ant-/);
  });

  test("names existing resource types only", () => {
    const names: string[] = Object.keys(kinds);
    expect(rows.map(({ kind }) => kind).filter((kind) => !names.includes(kind))).toEqual([]);
    expect(
      [
        ApiKey,
        ComplianceSettings,
        ExternalKey,
        FederationIssuer,
        FederationRule,
        Invite,
        Member,
        RbacGroup,
        RbacGroupMembers,
        ServiceAccount,
        SpendLimit,
        Workspace,
        WorkspaceMember,
        WorkspaceMembers,
        WorkspaceRateLimit,
        WorkspaceServiceAccount,
      ].map(({ kind }) => kind),
    ).toEqual(names.toSorted());
  });

  test("API limitations consist of sentences that errors can be made of", () => {
    for (const { operation, why, instead } of rows) {
      expect(operation).toMatch(/^[a-z]/);
      expect(why).toMatch(/^[a-z`]/);
      expect(instead).toMatch(/^[A-Z]/);
      for (const part of [operation, why, instead]) expect(part).not.toMatch(/[.!?]$/);
    }
  });
});
