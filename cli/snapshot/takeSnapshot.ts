import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { readOrganization } from "../organization/readOrganization.ts";
import { type Snapshot, snapshotOf, snapshotText, withoutPastedSecrets } from "../organization/snapshot.ts";
import { sessionFor } from "../organization/snapshotSession.ts";
import { expected, unreadLines } from "../organization/unread.ts";
import { mustBeNew, writeNew } from "../output/files.ts";
import { excludeFromGit } from "../output/gitExclude.ts";
import type { Io } from "../output/io.ts";
import { counted, joined, nouns } from "../output/phrases.ts";

/** The options of `pulumi-anthropic snapshot`. */
export interface SnapshotOptions {
  /** The file to write. By default, standard output. */
  readonly output?: string;
  readonly force?: boolean;
}

/** Writes the whole organization as JSON. Does not change it, and needs no stack. */
export async function takeSnapshot(io: Io, { output, force = false }: SnapshotOptions): Promise<void> {
  // Before the organization is read, which can take minutes.
  if (output !== undefined) await mustBeNew(io, [output], force);
  const session = sessionFor(io, () => undefined);
  const organization = await readOrganization(
    io,
    session,
    {
      users: true,
      invites: true,
      apiKeys: true,
      membersOf: hasMembers,
      rateLimitsOf: hasMembers,
      spendLimits: true,
      externalKeys: true,
      compliance: true,
      federation: true,
      serviceAccountsIn: hasMembers,
      groupMembersOf: () => true,
      rbacRoles: true,
    },
    () => undefined,
  );
  const { snapshot, omitted } = snapshotOf(organization);
  const text = snapshotText(withoutPastedSecrets(snapshot));
  if (output === undefined) io.print(text.trimEnd());
  else await writeNew(io, output, text, force);

  for (const line of unreadLines(expected(organization.unread))) io.progress(line);
  if (omitted > 0) {
    io.progress(
      `${omitted} memberships or keys are left out: their users or workspaces were added or removed while the lists were read. Take another snapshot to include them.`,
    );
  }
  io.progress(
    `${output === undefined ? "Printed" : `Wrote ${output}:`} organization ${snapshot.organization.id} with ${joined(tally(snapshot))}.`,
  );
  if (output === undefined) return;
  await excludeFromGit(io, output);
  io.progress(`Emulate it: npx pulumi-anthropic emulator --seed ${output}`);
}

/** Whether the members and the rate limits of a workspace can be listed. Those of an archived one cannot. */
export function hasMembers({ archived_at }: WorkspaceWire): boolean {
  return archived_at === null;
}

function tally(snapshot: Snapshot): string[] {
  const { workspaces, members, users, invites, api_keys: keys, workspace_rate_limits: limits } = snapshot;
  const {
    spend_limits: spendLimits = [],
    federation_issuers: issuers = [],
    federation_rules: rules = [],
    external_keys: externalKeys = [],
    rbac_groups: groups = [],
  } = snapshot;
  const { service_accounts: accounts = [] } = snapshot;
  return [
    counted(workspaces.length, nouns.workspace),
    counted(members.length, nouns.membership),
    counted(users.length, nouns.user),
    counted(invites.length, ["invitation", "invitations"]),
    counted(keys.length, nouns.key),
    ...(limits === undefined || limits.length === 0 ? [] : [counted(limits.length, nouns.rateLimit)]),
    ...(spendLimits.length === 0 ? [] : [counted(spendLimits.length, nouns.spendLimit)]),
    ...(groups.length === 0 ? [] : [counted(groups.length, nouns.group)]),
    ...(externalKeys.length === 0 ? [] : [counted(externalKeys.length, nouns.externalKey)]),
    ...(issuers.length === 0 ? [] : [counted(issuers.length, nouns.federationIssuer)]),
    ...(rules.length === 0 ? [] : [counted(rules.length, nouns.federationRule)]),
    ...(accounts.length === 0 ? [] : [counted(accounts.length, nouns.serviceAccount)]),
  ];
}
