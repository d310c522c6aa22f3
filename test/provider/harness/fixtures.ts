import { z } from "zod";
import {
  type ApiKeyJson,
  defaultEnterpriseKey,
  type RateLimitJson,
  type UserJson,
  type WorkspaceJson,
  type WorkspaceRole,
} from "../../../emulator/index.ts";
import { selectedRateLimit } from "../../../emulator/rateLimits.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { invite as Invite } from "../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../provider/resources/member/plan.ts";
import { workspaceMember as WorkspaceMember } from "../../../provider/resources/workspaceMember/plan.ts";
import { type ResourceState, up } from "./operations.ts";
import { type Organization, type OrganizationSetup, organization } from "./organization.ts";

export const alice = "alice@example.com";

export const bob = "bob@example.com";

export const carol = "carol@example.com";

export const dave = "dave@example.com";

/** A member of WorkspaceMembers. */
export const developer = (email: string) => ({ email, role: "workspace_developer" as const });

/** A member of WorkspaceMembers. */
export const admin = (email: string) => ({ email, role: "workspace_admin" as const });

/** The paths of requests, as faults match them. */
export const paths = {
  workspaces: "/v1/organizations/workspaces",
  workspace: "/v1/organizations/workspaces/*",
  archive: "/v1/organizations/workspaces/*/archive",
  workspaceMembers: "/v1/organizations/workspaces/*/members",
  workspaceMember: "/v1/organizations/workspaces/*/members/*",
  users: "/v1/organizations/users",
  user: "/v1/organizations/users/*",
  invites: "/v1/organizations/invites",
  invite: "/v1/organizations/invites/*",
  rateLimits: "/v1/organizations/rate_limits",
  overrides: "/v1/organizations/workspaces/*/rate_limits",
  override: "/v1/organizations/workspaces/*/rate_limits/*",
  apiKeys: "/v1/organizations/api_keys",
  apiKey: "/v1/organizations/api_keys/*",
  spendLimits: "/v1/organizations/spend_limits",
  spendLimit: "/v1/organizations/spend_limits/*",
  serviceAccounts: "/v1/organizations/service_accounts",
  serviceAccount: "/v1/organizations/service_accounts/*",
  archiveServiceAccount: "/v1/organizations/service_accounts/*/archive",
  workspaceServiceAccounts: "/v1/organizations/workspaces/*/service_accounts",
  workspaceServiceAccount: "/v1/organizations/workspaces/*/service_accounts/*",
  externalKeys: "/v1/organizations/external_keys",
  externalKey: "/v1/organizations/external_keys/*",
  validate: "/v1/organizations/external_keys/*/validate",
  compliance: "/v1/organizations/compliance_settings",
  groups: "/v1/organizations/rbac_groups",
  group: "/v1/organizations/rbac_groups/*",
  groupMembers: "/v1/organizations/rbac_groups/*/members",
  groupMember: "/v1/organizations/rbac_groups/*/members/*",
} as const;

export interface WithApiKey extends Organization {
  readonly workspace: WorkspaceJson;
  readonly key: ApiKeyJson;
  readonly apiKeyId: string;
}

/** An API key in a workspace. */
export async function organizationWithApiKey(status: "active" | "inactive" = "active"): Promise<WithApiKey> {
  const context = await organization();
  const workspace = context.console.createWorkspace({ name: "Research" });
  const key = context.console.createApiKey({ name: "CI", workspaceId: workspace.id, status });
  return { ...context, workspace, key, apiKeyId: key.id };
}

/** The spend limits, as `organization monthly 50000`. */
export function spendLimitsOf({ state }: Organization): string[] {
  return state()
    .spend_limits.map(({ scope, period, amount }) => {
      const of = "workspace_id" in scope ? scope.workspace_id : "user_id" in scope ? scope.user_id : "";
      return [scope.type, of, period, amount ?? "null"].filter((word) => word !== "").join(" ");
    })
    .sort();
}

/** A Console organization with early access to spend limits, and a workspace. */
export async function organizationWithSpendLimits(
  options: OrganizationSetup = {},
): Promise<Organization & { readonly workspace: string }> {
  const context = await organization(options);
  context.emulator.organization().settings.spend_limits_early_access = true;
  return { ...context, workspace: context.console.createWorkspace({ name: "Research" }).id };
}

