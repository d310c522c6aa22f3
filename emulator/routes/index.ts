import type { Route } from "../routing.ts";
import { analyticsRoutes } from "./analytics.ts";
import { apiKeyRoutes } from "./apiKeys.ts";
import { claudeCodeRoutes } from "./claudeCode.ts";
import { complianceSettingsRoutes } from "./complianceSettings.ts";
import { costRoutes } from "./cost.ts";
import { externalKeyRoutes } from "./externalKeys.ts";
import { federationIssuerRoutes } from "./federationIssuers.ts";
import { federationRuleRoutes } from "./federationRules.ts";
import { federationRuleWorkspaceRoutes } from "./federationRuleWorkspaces.ts";
import { increaseRequestRoutes } from "./increaseRequests.ts";
import { inviteRoutes } from "./invites.ts";
import { memberRoutes } from "./members.ts";
import { organizationRoutes } from "./organization.ts";
import { rateLimitRoutes } from "./rateLimits.ts";
import { rbacGroupMemberRoutes } from "./rbacGroupMembers.ts";
import { rbacGroupRoutes } from "./rbacGroups.ts";
import { rbacRoleRoutes } from "./rbacRoles.ts";
import { serviceAccountMemberRoutes } from "./serviceAccountMembers.ts";
import { serviceAccountRoutes } from "./serviceAccounts.ts";
import { spendLimitRoutes } from "./spendLimits.ts";
import { usageRoutes } from "./usage.ts";
import { userRoutes } from "./users.ts";
import { workspaceRoutes } from "./workspaces.ts";

/** The endpoints of the emulated API. */
export const routes: readonly Route[] = [
  ...organizationRoutes,
  ...userRoutes,
  ...inviteRoutes,
  ...workspaceRoutes,
  ...memberRoutes,
  ...apiKeyRoutes,
  ...rateLimitRoutes,
  ...usageRoutes,
  ...costRoutes,
  ...claudeCodeRoutes,
  ...analyticsRoutes,
  ...spendLimitRoutes,
  ...increaseRequestRoutes,
  ...externalKeyRoutes,
  ...complianceSettingsRoutes,
  ...serviceAccountRoutes,
  ...serviceAccountMemberRoutes,
  ...rbacGroupRoutes,
  ...rbacGroupMemberRoutes,
  ...rbacRoleRoutes,
  ...federationIssuerRoutes,
  ...federationRuleRoutes,
  ...federationRuleWorkspaceRoutes,
];
