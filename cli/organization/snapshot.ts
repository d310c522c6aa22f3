import { z } from "zod";
import { fullSeed } from "../../emulator/fullSeed.ts";
import { groupTypes } from "../../emulator/rateLimits.ts";
import { seedExternalKey } from "../../emulator/schemas/externalKeys.ts";
import { seedSpendLimit } from "../../emulator/schemas/spendLimits.ts";
import { type FullSeed, SeedError } from "../../emulator/seed.ts";
import { ComplianceSettingsWire } from "../../provider/api/complianceSettings.ts";
import { ExternalKeyWire } from "../../provider/api/externalKeys/objects.ts";
import { FederationIssuerWire, FederationRuleWire } from "../../provider/api/federationRules/objects.ts";
import { clean, jsonText, withoutSecrets } from "../../provider/api/foreignText.ts";
import {
  ApiKeyWire,
  InviteWire,
  RateLimitWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceWire,
} from "../../provider/api/objects.ts";
import {
  ServiceAccountWire,
  WorkspaceServiceAccountWire,
} from "../../provider/api/serviceAccounts/objects.ts";
import { SpendLimitWire } from "../../provider/api/spendLimits/objects.ts";
import { UserError } from "../../provider/errors.ts";
import { readInput } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { sortedBy } from "../output/order.ts";
import { federationOf, withKnownFederation } from "./federation.ts";
import { rbacLists, rbacOf, withKnownRbac } from "./rbacSnapshot.ts";
import { findDefaultWorkspace, type Organization } from "./readOrganization.ts";
import type { OrganizationRateLimits } from "./readRateLimits.ts";
import type { OrganizationServiceAccounts } from "./readServiceAccounts.ts";
import { spendLimitsOf } from "./spendLimits.ts";

const Snapshot = z.object({
  version: z.literal(1),
  organization: z.object({ id: z.string() }),
  users: z.array(UserWire),
  default_workspace: WorkspaceWire.optional(),
  workspaces: z.array(WorkspaceWire),
  members: z.array(WorkspaceMemberWire),
  invites: z.array(InviteWire),
  // The hint is a part of the secret.
  api_keys: z.array(ApiKeyWire.omit({ partial_key_hint: true })),
  // Absent in snapshots of earlier versions, and of a key that cannot read rate limits.
  rate_limits: z.array(RateLimitWire).optional(),
  workspace_rate_limits: z
    .array(
      z.object({ workspace_id: z.string(), rate_limit_id: z.string(), limits: RateLimitWire.shape.limits }),
    )
    .optional(),
  // Absent in snapshots of earlier versions, and of an organization without access to spend limits.
  spend_limits: z.array(SpendLimitWire).optional(),
  // Absent in snapshots of earlier versions, and of a credential or an organization without access. `attachment` follows from the workspaces.
  external_keys: z.array(ExternalKeyWire.omit({ attachment: true })).optional(),
  compliance_settings: ComplianceSettingsWire.optional(),
  // Absent in snapshots of earlier versions, and of an Admin API key.
  federation_issuers: z.array(FederationIssuerWire).optional(),
  federation_rules: z.array(FederationRuleWire).optional(),
  // Absent in snapshots of earlier versions, and with a credential that cannot read service accounts.
  service_accounts: z.array(ServiceAccountWire).optional(),
  service_account_members: z.array(WorkspaceServiceAccountWire).optional(),
  ...rbacLists,
  settings: z
    .object({
      organization_type: z.literal("claude_enterprise").optional(),
      spend_limits_early_access: z.boolean().optional(),
    })
    .optional(),
});

/**
 * The document that `pulumi-anthropic snapshot` writes and `pulumi-anthropic emulator --seed` accepts: everything that the
 * lists show but secrets. Sorted by ID, so that two snapshots can be compared line by line.
 */
export type Snapshot = z.infer<typeof Snapshot>;

/** A snapshot, and what it lacks. */
export interface SnapshotResult {
  readonly snapshot: Snapshot;
  /** The number of memberships and keys left out: their users or workspaces were added or removed during the reading. */
  readonly omitted: number;
}

export function snapshotOf({
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
}: Organization): SnapshotResult {
  const userIds = new Set(users.map((user) => user.id));
  const workspaceIds = new Set(workspaces.map((workspace) => workspace.id));
  const memberships = [...members.values()].flat();
  const knownMembers = memberships.filter((member) => userIds.has(member.user_id));
  const knownKeys = apiKeys.filter(
    ({ scope }) => !scope.workspace_id || workspaceIds.has(scope.workspace_id),
  );
  const defaultOne = findDefaultWorkspace(workspaces);
  const others = workspaces.filter((workspace) => workspace !== defaultOne);
  return {
    snapshot: {
      version: 1,
      organization: { id },
      users: sortedBy(users, (user) => user.id),
      ...(defaultOne === undefined ? {} : { default_workspace: withSortedTags(defaultOne) }),
      workspaces: sortedBy(others, (workspace) => workspace.id).map(withSortedTags),
      members: sortedBy(knownMembers, (member) => `${member.workspace_id} ${member.user_id}`),
      invites: sortedBy(invites, (invite) => invite.id),
      api_keys: sortedBy(knownKeys, (key) => key.id).map(({ partial_key_hint: _, ...key }) => key),
      ...(rateLimits === undefined ? {} : rateLimitsOf(rateLimits, workspaceIds)),
      ...(spendLimits === undefined ? {} : spendLimitsOf(spendLimits, { userIds, workspaceIds })),
      ...(federation === undefined ? {} : federationOf(federation, workspaceIds)),
      ...(serviceAccounts === undefined ? {} : serviceAccountsOf(serviceAccounts)),
      ...(isEnterprise ? { settings: { organization_type: "claude_enterprise" as const } } : {}),
      ...(externalKeys === undefined
        ? {}
        : {
            external_keys: sortedBy(externalKeys, ({ id: key }) => key).map(
              ({ attachment: _, ...key }) => key,
            ),
          }),
      ...(complianceState === undefined
        ? {}
        : { compliance_settings: { type: "compliance_settings", state: { type: complianceState } } }),
      ...rbacOf({ groups, rbacRoles }),
    },
    omitted: memberships.length - knownMembers.length + apiKeys.length - knownKeys.length,
  };
}