/** A Claude Enterprise organization with the user alice. */
export async function enterpriseOrganization(
  options: OrganizationSetup = {},
): Promise<Organization & { readonly user: UserJson }> {
  const context = await organization({ adminKey: defaultEnterpriseKey, ...options });
  context.emulator.organization().settings.organization_type = "claude_enterprise";
  return { ...context, user: context.console.addUser({ email: "Alice@Example.com" }) };
}

/** A Claude Enterprise organization with the users alice and bob, and a group. */
export async function organizationWithGroup(
  options: OrganizationSetup = {},
): Promise<
  Organization & { readonly group: string; readonly users: { readonly alice: string; readonly bob: string } }
> {
  const context = await enterpriseOrganization({ pace: 0, ...options });
  const { id } = context.console.addUser({ email: bob });
  const group = context.console.createRbacGroup({ name: "Engineering" }).id;
  return { ...context, group, users: { alice: context.user.id, bob: id } };
}

/** The email addresses of the members of a group, sorted. */
export function groupMembersOf({ state }: Organization, group: string): string[] {
  return state()
    .rbac_group_members.filter(({ rbac_group_id: id }) => id === group)
    .map(({ email }) => email.toLowerCase())
    .sort();
}

export interface WithDeclared extends Organization {
  readonly declared: Properties;
  readonly resource: ResourceState;
}

/** An invitation of alice as developer that an Invite sent. */
export async function organizationWithInvite(args: Properties = {}): Promise<WithDeclared> {
  const context = await organization();
  const declared = { email: alice, role: "developer", ...args };
  return { ...context, declared, resource: await context.existing(Invite, declared) };
}

/** An invitation of alice as developer that a Member sent. */
export async function organizationWithInvitedMember(
  options: OrganizationSetup = {},
  args: Properties = {},
): Promise<WithDeclared> {
  const context = await organization(options);
  const declared = { email: alice, role: "developer", ...args };
  return { ...context, declared, resource: await context.existing(Member, declared) };
}

/** A Member, the developer alice, who has accepted the invitation. The state knows it. */
export async function organizationWithActiveMember(
  args: Properties = {},
): Promise<WithDeclared & { readonly user: UserJson }> {
  const context = await organizationWithInvitedMember({}, args);
  const user = context.console.acceptInvite(alice, "Alice");
  const resource = await up(context.process(), context.resource, context.declared);
  context.requests();
  context.notices.length = 0;
  return { ...context, user, resource };
}

export interface WithUser extends Organization {
  /** The ID of a workspace. */
  readonly workspace: string;
  /** The developer alice. */
  readonly user: UserJson;
  /** The arguments of a WorkspaceMember for alice in the workspace. */
  readonly declared: { readonly workspace: string; readonly email: string; readonly role: string };
  /** A WorkspaceMember that an earlier run created. */
  membership(args?: Properties): Promise<ResourceState>;
}

/** A workspace, and a developer who is not a member of it. */
export async function organizationWithUser(options: OrganizationSetup = {}): Promise<WithUser> {
  const context = await organization(options);
  const workspace = context.console.createWorkspace({ name: "Research" }).id;
  const user = context.console.addUser({ email: "Alice@Example.com", role: "developer" });
  const declared = { workspace, email: alice, role: "workspace_developer" };
  return {
    ...context,
    workspace,
    user,
    declared,
    membership: (args = declared) => context.existing(WorkspaceMember, args),
  };
}

export interface WithRateLimits extends Organization {
  /** The ID of a workspace. */
  readonly workspace: string;
  /** The organization's limits of a model, or of an API such as `batch`. */
  entry(group: string): RateLimitJson;
  /** The path of the limits of a group in the workspace, as `writes` returns it. */
  pathOf(group: string): string;
  /** What the workspace overrides, as `batch requests_per_minute 5`. */
  overrides(): string[];
}

