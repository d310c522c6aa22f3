import type { OrganizationState } from "../state/organization.ts";
import { apiKeyActions } from "./apiKeys.ts";
import { complianceActions } from "./compliance.ts";
import type { ConsoleActions } from "./definition.ts";
import { externalKeyActions } from "./externalKeys.ts";
import { federationActions } from "./federation.ts";
import { inviteActions } from "./invites.ts";
import { memberActions } from "./members.ts";
import { rateLimitActions } from "./rateLimits.ts";
import { rbacActions } from "./rbac.ts";
import { serviceAccountActions } from "./serviceAccounts.ts";
import { spendLimitActions } from "./spendLimits.ts";
import { userActions } from "./users.ts";
import { workspaceActions } from "./workspaces.ts";

/** The Console of one organization. `current` is called by each action, since loading a seed replaces the state. */
export function consoleOf(current: () => OrganizationState): ConsoleActions {
  return {
    ...workspaceActions(current),
    ...userActions(current),
    ...inviteActions(current),
    ...memberActions(current),
    ...apiKeyActions(current),
    ...rateLimitActions(current),
    ...spendLimitActions(current),
    ...serviceAccountActions(current),
    ...externalKeyActions(current),
    ...complianceActions(current),
    ...rbacActions(current),
    ...federationActions(current),
  };
}
