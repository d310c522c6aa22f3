import type { ComplianceState } from "../../provider/api/complianceSettings.ts";
import type { ExternalKeyWire } from "../../provider/api/externalKeys/objects.ts";
import type { FederationIssuerWire, FederationRuleWire } from "../../provider/api/federationRules/objects.ts";
import type {
  ApiKeyWire,
  InviteWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceWire,
} from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { defaultWorkspaceName, findDefaultWorkspace } from "../../provider/api/plausible.ts";
import type { RbacGroupWire, RbacRoleWire } from "../../provider/api/rbac/objects.ts";
import type { SpendLimitWire } from "../../provider/api/spendLimits/objects.ts";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "../output/io.ts";
import { joined } from "../output/phrases.ts";
import { type FamilyName, specOf } from "./families.ts";
import { readEach } from "./readEach.ts";
import { type OrganizationRateLimits, readRateLimits } from "./readRateLimits.ts";
import { type OrganizationGroups, readGroups } from "./readRbac.ts";
import { type OrganizationServiceAccounts, readServiceAccounts } from "./readServiceAccounts.ts";
import { readWorkspaces } from "./readWorkspaces.ts";
import type { SnapshotSession } from "./snapshotSession.ts";
import { ofOtherType, readFamily, type Unread } from "./unread.ts";

/** The name of the default workspace, which every organization has and which cannot be archived. */
export const defaultWorkspace = defaultWorkspaceName;

export { findDefaultWorkspace };

/** The name of the workspace that is created when a user first signs in to Claude Code. */
export const claudeCodeWorkspace = "Claude Code";

/** The federation issuers and rules of an organization, archived ones included. */
export interface OrganizationFederation {
  readonly issuers: readonly FederationIssuerWire[];
  readonly rules: readonly FederationRuleWire[];
}

/** An organization as the lists of the API show it. Lists that were not requested are empty. */
export interface Organization {
  readonly id: string;
  /** Whether it is a Claude Enterprise organization, which has no workspaces and no API keys. */
  readonly isEnterprise: boolean;
  /** All workspaces, including archived ones and the default one. */
  readonly workspaces: readonly WorkspaceWire[];
  readonly users: readonly UserWire[];
  readonly invites: readonly InviteWire[];
  /** The explicit members of each workspace whose members were requested, by its ID. */
  readonly members: ReadonlyMap<string, readonly WorkspaceMemberWire[]>;
  readonly apiKeys: readonly ApiKeyWire[];
  /** Undefined if they were not requested, or are unread. */
  readonly rateLimits?: OrganizationRateLimits | undefined;
  /** Undefined if they were not requested, or are unread. */
  readonly spendLimits?: readonly SpendLimitWire[] | undefined;
  /** Undefined if they were not requested, or are unread. */
  readonly externalKeys?: readonly ExternalKeyWire[] | undefined;
  /** The state of the Compliance Settings. Undefined if it was not requested, or is unread. */
  readonly complianceState?: ComplianceState | undefined;
  readonly federation?: OrganizationFederation | undefined;
  /** Undefined if they were not requested, or are unread. */
  readonly serviceAccounts?: OrganizationServiceAccounts | undefined;
  readonly groups?: OrganizationGroups | undefined;
  /** Undefined if they were not requested, or are unread. */
  readonly rbacRoles?: readonly RbacRoleWire[] | undefined;
  /** The requested families that the credential cannot read, or that the organization does not have. */
  readonly unread: readonly Unread[];
}

/** The lists to read. Each costs a request per 1,000 entries. */
export interface Wanted {
  readonly users: boolean;
  readonly invites: boolean;
  readonly apiKeys: boolean;
  /** Whether the members of a workspace other than the default one are read, which costs at least one request each. */
  membersOf(workspace: WorkspaceWire): boolean;
  /**
   * Whether the limits of the organization, and the overrides in a workspace other than the default one, are read, which costs one request
   * each. By default, no rate limits are read.
   */
  readonly rateLimitsOf?: ((workspace: WorkspaceWire) => boolean) | undefined;
  /** Whether the spend limits are read, with one request per 1,000. Default: false. */
  readonly spendLimits?: boolean | undefined;
  /** Whether the external keys are read. Default: false. */
  readonly externalKeys?: boolean | undefined;
  /** Whether the Compliance Settings are read, with one request. Default: false. */
  readonly compliance?: boolean | undefined;
  /** Whether the federation issuers and rules are read, with one request per 100 of each. Default: false. */
  readonly federation?: boolean | undefined;
  /**
   * Whether the service accounts, with one request per 100, and their memberships in a workspace are read. The memberships cost a request for
   * each account or for each workspace, whichever are fewer. By default, no service accounts are read.
   */
  readonly serviceAccountsIn?: ((workspace: WorkspaceWire) => boolean) | undefined;
  /** Whether the members of an RBAC group are read, which costs one request. By default, no groups are read. */
  readonly groupMembersOf?: ((group: RbacGroupWire) => boolean) | undefined;
  /** Whether the RBAC roles are read. Default: false. */
  readonly rbacRoles?: boolean | undefined;
}

