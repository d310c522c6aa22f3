import type { Client } from "../../provider/api/client.ts";
import type { UserWire } from "../../provider/api/objects.ts";
import { analyticsReach } from "../../provider/api/reports/analytics.ts";
import { isAnalyticsUnavailable } from "../../provider/api/reports/availability.ts";
import { readUsageAnalytics } from "../../provider/api/reports/usageAnalytics.ts";
import { UserError } from "../../provider/errors.ts";
import { didYouMean } from "../../provider/nearest.ts";
import { confusingEmail, normalEmail } from "../../provider/users/email.ts";
import { withEmail } from "../../provider/users/findUser.ts";
import type { Io } from "../output/io.ts";
import { quoted } from "../output/phrases.ts";
import type { StackState } from "../states/stackState.ts";
import { earliestDay, rangesBack } from "./usagePeriod.ts";

/** The sources for the ID of a user. */
export interface KnownUsers {
  readonly users: readonly UserWire[];
  /** States also contain users who left the organization. */
  readonly states: readonly StackState[];
}

/**
 * The IDs of users and service accounts. Undefined without values. Throws for an email address whose ID is not known, and for a former
 * address of a user of the organization.
 */
export async function creatorIds(
  io: Io,
  client: Client,
  doing: string,
  values: readonly string[] | undefined,
  known: KnownUsers,
): Promise<ReadonlySet<string> | undefined> {
  if (values === undefined) return undefined;
  const ids = new Set<string>();
  for (const value of values) {
    const found = await userIdsOf(io, client, value, known);
    mustBeCurrentAddress(doing, value, found, known);
    for (const id of found) ids.add(id);
    if (found.length > 0) continue;
    const hint = emailHint(value, known.users);
    throw new UserError(
      `cannot ${doing}: the user ${quoted(value)} is not in the organization, in a state that was read, or in the usage of the last year.${hint} Find the ID of a user who left with \`keys list --creator-left\`, and pass it to \`--creator\`.`,
    );
  }
  return ids;
}

/** A hint about an email address that no user has, as a sentence after a space. Empty without a hint. */
export function emailHint(value: string, users: readonly UserWire[]): string {
  const confusing = value.includes("@") ? confusingEmail(value) : undefined;
  if (confusing !== undefined) return ` The email address ${confusing}.`;
  const emails = users.map(({ email }) => normalEmail(email));
  const question = didYouMean(normalEmail(value), emails, quoted);
  return question === undefined ? "" : ` ${question}`;
}

/** Rejects a former address of a user of the organization, because another user can get the address later. */
function mustBeCurrentAddress(
  doing: string,
  value: string,
  ids: readonly string[],
  { users }: KnownUsers,
): void {
  if (!value.includes("@")) return;
  const other = users.find(({ id, email }) => ids.includes(id) && normalEmail(email) !== normalEmail(value));
  if (other === undefined) return;
  throw new UserError(
    `cannot ${doing}: ${quoted(value)} is a former address of ${other.id}, whose address is ${normalEmail(other.email)} now. Another user may have had it as well. Pass the current address or the ID of the user.`,
  );
}

/**
 * The IDs of a user by email address or ID. For a user who left the organization, the states and then the usage reports are
 * searched, newest first.
 */
export async function userIdsOf(
  io: Io,
  client: Client,
  value: string,
  { users, states }: KnownUsers,
): Promise<string[]> {
  if (/^(user|svac)_\w+$/.test(value.trim())) return [value.trim()];
  const email = normalEmail(value);
  const user = withEmail(users, email);
  if (user !== undefined) return [user.id];
  const recorded = idsInStates(email, states);
  return recorded.length > 0 ? recorded : await idsInUsage(io, client, email);
}

/** The IDs that states record for an email address. */
function idsInStates(email: string, states: readonly StackState[]): string[] {
  const ids = new Set<string>();
  for (const { outputs } of states.flatMap(({ resources }) => resources)) {
    const listed: unknown[] = Array.isArray(outputs["memberStatuses"]) ? outputs["memberStatuses"] : [];
    for (const entry of [outputs, ...listed]) {
      const { email: of, userId } = entry as { readonly email?: unknown; readonly userId?: unknown };
      if (typeof of === "string" && normalEmail(of) === email && typeof userId === "string") ids.add(userId);
    }
  }
  return [...ids];
}

async function idsInUsage(io: Io, client: Client, email: string): Promise<string[]> {
  io.progress(`The organization has no user ${quoted(email)}. Searching the usage of the last year ...`);
  const now = client.serverNow();
  try {
    for (const span of rangesBack(now, earliestDay("analytics", now, analyticsReach))) {
      const { rows } = await readUsageAnalytics(client, {
        span,
        bucketWidth: undefined,
        groupBy: ["actor"],
        filters: {},
      });
      const found = rows.flatMap(({ actor }) =>
        actor?.email === email && actor.userId !== undefined ? [actor.userId] : [],
      );
      if (found.length > 0) return [...new Set(found)];
    }
  } catch (error) {
    if (!isAnalyticsUnavailable(error)) throw error;
  }
  return [];
}
