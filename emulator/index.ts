/**
 * A strict, stateful emulator of the Anthropic Admin API on a loopback address, with a clock that can be moved forward and
 * faults.
 */

export type { Assumptions } from "./assumptions.ts";
export type { Credential } from "./authentication.ts";
export type { Duration } from "./clock.ts";
export type * from "./complianceJson.ts";
export type {
  ApiKeyProperties,
  ConsoleActions,
  ExternalKeyChanges,
  ExternalKeyProperties,
  FederationIssuerProperties,
  FederationRuleProperties,
  RbacGroupProperties,
  WorkspaceProperties,
} from "./console/definition.ts";
export { ConsoleError } from "./console/definition.ts";
export type { CredentialKind } from "./credentialKind.ts";
export type {
  EmulatedOrganization,
  Emulator,
  EmulatorClock,
  EmulatorFaults,
  EmulatorOptions,
  OrganizationCredentials,
  OrganizationOptions,
  SentInvitation,
} from "./definition.ts";
export { defaultAdminKey, defaultEnterpriseKey, startEmulator } from "./emulator.ts";
export type * from "./externalKeysJson.ts";
export type { Fault, FaultKind } from "./faults.ts";
export type * from "./federationJson.ts";
export type { HistoryJson } from "./historyJson.ts";
export type * from "./json.ts";
export type * from "./rateLimitsJson.ts";
export type * from "./rbacJson.ts";
export type { LoggedRequest } from "./requestLog.ts";
export { SavedError } from "./resume.ts";
export { sampleSeed } from "./sample.ts";
export type {
  SavedActivity,
  SavedCredential,
  SavedEmulator,
  SavedIdentityToken,
  SavedInvitation,
  SavedOrganization,
  SavedSpan,
  SavedUse,
  SavedUser,
} from "./saved.ts";
export type { KeyScope } from "./scopes.ts";
export type {
  FullSeed,
  Loose,
  Seed,
  SeedApiKey,
  SeedComplianceSettings,
  SeedExternalKey,
  SeedFederationIssuer,
  SeedFederationRule,
  SeedFederationTarget,
  SeedIncreaseRequest,
  SeedInvite,
  SeedMember,
  SeedRateLimit,
  SeedRbacGroup,
  SeedRbacGroupMember,
  SeedRbacRole,
  SeedRbacRolePermission,
  SeedServiceAccount,
  SeedServiceAccountMember,
  SeedSpendLimit,
  SeedUser,
  SeedWorkspace,
  WorkspaceRateLimitOverride,
} from "./seed.ts";
export { SeedError } from "./seed.ts";
export type * from "./serviceAccountsJson.ts";
export type {
  EnterpriseUserSetting,
  GeneratedUsageSetting,
  OrganizationSettings,
  ParentOrganizationSetting,
  UserProfileSetting,
  WorkspacePolicySetting,
} from "./settings.ts";
export type * from "./spendLimitsJson.ts";
export type { RateLimitChanges } from "./state/rateLimits.ts";
export type { NewRbacRole } from "./state/rbacRoles.ts";
export type { KeyUse } from "./usage/recorded.ts";
