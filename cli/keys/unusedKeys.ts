import { bucketLength, dateText, timeText } from "../../provider/api/reports/span.ts";
import { UserError } from "../../provider/errors.ts";
import { counted, type Noun } from "../output/phrases.ts";
import type { KeyRow } from "./keyRow.ts";
import { type LastUses, legacyDelay } from "./lastUse.ts";
import { lengthText } from "./lengthText.ts";

/** The time without use that `--unused-for` gives, and what is known about the use of the keys. */
export interface UnusedFor {
  /** In milliseconds. Undefined selects all keys. */
  readonly length: number | undefined;
  readonly uses: LastUses;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: number;
}

const day = bucketLength["1d"];

/** How far back the last use is searched: far enough that a key in use cannot look unused. In milliseconds. */
export function searchLength(lookBack: number, unusedFor: number | undefined): number {
  // Two more days, since the search begins with a whole day, and ends where the usage is complete.
  return unusedFor === undefined ? lookBack : Math.max(lookBack, unusedFor + 2 * day);
}

/**
 * The keys without use in the given time, up to where the usage is complete. A key that is newer than this time does not count as
 * unused, nor does later usage that is not known yet.
 */
export function unusedKeys(rows: readonly KeyRow[], { length, ...known }: UnusedFor): KeyRow[] {
  if (length === undefined) return [...rows];
  const from = completeTo(known) - length;
  return rows.filter(
    ({ key, lastUse }) =>
      Date.parse(key.created_at) <= from && (lastUse.is !== "used" || Date.parse(lastUse.day) + day <= from),
  );
}

/** Rejects keys whose use in the given time is not known, since a key in use must not be deactivated as unused. */
export function mustBeKnownUnused(
  doing: string,
  rows: readonly KeyRow[],
  { length, uses, now }: UnusedFor,
): void {
  if (length === undefined || rows.length === 0) return;
  const complete = completeTo({ uses, now });
  if (now - complete > day) {
    throw new UserError(
      `cannot ${doing}: the usage is complete only up to ${timeText(complete)}, so a key may have been used since. Nothing was changed. Run again later, or omit \`--unused-for\`.`,
    );
  }
  const known = complete - uses.since;
  const unknown = rows.filter(({ lastUse }) => lastUse.is === "notSince");
  if (unknown.length === 0 || known >= length) return;
  const most = Math.floor(known / day);
  const advice = most < 1 ? "Omit `--unused-for`." : `Use a shorter \`--unused-for\`, at most ${most}d.`;
  const nouns: Noun = ["active key was", "active keys were"];
  throw new UserError(
    `cannot ${doing}: whether ${counted(unknown.length, nouns)} used in the last ${lengthText(length)} is not known, because the usage begins at ${dateText(uses.since)}. Nothing was changed. ${advice}`,
  );
}

function completeTo({ uses, now }: Pick<UnusedFor, "uses" | "now">): number {
  return Math.min(now, uses.completeTo ?? now - legacyDelay);
}
