import type { Client } from "../../provider/api/client.ts";
import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { readMessagesUsage } from "../../provider/api/reports/messagesUsage.ts";
import { bucketLength, ceilTo, floorTo, type Span, timeText } from "../../provider/api/reports/span.ts";
import { readUsageAnalytics } from "../../provider/api/reports/usageAnalytics.ts";
import type { Io } from "../output/io.ts";
import { fromEitherSource, legacyDelay, namelessUse, sourceTitles } from "./lastUse.ts";
import type { UsageSource } from "./usagePeriod.ts";

const hour = bucketLength["1h"];

/** The longest grace period. Both keys are then read in one range. */
export const maxGrace = 28 * bucketLength["1d"];

/** The use of the old and the new key. Times are in milliseconds since the epoch. */
export interface RotationUse {
  readonly source: UsageSource;
  /** The start of the usage that was read. */
  readonly since: number;
  /** The time up to which the usage counts as complete. */
  readonly completeTo: number;
  /** Whether `completeTo` is assumed, because the source does not return it. */
  readonly isAssumed: boolean;
  /** When the usage was read. */
  readonly readAt: number;
  /** The hour of the last use. Undefined without use since `since`. */
  readonly oldUse: Span | undefined;
  readonly newUse: Span | undefined;
}

/** Reads the use of both keys by hour, in one request for a few days. */
export class RotationUseReader {
  readonly #io: Io;
  readonly #client: Client;
  readonly #oldKey: ApiKeyWire;
  readonly #newKey: ApiKeyWire;
  readonly #grace: number;
  #source: UsageSource | undefined;

  constructor(
    io: Io,
    client: Client,
    keys: { readonly old: ApiKeyWire; readonly new: ApiKeyWire },
    { grace, source }: { readonly grace: number; readonly source?: UsageSource },
  ) {
    this.#io = io;
    this.#client = client;
    this.#oldKey = keys.old;
    this.#newKey = keys.new;
    this.#grace = grace;
    this.#source = source;
  }

  async read(): Promise<RotationUse> {
    const read = async (source: UsageSource) => {
      const use = await this.#readFrom(source);
      // Later reads use the same source, even if one of them fails.
      this.#source = source;
      return use;
    };
    return await fromEitherSource(this.#io, read, this.#source);
  }

  async #readFrom(source: UsageSource): Promise<RotationUse> {
    const now = this.#client.serverNow();
    const created = Date.parse(this.#newKey.created_at);
    // A key given with `--new` may be old. Adds an hour, since use counts until the end of its hour.
    const from = Math.max(Math.min(created, now - this.#grace - hour), now - maxGrace - 2 * hour);
    const span = { from: floorTo(from, hour), to: ceilTo(now + 1000, hour) };
    const apiKeyIds = [this.#oldKey.id, this.#newKey.id];
    const last = new Map<string, Span>();
    const used = (id: string | undefined, startingAt: string): void => {
      if (id === undefined) throw namelessUse("read the use of the keys");
      const start = Date.parse(startingAt);
      if (start >= (last.get(id)?.from ?? 0)) last.set(id, { from: start, to: start + hour });
    };
    const query = { span, bucketWidth: "1h", groupBy: ["apiKeyId"], filters: { apiKeyIds } } as const;
    let completeTo = now - legacyDelay;
    let isAssumed = true;
    if (source === "analytics") {
      const { rows, refreshedAt } = await readUsageAnalytics(this.#client, query);
      for (const { apiKeyId, startingAt } of rows) used(apiKeyId, startingAt);
      if (refreshedAt !== undefined) {
        completeTo = Math.min(now, Date.parse(refreshedAt));
        isAssumed = false;
      }
    } else {
      for await (const rows of readMessagesUsage(this.#client, query)) {
        for (const { apiKeyId, startingAt } of rows) used(apiKeyId, startingAt);
      }
    }
    return {
      source,
      since: span.from,
      completeTo,
      isAssumed,
      readAt: now,
      oldUse: last.get(this.#oldKey.id),
      newUse: last.get(this.#newKey.id),
    };
  }
}

/** The verdict on the use of both keys for a grace period. */
export interface Verdict {
  readonly isNewUsed: boolean;
  /** The old key counts as unused once the complete usage reaches this time. */
  readonly quietAt: number;
  /** Whether the usage of the last day or more is missing, so that the old key may have been used since. */
  readonly isLate: boolean;
  /** Whether the new key is in use, the usage is not late, and the old one was not used during the grace period. */
  readonly isReady: boolean;
}

export function evaluateUse(
  { since, completeTo, readAt, oldUse, newUse }: RotationUse,
  grace: number,
): Verdict {
  // The time within the hour is not known. An hour that has not ended counts up to the complete usage.
  const lastUse = oldUse === undefined ? since : Math.max(oldUse.from, Math.min(oldUse.to, completeTo));
  const quietAt = lastUse + grace;
  const isNewUsed = newUse !== undefined;
  const isLate = readAt - completeTo > bucketLength["1d"];
  return { isNewUsed, quietAt, isLate, isReady: isNewUsed && !isLate && completeTo >= quietAt };
}

/** The evidence, as lines for the user. */
export function useLines({ source, since, completeTo, isAssumed, oldUse, newUse }: RotationUse): string[] {
  const text = (use: Span | undefined) =>
    use === undefined
      ? `not used since ${timeText(since)}`
      : `last used between ${timeText(use.from)} and ${timeText(use.to)}`;
  return [
    `  New key  ${text(newUse)}`,
    `  Old key  ${text(oldUse)}`,
    `  Source   ${sourceTitles[source]}, complete up to ${timeText(completeTo)}${
      isAssumed ? " (assumed)" : ""
    }. Later usage is not known yet.`,
  ];
}
