// First, since the other imports fail on a runtime that is not supported.
import "./settings/runtime.ts";

export type {
  AnalyticsActor,
  AnalyticsRow,
  ClaudeCodeDecisions,
  ClaudeCodeModelUsage,
  ClaudeCodeUsage,
  Cost,
  CostAnalytics,
  CostAnalyticsDimension,
  CostDimension,
  MessagesUsage,
  MessagesUsageDimension,
  UsageAnalytics,
  UsageAnalyticsDimension,
} from "./api/reports/results.ts";
export type { Budget, BudgetStatus, GetBudgetStatusResult } from "./budgets/types.ts";
export type { GitHubActionsAccessArgs } from "./components/gitHubActionsAccess/args.ts";
export { GitHubActionsAccess } from "./components/gitHubActionsAccess/index.ts";
export type { GitLabAccessArgs } from "./components/gitLabAccess/args.ts";
export { GitLabAccess } from "./components/gitLabAccess/index.ts";
export type {
  PipelineAccessArgs,
  PipelineEnvironmentVariables,
  PipelineFormerNames,
  PipelineIssuerArgs,
} from "./components/pipelineAccess/args.ts";
export type {
  TeamArgs,
  TeamFormerMemberNames,
  TeamFormerNames,
  TeamMemberArgs,
  TeamRateLimitArgs,
  TeamSpendLimitArgs,
  TeamUserArgs,
} from "./components/team/args.ts";
export { Team } from "./components/team/index.ts";
export {
  type GetApiKeyResult,
  type GetApiKeysArgs,
  getApiKeys,
  getApiKeysOutput,
} from "./functions/apiKeys.ts";
export {
  type GetBudgetStatusArgs,
  getBudgetStatus,
  getBudgetStatusOutput,
} from "./functions/budgetStatus.ts";
export {
  type GetClaudeCodeUsageArgs,
  type GetClaudeCodeUsageResult,
  type GetClaudeCodeUsageRow,
  getClaudeCodeUsage,
  getClaudeCodeUsageOutput,
} from "./functions/claudeCodeUsage.ts";
export {
  type GetComplianceSettingsResult,
  getComplianceSettings,
  getComplianceSettingsOutput,
} from "./functions/complianceSettings.ts";
export {
  type GetCostAnalyticsArgs,
  type GetCostAnalyticsResult,
  type GetCostAnalyticsRow,
  getCostAnalytics,
  getCostAnalyticsOutput,
} from "./functions/costAnalytics.ts";
export {
  type GetCostsArgs,
  type GetCostsResult,
  type GetCostsRow,
  getCosts,
  getCostsOutput,
} from "./functions/costs.ts";
export {
  type GetEffectiveSpendLimitsArgs,
  getEffectiveSpendLimits,
  getEffectiveSpendLimitsOutput,
} from "./functions/effectiveSpendLimits.ts";
export {
  type GetExternalKeyResult,
  type GetExternalKeysArgs,
  getExternalKeys,
  getExternalKeysOutput,
} from "./functions/externalKeys.ts";
export {
  type GetFederationIssuerResult,
  type GetFederationIssuersArgs,
  type GetFederationRuleResult,
  type GetFederationRulesArgs,
  getFederationIssuers,
  getFederationIssuersOutput,
  getFederationRules,
  getFederationRulesOutput,
} from "./functions/federation.ts";
export {
  type GetInviteResult,
  type GetInvitesArgs,
  getInvites,
  getInvitesOutput,
} from "./functions/invites.ts";
export {
  type GetMessagesUsageArgs,
  type GetMessagesUsageResult,
  type GetMessagesUsageRow,
  getMessagesUsage,
  getMessagesUsageOutput,
} from "./functions/messagesUsage.ts";
export type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./functions/options.ts";
export {
  type GetOrganizationResult,
  getOrganization,
  getOrganizationOutput,
} from "./functions/organization.ts";
export {
  type GetRateLimitResult,
  type GetRateLimitsArgs,
  getRateLimits,
  getRateLimitsOutput,
} from "./functions/rateLimits.ts";
export {
  type GetRbacGroupMemberResult,
  type GetRbacGroupResult,
  type GetRbacGroupsArgs,
  getRbacGroups,
  getRbacGroupsOutput,
} from "./functions/rbacGroups.ts";
export {
  type GetRbacPermissionResult,
  type GetRbacRoleResult,
  type GetRbacRolesArgs,
  getRbacRoles,
  getRbacRolesOutput,
} from "./functions/rbacRoles.ts";
export type { AnalyticsArgs, AnalyticsNames, ReportArgs } from "./functions/reportTypes.ts";
export {
  type GetServiceAccountResult,
  type GetServiceAccountsArgs,
  getServiceAccounts,
  getServiceAccountsOutput,
  type ServiceAccountWorkspace,
} from "./functions/serviceAccounts.ts";
export {
  type GetSpendLimitIncreaseRequestResult,
  type GetSpendLimitIncreaseRequestsArgs,
  getSpendLimitIncreaseRequests,
  getSpendLimitIncreaseRequestsOutput,
} from "./functions/spendLimitIncreaseRequests.ts";
export type { EffectiveSpendLimit, SpendLimitActor } from "./functions/spendLimitTypes.ts";
export {
  type GetUsageAnalyticsArgs,
  type GetUsageAnalyticsResult,
  type GetUsageAnalyticsRow,
  getUsageAnalytics,
  getUsageAnalyticsOutput,
} from "./functions/usageAnalytics.ts";
export {
  type GetUserArgs,
  type GetUserResult,
  type GetUsersArgs,
  getUser,
  getUserOutput,
  getUsers,
  getUsersOutput,
} from "./functions/users.ts";
export {
  type GetWorkspaceMemberResult,
  type GetWorkspaceMembersArgs,
  getWorkspaceMembers,
  getWorkspaceMembersOutput,
} from "./functions/workspaceMembers.ts";
export {
  type GetWorkspaceArgs,
  type GetWorkspaceResult,
  type GetWorkspacesArgs,
  getWorkspace,
  getWorkspaceOutput,
  getWorkspaces,
  getWorkspacesOutput,
} from "./functions/workspaces.ts";
export { Provider, type ProviderArgs } from "./provider.ts";
export type { ApiKeyArgs, ApiKeyCreator, ApiKeyPrincipal } from "./resources/apiKey/args.ts";
export { ApiKey } from "./resources/apiKey/index.ts";
export type { ComplianceSettingsArgs } from "./resources/complianceSettings/args.ts";
export { ComplianceSettings } from "./resources/complianceSettings/index.ts";
export type {
  AwsKeyConfig,
  AwsKeyConfigArgs,
  AzureKeyConfig,
  AzureKeyConfigArgs,
  ExternalKeyArgs,
  ExternalKeyConfig,
  ExternalKeyConfigArgs,
  GcpKeyConfig,
  GcpKeyConfigArgs,
} from "./resources/externalKey/args.ts";
export { ExternalKey } from "./resources/externalKey/index.ts";
export type {
  DiscoveryJwksArgs,
  ExplicitUrlJwksArgs,
  FederationIssuerArgs,
  InlineJwksArgs,
  Jwks,
  JwksArgs,
} from "./resources/federationIssuer/args.ts";
export { FederationIssuer } from "./resources/federationIssuer/index.ts";
export type {
  FederationMatch,
  FederationMatchArgs,
  FederationRuleArgs,
} from "./resources/federationRule/args.ts";
export { FederationRule } from "./resources/federationRule/index.ts";
export type { InviteArgs } from "./resources/invite/args.ts";
export { Invite } from "./resources/invite/index.ts";
export type { MemberArgs, OrganizationRole } from "./resources/member/args.ts";
export { Member } from "./resources/member/index.ts";
export type { RbacGroupArgs } from "./resources/rbacGroup/args.ts";
export { RbacGroup } from "./resources/rbacGroup/index.ts";
export type { RbacGroupMemberStatus, RbacGroupMembersArgs } from "./resources/rbacGroupMembers/args.ts";
export { RbacGroupMembers } from "./resources/rbacGroupMembers/index.ts";
export type { ServiceAccountArgs } from "./resources/serviceAccount/args.ts";
export { ServiceAccount } from "./resources/serviceAccount/index.ts";
export type {
  OrganizationSpendLimitArgs,
  SpendLimitArgs,
  SpendLimitPeriod,
  UserSpendLimitArgs,
  WorkspaceSpendLimitArgs,
} from "./resources/spendLimit/args.ts";
export { SpendLimit } from "./resources/spendLimit/index.ts";
export type { DataResidency, DataResidencyArgs, WorkspaceArgs } from "./resources/workspace/args.ts";
export { Workspace } from "./resources/workspace/index.ts";
export type { WorkspaceMemberArgs, WorkspaceRole } from "./resources/workspaceMember/args.ts";
export { WorkspaceMember } from "./resources/workspaceMember/index.ts";
export type {
  ListedMember,
  ListedMemberArgs,
  MemberStatus,
  WorkspaceMembersArgs,
} from "./resources/workspaceMembers/args.ts";
export { WorkspaceMembers } from "./resources/workspaceMembers/index.ts";
export type { RateLimitsArgs, WorkspaceRateLimitArgs } from "./resources/workspaceRateLimit/args.ts";
export { WorkspaceRateLimit } from "./resources/workspaceRateLimit/index.ts";
export type { WorkspaceServiceAccountArgs } from "./resources/workspaceServiceAccount/args.ts";
export { WorkspaceServiceAccount } from "./resources/workspaceServiceAccount/index.ts";
export { withEnvVars } from "./settings/programRun.ts";