/**
 * Rejects a key of an organization that is not `expected`. `whose` names the owner of the expected ones, as in "the stacks
 * manage"; `advice` says that nothing was done and what to do.
 */
export function rejectOtherOrganization(
  id: string,
  expected: ReadonlySet<string>,
  whose: string,
  advice: string,
): void {
  if (expected.size === 0 || expected.has(id)) return;
  throw new UserError(
    `The credential belongs to organization ${id}, but ${whose} ${joined([...expected])}. ${advice}`,
  );
}

/**
 * Reads the organization, with no requests but those of the lists. Only the list of workspaces is read before
 * `checkOrganization` accepts the organization of the key.
 */
export async function readOrganization(
  io: Io,
  session: SnapshotSession,
  wanted: Wanted,
  checkOrganization: (organization: string) => void,
): Promise<Organization> {
  const { cache } = session;
  io.progress("Reading the workspaces ...");
  const { workspaces, absence } = await readWorkspaces(session);
  const id = await session.guard.confirm();
  checkOrganization(id);

  const isEnterprise = absence !== undefined;
  const withKeys = wanted.apiKeys && !isEnterprise;
  const lists = [
    ...(wanted.users ? ["the users"] : []),
    ...(wanted.invites ? ["the invitations"] : []),
    ...(withKeys ? ["the API keys"] : []),
  ];
  if (lists.length > 0) io.progress(`Reading ${joined(lists)} of organization ${id} ...`);
  const [users, invites, apiKeys] = await Promise.all([
    wanted.users ? cache.users(OrganizationCache.anyAge) : [],
    wanted.invites ? cache.invites(OrganizationCache.anyAge) : [],
    withKeys ? cache.apiKeys(OrganizationCache.anyAge) : [],
  ]);

  const defaultOne = findDefaultWorkspace(workspaces);
  const selected = workspaces.filter((workspace) => workspace !== defaultOne && wanted.membersOf(workspace));
  const members = await readEach(io, selected, "the members of workspaces", (workspace) =>
    cache.members(workspace, OrganizationCache.anyAge),
  );
  const unread: Unread[] =
    absence === undefined
      ? []
      : [ofOtherType("workspaces", absence), ...(wanted.apiKeys ? [ofOtherType("apiKeys", absence)] : [])];
  const family = async <T>(name: FamilyName, isWanted: boolean, read: () => Promise<T>) => {
    if (!isWanted) return undefined;
    const reason = otherType(name, absence);
    const result =
      reason === undefined ? await readFamily(session, name, read) : { unread: ofOtherType(name, reason) };
    if ("value" in result) return result.value;
    unread.push(result.unread);
    return undefined;
  };
  const { rateLimitsOf } = wanted;
  const ownLimits = await family("rateLimits", rateLimitsOf !== undefined, () =>
    cache.rateLimits.ofOrganization(OrganizationCache.anyAge),
  );
  const limited = workspaces.filter((workspace) => workspace !== defaultOne && rateLimitsOf?.(workspace));
  const rateLimits = ownLimits && (await readRateLimits(io, cache, limited, ownLimits));
  const spendLimits = await family("spendLimits", wanted.spendLimits === true, () =>
    cache.spendLimits.all(OrganizationCache.anyAge),
  );
  const { serviceAccountsIn } = wanted;
  const accounts = await family("serviceAccounts", serviceAccountsIn !== undefined, () =>
    cache.serviceAccounts.all(OrganizationCache.anyAge),
  );
  const withAccounts = workspaces.filter(
    (workspace) => workspace.archived_at === null && serviceAccountsIn?.(workspace),
  );
  const serviceAccounts = accounts && (await readServiceAccounts(io, cache, withAccounts, accounts));
  const federation = await family("federation", wanted.federation === true, async () => ({
    issuers: await cache.federation.issuers(OrganizationCache.anyAge),
    rules: await cache.federation.rules(OrganizationCache.anyAge),
  }));
  const externalKeys = await family("externalKeys", wanted.externalKeys === true, () =>
    cache.externalKeys.all(OrganizationCache.anyAge),
  );
  const complianceState = await family("compliance", wanted.compliance === true, () =>
    cache.compliance.state(OrganizationCache.anyAge),
  );
  const { groupMembersOf } = wanted;
  const groups = await family("groups", groupMembersOf !== undefined, () =>
    readGroups(io, cache, groupMembersOf ?? (() => false)),
  );
  const rbacRoles = await family("rbacRoles", wanted.rbacRoles === true, () =>
    cache.rbac.roles(OrganizationCache.anyAge),
  );
  session.muteNotices();
  return {
    id,
    isEnterprise,
    workspaces,
    users,
    invites,
    members,
    apiKeys,
    rateLimits,
    spendLimits,
    externalKeys,
    complianceState,
    federation,
    serviceAccounts,
    groups,
    rbacRoles,
    unread,
  };
}

/** Why no organization of this type has a family. `absence` is why the organization has no workspaces. Undefined if it may have it. */
function otherType(name: FamilyName, absence: string | undefined): string | undefined {
  const { organization } = specOf(name);
  if (organization === "console") return absence;
  return organization === "enterprise" && absence === undefined
    ? "it is a Console organization, which has workspaces"
    : undefined;
}
