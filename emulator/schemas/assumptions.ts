import { z } from "zod";
import { fields } from "../validation.ts";

const seconds = z.number().min(0);

/** The values of each assumption, the default first. */
export const assumptionsSchema = fields({
  workspaceKey: z.literal([401, 403]),
  adminKeyOnOauthOnly: z.literal([401, 403]),
  archiveTwice: z.literal(["keep", 400]),
  defaultWorkspaceChange: z.literal([400, 403]),
  archivedWorkspaceUpdate: z.literal([400, "allow"]),
  archivedWorkspaceMembers: z.literal([400, 404, "allow"]),
  workspaceLimit: z.literal([400, 403, 409, 429]),
  duplicateWorkspaceName: z.literal(["allow", 400, 409]),
  storedNames: z.literal(["keep", "normalize"]),
  tagsNull: z.literal([400, "ignore", "clear"]),
  writeOnce: z.literal([400, 409]),
  addExistingMember: z.literal([400, 409, "upsert"]),
  addUnknownUser: z.literal([404, 400]),
  inheritedMember: z.literal([400, 403, "ignore"]),
  implicitMemberGet: z.literal([404, "inherited"]),
  nonMember: z.literal([400, 404]),
  adminUser: z.literal([400, 403]),
  deletedInviteGet: z.literal(["deleted", 404]),
  deletedInviteDelete: z.literal([404, 400, "allow"]),
  archivedKeyRename: z.literal(["allow", 400]),
  archivedWorkspaceRateLimits: z.literal([400, 404, "allow"]),
  defaultWorkspaceRateLimits: z.literal([400, 403, 404]),
  foreignRateLimitType: z.literal(["allow", 400]),
  malformedId: z.literal([400, 404]),
  staleMemberReads: seconds,
  unsettledMembers: seconds,
  staleLists: seconds,
  staleServiceAccounts: seconds,
  staleFederation: seconds,
  archivedFederationNames: z.literal(["reserved", "free"]),
  lastFederationRuleWorkspace: z.literal(["allow", 400]),
  archivedServiceAccountMember: z.literal([400, 404]),
  enterpriseConsoleEndpoint: z.literal([403, 400, 404]),
  consoleRbacGroups: z.literal([403, 400, 404]),
  unknownRbacGroup: z.literal([400, 404]),
  rbacRoleIds: z.literal(["known", "unknown"]),
  staleRbacGroups: seconds,
  shouldRetryHeader: z.literal([false, true]),
  spendLimitUpsertId: z.literal(["keep", "new"]),
  readOnlySpendLimit: z.literal([400, 403]),
  spendLimitAboveOrganization: z.literal(["allow", 400]),
  defaultWorkspaceSpendLimit: z.literal([400, 403, "allow"]),
  archivedWorkspaceSpendLimit: z.literal([400, 404, "allow"]),
  archivedWorkspaceSpendLimits: z.literal(["keep", "remove"]),
  consoleIncreaseRequests: z.literal(["empty", 400]),
  externalKeyIds: z.literal(["tagged", "arn"]),
  complianceSettings: z.literal(["allow", 401, 403, 404]),
  unknownQuery: z.literal(["ignore", 400]),
});

/** Changes of assumptions. */
export const assumptionChangesSchema = assumptionsSchema.partial();
