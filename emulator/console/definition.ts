import type { Enablement } from "../complianceJson.ts";
import type { ExternalKeyInput, ExternalKeyJson, ExternalKeyOutcome } from "../externalKeysJson.ts";
import type {
  FederationIssuerJson,
  FederationMatchJson,
  FederationRuleJson,
  JwksJson,
} from "../federationJson.ts";
import type {
  ApiKeyJson,
  ApiKeyStatus,
  DataResidencyJson,
  InviteJson,
  OrganizationRole,
  UserJson,
  WorkspaceJson,
  WorkspaceMemberJson,
  WorkspaceRole,
} from "../json.ts";
import type { RateLimitJson, WorkspaceRateLimitJson } from "../rateLimitsJson.ts";
import type { RbacGroupJson, RbacGroupMemberJson, StoredRbacRole } from "../rbacJson.ts";
import type {
  ServiceAccountJson,
  ServiceAccountMemberJson,
  ServiceAccountRole,
} from "../serviceAccountsJson.ts";
import type {
  SpendLimitJson,
  SpendLimitPeriod,
  SpendLimitScopeJson,
  StoredIncreaseRequest,
} from "../spendLimitsJson.ts";
import type { RateLimitChanges } from "../state/rateLimits.ts";
import type { NewRbacRole } from "../state/rbacRoles.ts";
import type { KeyUse } from "../usage/recorded.ts";

/** An action in the Console is not possible. The message gives the reason. */
export class ConsoleError extends Error {}

/** The properties of a workspace. */
export interface WorkspaceProperties {
  /** The name. */
  name: string;
  /** All tags. */
  tags?: Record<string, string>;
  /** `#` and six hexadecimal digits. */
  displayColor?: string;
  /** The fields that differ from the current value or the default. */
  dataResidency?: Partial<DataResidencyJson>;
  /** The ID of a customer-managed key. It is not checked. */
  externalKeyId?: string;
  /** The ID of a user profile. It is not checked. */
  userProfileId?: string;
}

/** The properties of a new API key. */
export interface ApiKeyProperties {
  /** The name. */
  name: string;
  /** The ID or name of a workspace. The default workspace by default; a personal key has none by default. */
  workspaceId?: string;
  /** The email address or ID of the user who creates the key. The first admin by default. */
  createdBy?: string;
  /** When the key expires. Never by default. */
  expiresAt?: Date;
  /** The status; `active` by default. */
  status?: ApiKeyStatus;
  /** Whether the key acts as the user who creates it. False by default. */
  personal?: boolean;
}

/** The properties of an external key. */
export interface ExternalKeyProperties {
  /** The key management service and the key in it. */
  providerConfig: ExternalKeyInput;
  /** The name. None by default. */
  displayName?: string;
  /** The user profile that the key is bound to. None by default. It is not checked. */
  userProfileId?: string;
}

/** The properties of an external key that can be changed. */
export interface ExternalKeyChanges {
  /** The name. Null removes it. */
  displayName?: string | null;
  /** The key management service and the key in it. Only while no workspace uses the key. */
  providerConfig?: ExternalKeyInput;
}

/** The properties of a federation issuer. */
export interface FederationIssuerProperties {
  /** The name. */
  name: string;
  /** The exact `iss` of its identity tokens. */
  issuerUrl: string;
  /** How its signing keys are obtained. OIDC discovery by default. */
  jwks?: JwksJson;
  /** Whether an identity token with a `jti` can be used only once. True by default. */
  checkJti?: boolean;
  /** The longest time between `iat` and `exp` of an identity token; 3600 by default. */
  maxJwtLifetimeSeconds?: number;
}

/** The properties of a federation rule. */
export interface FederationRuleProperties {
  /** The name. */
  name: string;
  /** The conditions for identity tokens. */
  match: FederationMatchJson;
  /** The ID or name of the service account. */
  serviceAccount: string;
  /** The scopes of access tokens; `workspace:developer` by default. Only the Console sets `org:admin`. */
  oauthScope?: string;
  /** The IDs or names of all workspaces. The default workspace by default. */
  workspaces?: readonly string[];
  /** Whether it is enabled for every workspace. False by default. */
  appliesToAllWorkspaces?: boolean;
  /** The description. */
  description?: string;
  /** The lifetime of access tokens; 3600 by default. */
  tokenLifetimeSeconds?: number;
}

