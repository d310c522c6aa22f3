/**
 * What the emulator does where the behavior of the Admin API is not documented. A number is the HTTP status of an
 * error. The default is the most likely behavior; a client should work with every value.
 */
export interface Assumptions {
  /** A workspace's API key on an Admin endpoint. */
  workspaceKey: 401 | 403;
  /** An Admin API key where only an `org:admin` OAuth token is accepted. */
  adminKeyOnOauthOnly: 401 | 403;
  /** Archiving an archived workspace; `"keep"` returns 200 and the first `archived_at`. */
  archiveTwice: "keep" | 400;
  /** Archiving or renaming the default workspace. */
  defaultWorkspaceChange: 400 | 403;
  /** Updating an archived workspace. */
  archivedWorkspaceUpdate: 400 | "allow";
  /** Reading or changing the members of an archived workspace. */
  archivedWorkspaceMembers: 400 | 404 | "allow";
  /** Creating a workspace when the organization has reached its limit. */
  workspaceLimit: 400 | 403 | 409 | 429;
  /** Creating a workspace with the name of another unarchived one, or renaming one to it. */
  duplicateWorkspaceName: "allow" | 400 | 409;
  /** The spelling of the names of workspaces and API keys; `"normalize"` collapses spaces, and stores NFC. */
  storedNames: "keep" | "normalize";
  /** `tags: null` in a workspace update; `"clear"` removes every tag. */
  tagsNull: 400 | "ignore" | "clear";
  /** Setting a write-once field to another value. */
  writeOnce: 400 | 409;
  /** Adding a user who is already an explicit member; `"upsert"` changes the role. */
  addExistingMember: 400 | 409 | "upsert";
  /** Adding a user who is not in the organization. */
  addUnknownUser: 404 | 400;
  /** Adding, changing or removing an organization admin or billing member; `"ignore"` returns 200 without effect. */
  inheritedMember: 400 | 403 | "ignore";
  /** Reading an implicit member; `"inherited"` returns 200 and the inherited role. */
  implicitMemberGet: 404 | "inherited";
  /** Changing or removing a user who is not a member of the workspace. */
  nonMember: 400 | 404;
  /** Changing or removing an organization admin. */
  adminUser: 400 | 403;
  /** Reading a deleted invitation; `"deleted"` returns 200 and that status. */
  deletedInviteGet: "deleted" | 404;
  /** Deleting a deleted invitation. */
  deletedInviteDelete: 404 | 400 | "allow";
  /** Renaming an archived API key. */
  archivedKeyRename: "allow" | 400;
  /** Reading or changing the rate limits of an archived workspace. */
  archivedWorkspaceRateLimits: 400 | 404 | "allow";
  /** Changing the rate limits of the default workspace. */
  defaultWorkspaceRateLimits: 400 | 403 | 404;
  /** Overriding a type of rate limit that the organization does not have in the group. */
  foreignRateLimitType: "allow" | 400;
  /** An ID without the right prefix. */
  malformedId: 400 | 404;
  /** For this many seconds after a write, the GET of one workspace member returns the previous state. */
  staleMemberReads: number;
  /** For this many seconds after a write, an update or delete of that workspace member fails with 400. */
  unsettledMembers: number;
  /** For this many seconds after a write, every list returns the previous state. */
  staleLists: number;
  /** For this many seconds after a write, reads of service accounts and their memberships return the previous state. */
  staleServiceAccounts: number;
  /** For this many seconds after a write, reads of federation issuers and rules return the previous state. */
  staleFederation: number;
  /** Creating an issuer or rule with the name of an archived one; `"reserved"` is 409. */
  archivedFederationNames: "reserved" | "free";
  /** Disabling a rule for its only workspace. */
  lastFederationRuleWorkspace: "allow" | 400;
  /** Creating a service account with the name of an archived one. */
  archivedServiceAccountName: 409 | "allow";
  /** Adding an archived service account to a workspace, or changing its role there. */
  archivedServiceAccountMember: 400 | 404;
  /** An endpoint of Console organizations in a Claude Enterprise organization, such as the list of workspaces. */
  enterpriseConsoleEndpoint: 403 | 400 | 404;
  /** The RBAC group endpoints in a Console organization. */
  consoleRbacGroups: 403 | 400 | 404;
  /** Inviting a user to an RBAC group that does not exist. */
  unknownRbacGroup: 400 | 404;
  /** Whether the roles of RBAC groups are known. While they are not, `role_ids` is null. */
  rbacRoleIds: "known" | "unknown";
  /** For this many seconds after a write, reads of RBAC groups and their members return the previous state. */
  staleRbacGroups: number;
  /** Whether error responses have the header `x-should-retry`. */
  shouldRetryHeader: boolean;
  /** The ID of a spend limit that is set again. */
  spendLimitUpsertId: "keep" | "new";
  /** Deleting a spend limit that the API cannot set, such as that of a `usage_tier`. */
  readOnlySpendLimit: 400 | 403;
  /** Setting a spend limit of a workspace above that of the organization. */
  spendLimitAboveOrganization: "allow" | 400;
  /** Setting a spend limit of the default workspace. */
  defaultWorkspaceSpendLimit: 400 | 403 | "allow";
  /** Setting a spend limit of an archived workspace. */
  archivedWorkspaceSpendLimit: 400 | 404 | "allow";
  /** Whether the spend limit of an archived workspace still exists. */
  archivedWorkspaceSpendLimits: "keep" | "remove";
  /** Increase requests of a Console organization; 400 is `organization_type_not_supported`. */
  consoleIncreaseRequests: "empty" | 400;
  /** The IDs of new external keys; `"arn"` is the ARN of the key, as on Claude Platform on AWS, with its rules for keys. */
  externalKeyIds: "tagged" | "arn";
  /** Reading or changing the Compliance Settings. Which credentials and organizations have access is not documented. */
  complianceSettings: "allow" | 401 | 403 | 404;
  /** A query parameter that the endpoint does not have. */
  unknownQuery: "ignore" | 400;
}