/** A workspace without overrides, and the default rate limits of the organization. */
export async function organizationWithRateLimits(options: OrganizationSetup = {}): Promise<WithRateLimits> {
  const context = await organization(options);
  const workspace = context.console.createWorkspace({ name: "Research" }).id;
  const entry = (group: string) => {
    const found = selectedRateLimit(context.state().rate_limits, group);
    if (found === undefined) throw new Error(`there are no limits of ${group}`);
    return found;
  };
  return {
    ...context,
    workspace,
    entry,
    pathOf: (group) => `/workspaces/${workspace}/rate_limits/${entry(group).id}`,
    overrides: () =>
      context
        .state()
        .workspace_rate_limits.filter(({ workspace_id: id }) => id === workspace)
        .flatMap(({ rate_limit_id: id, limits }) => {
          const { group } = entry(id);
          const name = group.type === "model_group" ? group.display_name : group.type;
          return limits.map(({ type, value }) => `${name} ${type} ${value}`);
        })
        .sort(),
  };
}

export interface WithUsers extends Organization {
  /** The ID of a workspace. */
  readonly workspace: string;
  /** The user ID of an address. */
  id(email: string): string;
}

/** The users alice, bob, carol and dave, and a workspace with these members. */
export async function organizationWithUsers(
  ...members: { email: string; role: WorkspaceRole }[]
): Promise<WithUsers> {
  return await organizationWithUsersAt(0.1, ...members);
}

export async function organizationWithUsersAt(
  pace: number,
  ...members: { email: string; role: WorkspaceRole }[]
): Promise<WithUsers> {
  const context = await organization({ pace });
  const { id: workspace } = context.console.createWorkspace({ name: "Research" });
  const ids = new Map(
    [alice, bob, carol, dave].map((email) => [email, context.console.addUser({ email }).id]),
  );
  for (const { email, role } of members) context.console.addMember(workspace, email, role);
  return { ...context, workspace, id: (email) => ids.get(email) ?? "" };
}

export const MemberStatuses = z.array(
  z.object({
    email: z.string().optional(),
    userId: z.string().optional(),
    role: z.string(),
    status: z.string(),
    waitingFor: z.string().optional(),
  }),
);

/** The members in the outputs of WorkspaceMembers, as `alice developer active`. */
export function memberStatuses({ outputs }: ResourceState): string[] {
  return MemberStatuses.parse(outputs["memberStatuses"]).map(({ email, userId, role, status, waitingFor }) =>
    [email?.split("@")[0] ?? userId, role.replace("workspace_", ""), status, waitingFor]
      .filter((word) => word !== undefined)
      .join(" "),
  );
}

export interface WithServiceAccount extends Organization {
  /** The ID of a workspace. */
  readonly workspace: string;
  /** The ID of the default workspace. */
  readonly defaultWorkspace: string;
  /** The ID of the service account `deploy`. */
  readonly account: string;
  /** The arguments of a WorkspaceServiceAccount for the two. */
  readonly declared: {
    readonly workspace: string;
    readonly serviceAccount: string;
    readonly role: string;
  };
  /** The explicit memberships of service accounts, as `deploy workspace_user Research`. */
  accountMemberships(): string[];
  /** The service accounts, as `deploy active`. */
  accounts(): string[];
}

/** A workspace and a service account without an explicit membership. The processes have a token of an interactive login. */
export async function organizationWithServiceAccount(
  options: OrganizationSetup = {},
): Promise<WithServiceAccount> {
  const context = await organization({ token: "interactiveOauth", ...options });
  const { console, state } = context;
  const workspace = console.createWorkspace({ name: "Research" }).id;
  const account = console.createServiceAccount({ name: "deploy" }).id;
  return {
    ...context,
    workspace,
    defaultWorkspace: state().default_workspace.id,
    account,
    declared: { workspace, serviceAccount: account, role: "workspace_developer" },
    accountMemberships() {
      const { service_accounts: accounts, service_account_members: members, workspaces } = state();
      const workspaceName = (id: string) => workspaces.find((each) => each.id === id)?.name ?? "Default";
      const name = (id: string) => accounts.find((each) => each.id === id)?.name;
      return members
        .map(
          (each) =>
            `${name(each.service_account_id)} ${each.workspace_role} ${workspaceName(each.workspace_id)}`,
        )
        .sort();
    },
    accounts: () =>
      state()
        .service_accounts.map(({ name, archived_at: at }) => `${name} ${at === null ? "active" : "archived"}`)
        .sort(),
  };
}