/** The properties of a service account that can be changed. */
export interface ServiceAccountChanges {
  /** The description. */
  description?: string;
  /** The role in the organization. */
  role?: ServiceAccountRole;
}

/** The properties of an RBAC group. */
export interface RbacGroupProperties {
  /** The name. */
  name: string;
  /** `scim` if the identity provider provisions the group; `direct` by default. */
  source?: "direct" | "scim";
  /** The IDs or names of its roles. None by default. */
  roles?: readonly string[];
}

/**
 * Actions of an admin in the Console. They are neither throttled nor logged as requests, and can do more than the API.
 * Users are selected by email address or ID, workspaces by ID or by the name of an unarchived one, service accounts by ID or name.
 */
export interface ConsoleActions {
  /** Creates a workspace. */
  createWorkspace(properties: WorkspaceProperties): WorkspaceJson;
  /** Changes the given properties. `tags` replaces all tags. */
  updateWorkspace(idOrName: string, changes: Partial<WorkspaceProperties>): WorkspaceJson;
  /** Archives a workspace and its API keys. An archived workspace stays unchanged. */
  archiveWorkspace(idOrName: string): WorkspaceJson;
  /** Adds a user without an invitation, as single sign-on does. The role is `user` by default. */
  addUser(user: { email: string; name?: string; role?: OrganizationRole }): UserJson;
  /** Changes a user's role in the organization. Every role is possible, including `admin`. */
  setUserRole(emailOrId: string, role: OrganizationRole): UserJson;
  /** Changes a user's email address. The user's ID stays the same. */
  setUserEmail(emailOrId: string, email: string): UserJson;
  /** Removes a user from the organization. Admins can be removed too. */
  removeUser(emailOrId: string): void;
  /** Sends an invitation. Every role is possible. */
  invite(email: string, role: OrganizationRole): InviteJson;
  /** Accepts a pending invitation. The invited user becomes a member with the role of the invitation. */
  acceptInvite(emailOrInviteId: string, name?: string): UserJson;
  /** Deletes a pending invitation. */
  deleteInvite(emailOrInviteId: string): InviteJson;
  /** Adds a user to a workspace. */
  addMember(workspace: string, emailOrUserId: string, role: WorkspaceRole): WorkspaceMemberJson;
  /** Changes a user's explicit role in a workspace. */
  setMemberRole(workspace: string, emailOrUserId: string, role: WorkspaceRole): WorkspaceMemberJson;
  /** Removes a user from a workspace. */
  removeMember(workspace: string, emailOrUserId: string): void;
  /** Creates an API key. The API has no endpoint for this. */
  createApiKey(properties: ApiKeyProperties): ApiKeyJson;
  /** Renames an API key of any status. */
  renameApiKey(id: string, name: string): ApiKeyJson;
  /** Activates, deactivates or archives an API key. */
  setApiKeyStatus(id: string, status: "active" | "inactive" | "archived"): ApiKeyJson;
  /** Records an inference request with an API key, for the usage reports. `at` is now by default. Seeds do not include it. */
  useApiKey(id: string, at?: Date, use?: KeyUse): void;
  /**
   * Changes the organization's rate limits of one group, as Anthropic does when the usage tier changes. Null removes a limit.
   * The group is the ID of its entry or of the group, a model, or a type such as `batch`.
   */
  setRateLimits(group: string, limits: RateLimitChanges): RateLimitJson;
  /** Overrides a workspace's rate limits of one group. Null clears an override. */
  setWorkspaceRateLimits(workspace: string, group: string, limits: RateLimitChanges): WorkspaceRateLimitJson;
  /** Sets a spend limit of any scope, in minor units of the currency. `null` is no limit. `period` is `monthly` by default. */
  setSpendLimit(scope: SpendLimitScopeJson, amount: string | null, period?: SpendLimitPeriod): SpendLimitJson;
  /** Deletes a spend limit of any scope. */
  deleteSpendLimit(id: string): void;
  /** Enables or disables extra usage. While it is disabled, `is_enabled` of the organization's spend limit is false. */
  setExtraUsage(enabled: boolean): void;
  /** Requests a higher spend limit as a user does in claude.ai. `period` is `monthly` by default. */
  requestSpendLimitIncrease(emailOrUserId: string, period?: SpendLimitPeriod): StoredIncreaseRequest;
  /** Approves a pending increase request, which sets the user's limit, in minor units of the currency. */
  approveSpendLimitIncrease(id: string, amount: string): SpendLimitJson;
  /** Denies a pending increase request. */
  denySpendLimitIncrease(id: string): StoredIncreaseRequest;
  /** Creates a service account. The role is `developer` by default. */
  createServiceAccount(properties: ServiceAccountChanges & { name: string }): ServiceAccountJson;
  /** Changes the given properties of a service account. */
  updateServiceAccount(idOrName: string, changes: ServiceAccountChanges): ServiceAccountJson;
  /** Archives a service account, which is final. */
  archiveServiceAccount(idOrName: string): ServiceAccountJson;
  /** Adds a service account to a workspace, or changes its role there. */
  setServiceAccountMember(workspace: string, account: string, role: WorkspaceRole): ServiceAccountMemberJson;
  /** Removes a service account from a workspace. */
  removeServiceAccountMember(workspace: string, account: string): void;
  /** Creates an external key. */
  createExternalKey(properties: ExternalKeyProperties): ExternalKeyJson;
  /** Changes the given properties of an external key. */
  updateExternalKey(id: string, changes: ExternalKeyChanges): ExternalKeyJson;
  /** Deletes an external key that no workspace uses, archived ones included. */
  deleteExternalKey(id: string): void;
  /** Sets how the key management service of an external key responds. */
  setExternalKeyValidation(id: string, outcome: ExternalKeyOutcome): void;
  /** Enables or disables the Compliance API of the organization. The API returns the state of the parent instead, if there is one. */
  setComplianceState(state: Enablement): void;
  /** Enables or disables the Compliance API in the parent organization. */
  setParentComplianceState(state: Enablement): void;
  /** Enables Access Transparency, which enables the Compliance API again. */
  provisionAccessTransparency(): void;
  /** Creates a custom role in claude.ai. */
  createRbacRole(role: NewRbacRole): StoredRbacRole;
  /** Creates an RBAC group in claude.ai, or with `source: "scim"` as the identity provider. Roles are IDs or names. */
  createRbacGroup(properties: RbacGroupProperties): RbacGroupJson;
  /** Renames an RBAC group. */
  renameRbacGroup(idOrName: string, name: string): RbacGroupJson;
  /** Replaces the roles of an RBAC group. Roles are IDs or names. */
  setRbacGroupRoles(idOrName: string, roles: readonly string[]): RbacGroupJson;
  /** Deletes an RBAC group and its memberships. */
  deleteRbacGroup(idOrName: string): void;
  /** Adds a user to an RBAC group. Users of other organizations of the enterprise are selected by ID. */
  addRbacGroupMember(group: string, emailOrUserId: string): RbacGroupMemberJson;
  /** Removes a user from an RBAC group. */
  removeRbacGroupMember(group: string, emailOrUserId: string): void;
  /** Creates a federation issuer. */
  createFederationIssuer(properties: FederationIssuerProperties): FederationIssuerJson;
  /** Changes the given properties of a federation issuer. */
  updateFederationIssuer(
    idOrName: string,
    changes: Partial<FederationIssuerProperties>,
  ): FederationIssuerJson;
  /** Archives a federation issuer without unarchived rules, which is final. */
  archiveFederationIssuer(idOrName: string): FederationIssuerJson;
  /** Creates a federation rule. */
  createFederationRule(properties: FederationRuleProperties & { issuer: string }): FederationRuleJson;
  /** Changes the given properties of a federation rule. */
  updateFederationRule(idOrName: string, changes: Partial<FederationRuleProperties>): FederationRuleJson;
  /** Archives a federation rule, which is final. */
  archiveFederationRule(idOrName: string): FederationRuleJson;
}
