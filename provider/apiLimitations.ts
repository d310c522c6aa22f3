/** An operation that the API does not support, the reason, and the alternative. */
export interface ApiLimitation {
  /** The resource types that could declare it. */
  readonly kinds: readonly string[];
  /** Completes "the API cannot". */
  readonly operation: string;
  /** The reason: a clause without its period. */
  readonly why: string;
  /** The alternative: an imperative sentence without its period. */
  readonly instead: string;
}

/**
 * Operations that a program can request and the API does not support. Errors, the doc comments of the classes and
 * `docs/api-limitations.md` are generated from this table. A test covers each row with a program.
 */
export const apiLimitations = {
  createKey: {
    kinds: ["ApiKey"],
    operation: "create an API key",
    why: "the API cannot create keys, so a key's secret never passes through a program",
    instead: "Create it in the Console and set `apiKeyId` to its ID",
  },
  deleteKey: {
    kinds: ["ApiKey"],
    operation: "delete an API key",
    why: "the API cannot delete keys, only deactivate or archive them",
    instead: 'Set `status: "inactive"`, or `status: "archived"`, which is final',
  },
  rotateKey: {
    kinds: ["ApiKey"],
    operation: "rotate an API key",
    why: "the API cannot change the secret or the expiry of a key",
    instead: "Create a new key in the Console, change `apiKeyId` to its ID, and deactivate the old key",
  },
  revealKey: {
    kinds: ["ApiKey"],
    operation: "reveal an API key's secret",
    why: "the Console shows the secret once, when the key is created, and the API never returns it",
    instead: "Store it in a secret manager when you create the key; replace a lost secret with a new key",
  },
  restoreKey: {
    kinds: ["ApiKey"],
    operation: "restore an archived API key",
    why: "archiving a key is final",
    instead: "Create a new key in the Console and change `apiKeyId` to its ID",
  },
  deleteWorkspace: {
    kinds: ["Workspace"],
    operation: "delete a workspace",
    why: "the API cannot delete workspaces, only archive them",
    instead:
      'Set `onDelete: "archive"`, which is final, or `onDelete: "retain"` to leave the workspace unchanged',
  },
  restoreWorkspace: {
    kinds: ["Workspace"],
    operation: "restore an archived workspace",
    why: "archiving a workspace is final",
    instead:
      'Remove it from the program, or set `onArchived: "recreate"` to create a new workspace without the keys of the old one',
  },
  renameDefaultWorkspace: {
    kinds: ["Workspace"],
    operation: "rename the default workspace",
    why: "the API can change only the color, tags and data residency of the default workspace",
    instead: "Keep its name `Default`, or declare another workspace",
  },
  defaultWorkspaceMembers: {
    kinds: ["WorkspaceMember", "WorkspaceMembers"],
    operation: "add or remove members of the default workspace",
    why: "the default workspace has no members of its own; the organization role gives access to it",
    instead: "Change the user's organization role with a Member, or use another workspace",
  },
  defaultWorkspaceRateLimits: {
    kinds: ["WorkspaceRateLimit"],
    operation: "override the rate limits of the default workspace",
    why: "the default workspace has the rate limits of the organization",
    instead: "Use another workspace",
  },
  overrideRateLimit: {
    kinds: ["WorkspaceRateLimit"],
    operation: "override other types of rate limits",
    why: "the API can override only some types of rate limits in a workspace",
    instead:
      "Use `requests_per_minute`, `input_tokens_per_minute`, `input_tokens_per_minute_cache_aware`, `output_tokens_per_minute`, `tokens_per_minute`, `tokens_per_day`, `tool_uses_per_second`, `fast_itpmca` or `fast_otpm`",
  },
  moveWorkspace: {
    kinds: ["Workspace"],
    operation: "change where a workspace's data is stored",
    why: "the API cannot move a workspace's data",
    instead:
      "Declare a new workspace with the other `workspaceGeo`, move everything that uses this one, and remove this one",
  },
  changeWriteOnce: {
    kinds: ["Workspace"],
    operation: "change a workspace's encryption key or user profile",
    why: "the API can set this property only once",
    instead:
      "Declare a new workspace with the other value, move everything that uses this one, and remove this one",
  },
  createUser: {
    kinds: ["Member"],
    operation: "create a user",
    why: "the API cannot create users, only invite them",
    instead: 'Set `email` to invite the user, or also `invite: "never"` to wait until they join by SSO',
  },
  assignAdmin: {
    kinds: ["Member", "Invite"],
    operation: "assign the role `admin`",
    why: "the role `admin` can only be assigned in the Console",
    instead: "Assign it there and leave `role` out of the program",
  },
  changeAdmin: {
    kinds: ["Member"],
    operation: "change an admin's role",
    why: "an admin's role can only be changed in the Console",
    instead: 'Change it there, or ignore the difference with the resource option `ignoreChanges: ["role"]`',
  },
  removeAdmin: {
    kinds: ["Member"],
    operation: "remove or demote an admin",
    why: "an admin can only be removed or demoted in the Console",
    instead:
      'Change their role there first, or set `onDelete: "retain"` and run `pulumi up` once before deleting the resource',
  },
  assignWorkspaceBilling: {
    kinds: ["WorkspaceMember", "WorkspaceMembers"],
    operation: "assign the workspace role `workspace_billing`",
    why: "`workspace_billing` comes with the organization role `billing` and cannot be assigned",
    instead: 'Set `role: "billing"` on a Member for the user, or use another workspace role',
  },
  extendInvite: {
    kinds: ["Invite", "Member"],
    operation: "extend an invitation",
    why: "an invitation expires after 21 days, and the API cannot extend it",
    instead: "Change `reinvite`, for example to today's date, to send a new invitation",
  },
  resendInvite: {
    kinds: ["Invite", "Member"],
    operation: "resend an invitation",
    why: "the API cannot send the same invitation again",
    instead: "Change `reinvite`, for example to today's date, to delete it and send a new one",
  },
  editAcceptedInvite: {
    kinds: ["Invite"],
    operation: "change an accepted invitation",
    why: "an accepted invitation cannot be changed",
    instead: "Declare a Member, which manages the user, and remove the invitation from the program",
  },
  setInheritedSpendLimit: {
    kinds: ["SpendLimit"],
    operation: "set the spend limit of a group, a seat tier or a service",
    why: "the API can only read the limits that users inherit",
    instead: 'Set it in claude.ai, or declare limits of individual users with `scope: "user"`',
  },
  changeUsageTier: {
    kinds: ["SpendLimit"],
    operation: "change the spend cap of the usage tier",
    why: "only Anthropic can change the cap of the usage tier",
    instead: 'Ask Anthropic for a higher one, or declare a lower limit with `scope: "organization"`',
  },
  changeSpendCurrency: {
    kinds: ["SpendLimit"],
    operation: "set the currency of a spend limit",
    why: "the currency of every limit is the billing currency of the organization",
    instead: "Omit it, and read it from the output `currency`",
  },
  enableExtraUsage: {
    kinds: ["SpendLimit"],
    operation: "enable or disable extra usage",
    why: "only the Console can enable or disable extra usage, and with it the organization's limit",
    instead: "Change it there, and omit it from the program",
  },
  deleteServiceAccount: {
    kinds: ["ServiceAccount"],
    operation: "delete a service account",
    why: "the API cannot delete service accounts, only archive them",
    instead:
      'Set `onDelete: "archive"`, which is final, or `onDelete: "retain"` to leave the service account unchanged',
  },
  restoreServiceAccount: {
    kinds: ["ServiceAccount"],
    operation: "restore an archived service account",
    why: "archiving a service account is final",
    instead: 'Remove it from the program, or set `onArchived: "recreate"` to create a new one',
  },
  assignServiceAccountAdmin: {
    kinds: ["ServiceAccount"],
    operation: "make a service account an admin with a token from federation",
    why: "a token from federation cannot set this role, only one from an interactive login",
    instead:
      "Run `pulumi up` once with a token from `ant auth login --scope org:admin`, or set the role in the Console and omit `organizationRole`",
  },
  assignServiceAccountBilling: {
    kinds: ["WorkspaceServiceAccount"],
    operation: "assign the workspace role `workspace_billing` to a service account",
    why: "service accounts cannot have the role `workspace_billing`",
    instead: "Use another workspace role",
  },
  changeGcpKey: {
    kinds: ["ExternalKey"],
    operation: "change a key in Google Cloud KMS to another key",
    why: "the API cannot change the provider and the name of a Google Cloud key",
    instead: "Declare another ExternalKey, and use it in new workspaces",
  },
  changeUsedKey: {
    kinds: ["ExternalKey"],
    operation: "change the configuration of a key that a workspace uses",
    why: "the data of a workspace stays encrypted with its key",
    instead: "Keep the configuration, and declare another ExternalKey for new workspaces",
  },
  changeKeyProfile: {
    kinds: ["ExternalKey"],
    operation: "change the user profile of a key",
    why: "the API binds a key to a user profile when it is created",
    instead: "Declare another ExternalKey with the other `userProfileId`, and use it in new workspaces",
  },
  deleteUsedKey: {
    kinds: ["ExternalKey"],
    operation: "delete a key that a workspace uses, even an archived one",
    why: "the data of a workspace stays encrypted with its key even after the workspace is archived",
    instead:
      'Set `onDelete: "retain"` and run `pulumi up` before you delete the resource, or remove it from the state with `npx pulumi-anthropic detach`, which leaves the key unchanged',
  },
  deleteComplianceSettings: {
    kinds: ["ComplianceSettings"],
    operation: "delete the Compliance Settings",
    why: "every organization has them, and deleting the resource changes nothing",
    instead: 'Declare `state: "disabled"` and run `pulumi up` to turn the Compliance API off',
  },
  changeInheritedCompliance: {
    kinds: ["ComplianceSettings"],
    operation: "change the state of an organization that has a parent organization",
    why: "an organization with a parent organization has the state of its parent",
    instead: "Change it in the parent organization, or declare the state of the parent",
  },
  changeAccessTransparency: {
    kinds: ["ComplianceSettings"],
    operation: "enable or disable Access Transparency",
    why: "only Anthropic can change Access Transparency",
    instead: "Ask your Anthropic account team, and leave it out of the program",
  },
  attachRbacRoles: {
    kinds: ["RbacGroup"],
    operation: "attach a role to an RBAC group",
    why: "the API can only read the roles of a group",
    instead: "Attach roles in the organization settings of Claude, and read them from the output `roleIds`",
  },
  provisionRbacGroup: {
    kinds: ["RbacGroup"],
    operation: "create an RBAC group of the identity provider",
    why: "only the identity provider can create such a group, and the API creates groups with the source type `direct`",
    instead:
      "Leave `sourceType` out, or create the group in the identity provider and read it with `RbacGroup.get`",
  },
  manageAdminRule: {
    kinds: ["FederationRule"],
    operation: "manage a federation rule with the scope `org:admin`, or its issuer",
    why: "rules with other scopes than `workspace:developer` and `workspace:inference` can only be managed in the Console",
    instead: "Create and change it there, and use a rule and an issuer of its own for workloads",
  },
  restoreFederation: {
    kinds: ["FederationIssuer", "FederationRule"],
    operation: "restore an archived federation issuer or rule",
    why: "archiving it is final",
    instead:
      'Remove it from the program, or set `onArchived: "recreate"` and another `name` to create a new one',
  },
  deleteFederation: {
    kinds: ["FederationIssuer", "FederationRule"],
    operation: "delete a federation issuer or rule",
    why: "the API cannot delete it, only archive it",
    instead: 'Set `onDelete: "archive"`, which is final, or `onDelete: "retain"` to leave it unchanged',
  },
  changeOrganization: {
    kinds: [
      "ComplianceSettings",
      "ExternalKey",
      "Workspace",
      "WorkspaceMember",
      "WorkspaceMembers",
      "WorkspaceRateLimit",
      "Member",
      "Invite",
      "ApiKey",
      "SpendLimit",
      "ServiceAccount",
      "WorkspaceServiceAccount",
      "RbacGroup",
      "RbacGroupMembers",
      "FederationIssuer",
      "FederationRule",
    ],
    operation: "move an object to another organization",
    why: "objects cannot move between organizations, and a key belongs to one organization",
    instead:
      "Use a key of the object's organization; for another organization, use another stack or an explicit Provider",
  },
} as const satisfies Record<string, ApiLimitation>;

export type ApiLimitationName = keyof typeof apiLimitations;

/** The reason and the alternative, for an error. */
export function apiLimitation(name: ApiLimitationName): string {
  const { why, instead } = apiLimitations[name];
  return `${why}. ${instead}.`;
}