/** The most likely value of each assumption. */
export function defaultAssumptions(): Assumptions {
  return {
    workspaceKey: 401,
    adminKeyOnOauthOnly: 401,
    archiveTwice: "keep",
    defaultWorkspaceChange: 400,
    archivedWorkspaceUpdate: 400,
    archivedWorkspaceMembers: 400,
    workspaceLimit: 400,
    duplicateWorkspaceName: "allow",
    storedNames: "keep",
    tagsNull: 400,
    writeOnce: 400,
    addExistingMember: 400,
    addUnknownUser: 404,
    inheritedMember: 400,
    implicitMemberGet: 404,
    nonMember: 400,
    adminUser: 400,
    deletedInviteGet: "deleted",
    deletedInviteDelete: 404,
    archivedKeyRename: "allow",
    archivedWorkspaceRateLimits: 400,
    defaultWorkspaceRateLimits: 400,
    foreignRateLimitType: "allow",
    malformedId: 400,
    staleMemberReads: 0,
    unsettledMembers: 0,
    staleLists: 0,
    staleServiceAccounts: 0,
    staleFederation: 0,
    archivedFederationNames: "reserved",
    lastFederationRuleWorkspace: "allow",
    archivedServiceAccountName: 409,
    archivedServiceAccountMember: 400,
    enterpriseConsoleEndpoint: 403,
    consoleRbacGroups: 403,
    unknownRbacGroup: 400,
    rbacRoleIds: "known",
    staleRbacGroups: 0,
    shouldRetryHeader: false,
    spendLimitUpsertId: "keep",
    readOnlySpendLimit: 400,
    spendLimitAboveOrganization: "allow",
    defaultWorkspaceSpendLimit: 400,
    archivedWorkspaceSpendLimit: 400,
    archivedWorkspaceSpendLimits: "keep",
    consoleIncreaseRequests: "empty",
    externalKeyIds: "tagged",
    complianceSettings: "allow",
    unknownQuery: "ignore",
  };
}