/** The service accounts and their memberships, in the form of an emulator seed. */
function serviceAccountsOf({ accounts, members }: OrganizationServiceAccounts) {
  return {
    service_accounts: sortedBy(accounts, ({ id }) => id),
    service_account_members: sortedBy(members, (each) => `${each.workspace_id} ${each.service_account_id}`),
  };
}

/** The limits of the organization, and the overrides in workspaces, in the form of an emulator seed. */
function rateLimitsOf(
  { organization, overrides }: OrganizationRateLimits,
  workspaceIds: ReadonlySet<string>,
) {
  const byType = (limits: RateLimitWire["limits"]) => sortedBy(limits, ({ type }) => type);
  const all = [...overrides.values()].flat().filter(({ workspace_id: id }) => workspaceIds.has(id));
  return {
    rate_limits: sortedBy(organization, ({ id }) => id).map((entry) => ({
      ...entry,
      limits: byType(entry.limits),
    })),
    workspace_rate_limits: sortedBy(all, (entry) => `${entry.workspace_id} ${entry.rate_limit_id}`).map(
      ({ workspace_id, rate_limit_id, limits }) => ({
        workspace_id,
        rate_limit_id,
        limits: byType(limits.map(({ type, value }) => ({ type, value }))),
      }),
    ),
  };
}

/** The order of tags in responses varies. */
function withSortedTags(workspace: WorkspaceWire): WorkspaceWire {
  return { ...workspace, tags: Object.fromEntries(Object.entries(workspace.tags).sort()) };
}

const nullable: ReadonlySet<string> = new Set([
  "accepted_at",
  "amount",
  "archived_at",
  "created_by",
  "expires_at",
  "description",
  "external_key_id",
  "principal",
  "role_ids",
  "user_profile_id",
]);

/** The snapshot as JSON in the form of the emulator's seeds, which omit fields that the API omits. */
export function snapshotText(snapshot: Snapshot): string {
  const replacer = (key: string, value: unknown) =>
    value === null && !nullable.has(key) ? undefined : value;
  return `${jsonText(snapshot, 2, replacer)}\n`;
}

/** The snapshot without secrets that users pasted into names and tags. */
export function withoutPastedSecrets(snapshot: Snapshot): Snapshot {
  return Snapshot.parse(JSON.parse(withoutSecrets(JSON.stringify(snapshot))));
}

/** The organization of a snapshot as an emulator's seed. Throws when the emulator does not accept it. */
export function seedOf(snapshot: Snapshot, now: Date = new Date()): FullSeed {
  try {
    return fullSeed(
      JSON.parse(
        snapshotText(
          withKnownRbac(
            withKnownFederation(withKnownExternalKeys(withKnownSpendLimits(withKnownRateLimits(snapshot)))),
          ),
        ),
      ),
      now,
    );
  } catch (error) {
    if (!(error instanceof SeedError)) throw error;
    throw new UserError(
      `cannot emulate organization ${snapshot.organization.id}: ${error.message} Nothing was changed. Install a newer version of pulumi-anthropic.`,
    );
  }
}

/** The snapshot without groups of rate limits that the emulator does not support. Nothing else refers to them. */
function withKnownRateLimits(snapshot: Snapshot): Snapshot {
  const { rate_limits: entries, workspace_rate_limits: overrides = [], ...others } = snapshot;
  if (entries === undefined) return others;
  const known = entries.filter(({ group }) => groupTypes.some((type) => type === group.type));
  const ids = new Set(known.map(({ id }) => id));
  return {
    ...others,
    rate_limits: known,
    workspace_rate_limits: overrides.filter(({ rate_limit_id: id }) => ids.has(id)),
  };
}

/** The snapshot without limits whose scope the emulator does not support. */
function withKnownSpendLimits(snapshot: Snapshot): Snapshot {
  const { spend_limits: limits, ...others } = snapshot;
  if (limits === undefined) return snapshot;
  return { ...others, spend_limits: limits.filter((limit) => seedSpendLimit.safeParse(limit).success) };
}

/** The snapshot without keys of providers that the emulator does not support. A workspace can still refer to them. */
function withKnownExternalKeys(snapshot: Snapshot): Snapshot {
  const { external_keys: keys, ...others } = snapshot;
  if (keys === undefined) return snapshot;
  return { ...others, external_keys: keys.filter((key) => seedExternalKey.safeParse(key).success) };
}

/** Reads a file that `pulumi-anthropic snapshot` wrote. */
export async function readSnapshot(io: Io, file: string): Promise<Snapshot> {
  const content = await readInput(io, file, `the snapshot ${file}`);
  const invalid = (reason: string) =>
    new UserError(
      `${file} is not a snapshot of an organization: ${reason}. Write one with \`pulumi-anthropic snapshot --output before.json\`.`,
    );
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    throw invalid("it is not JSON");
  }
  // Not validated as a seed: a value that the emulator does not know, such as a new role, is valid in a snapshot.
  const parsed = Snapshot.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`\`${clean(issue?.path.map(String).join(".") ?? "")}\`: ${clean(issue?.message ?? "")}`);
}
