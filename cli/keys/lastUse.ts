import type { Client } from "../../provider/api/client.ts";
import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { isAnalyticsUnavailable } from "../../provider/api/reports/availability.ts";
import { readMessagesUsage } from "../../provider/api/reports/messagesUsage.ts";
import { bucketLength, dateText, type Span } from "../../provider/api/reports/span.ts";
import { readUsageAnalytics } from "../../provider/api/reports/usageAnalytics.ts";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "../output/io.ts";
import { capitalized } from "../output/phrases.ts";
import { earliestDay, rangesBack, type UsageSource } from "./usagePeriod.ts";

/** The last use of keys, and the period that the reports cover. */
export interface LastUses {
  readonly source: UsageSource;
  /** The start of the first day that was read, in milliseconds since the epoch. Earlier usage is not known. */
  readonly since: number;
  /** The time up to which the usage is complete, in milliseconds since the epoch, if the source returns it. */
  readonly completeTo: number | undefined;
  /** The day of the last use in UTC, such as `2026-11-01`, by key ID. */
  readonly days: ReadonlyMap<string, string>;
}

/** The name of a source in sentences. */
export const sourceTitles: Readonly<Record<UsageSource, string>> = {
  analytics: "the Analytics API",
  legacy: "the legacy usage report, which covers only the Messages API",
};

/** The legacy report does not report how current it is, so its last hour does not count. In milliseconds. */
export const legacyDelay = bucketLength["1h"];

const doing = "find the last use of API keys";
/** The maximum number of keys in one filter, which keeps URLs short. */
export const maxFilteredKeys = 50;

/** Reads from the given source. By default, from the Analytics API, or from the legacy report if that is not available. */
export async function fromEitherSource<T>(
  io: Io,
  read: (source: UsageSource) => Promise<T>,
  given?: UsageSource,
): Promise<T> {
  if (given !== undefined) return await read(given);
  try {
    return await read("analytics");
  } catch (error) {
    if (!isAnalyticsUnavailable(error)) throw error;
    io.progress(`${capitalized(error.summary)} Reading ${sourceTitles.legacy} instead.`);
    return await read("legacy");
  }
}

/**
 * Reads the last use of keys, to the day, at most `lookBack` milliseconds back. Reads ranges of 31 days from now backward, and
 * stops as soon as every key was used or is newer than the range.
 */
export function readLastUses(
  io: Io,
  client: Client,
  keys: readonly ApiKeyWire[],
  lookBack: number,
  given?: UsageSource,
): Promise<LastUses> {
  return fromEitherSource(io, (source) => new Search(client, source, keys, lookBack).run(), given);
}

/** `--yes` and `--source`. */
export interface Unattended {
  readonly yes?: boolean;
  /** The only source of the usage. By default, the legacy report replaces an unavailable Analytics API. */
  readonly source?: UsageSource;
}

/**
 * Rejects `--yes` if the usage comes from the legacy report without `--source legacy`. A rejected request to the Analytics API, even a
 * temporary one, causes the fallback, and a key that is in use outside of the Messages API then looks unused.
 */
export function mustBeChosen(doing: string, source: UsageSource, { yes, source: given }: Unattended): void {
  if (yes !== true || given !== undefined || source === "analytics") return;
  throw new UserError(
    `cannot ${doing} without confirmation: the use of the keys is known only from ${sourceTitles.legacy}. Nothing was changed. If the keys are used only with the Messages API, add \`--source legacy\`.`,
  );
}

/** The range that most keys of a large organization were used in. */
const firstDaysOfMany = 2;

class Search {
  readonly #client: Client;
  readonly #source: UsageSource;
  readonly #keys: readonly ApiKeyWire[];
  readonly #lookBack: number;
  readonly #days = new Map<string, string>();
  #completeTo: number | undefined;

  constructor(client: Client, source: UsageSource, keys: readonly ApiKeyWire[], lookBack: number) {
    this.#client = client;
    this.#source = source;
    this.#keys = keys;
    this.#lookBack = lookBack;
  }

  async run(): Promise<LastUses> {
    const now = this.#client.serverNow();
    const since = earliestDay(this.#source, now, this.#lookBack);
    const isLarge = this.#source === "analytics" && this.#keys.length > maxFilteredKeys;
    const ranges = rangesBack(now, since, ...(isLarge ? [firstDaysOfMany] : []));
    for (const [index, range] of ranges.entries()) {
      const left = this.#keys
        .filter((key) => !this.#days.has(key.id) && Date.parse(key.created_at) < range.to)
        .map(({ id }) => id);
      if (left.length === 0) break;
      if (this.#source === "legacy") await this.#readLegacy(range, left);
      else if (left.length <= maxFilteredKeys || (isLarge && index === 0)) await this.#readDays(range, left);
      else await this.#readMany(range, left);
    }
    return { source: this.#source, since, completeTo: this.#completeTo, days: this.#days };
  }

  /** Reads one row for each key that was used in the range, and then the days of keys whose last use is not known yet. */
  async #readMany(range: Span, left: readonly string[]): Promise<void> {
    const { rows } = await readUsageAnalytics(this.#client, {
      span: range,
      bucketWidth: undefined,
      groupBy: ["apiKeyId"],
      filters: {},
    });
    const used = new Set(rows.map(({ apiKeyId }) => apiKeyId));
    const found = left.filter((id) => used.has(id));
    for (let first = 0; first < found.length; first += maxFilteredKeys) {
      await this.#readDays(range, found.slice(first, first + maxFilteredKeys));
    }
    if (found.every((id) => this.#days.has(id))) return;
    throw new UserError(
      `cannot ${doing}: the API returned usage of a key without the day. Nothing was changed. Run again, and report the problem if it persists.`,
    );
  }

  async #readDays(span: Span, left: readonly string[]): Promise<void> {
    const filters = filterOf(left);
    const { rows, refreshedAt } = await readUsageAnalytics(this.#client, {
      span,
      bucketWidth: "1d",
      groupBy: ["apiKeyId"],
      filters,
    });
    if (refreshedAt !== undefined) this.#completeTo ??= Date.parse(refreshedAt);
    for (const { apiKeyId, startingAt } of rows) this.#used(apiKeyId, startingAt, filters);
  }

  async #readLegacy(span: Span, left: readonly string[]): Promise<void> {
    const filters = filterOf(left);
    const query = { span, bucketWidth: "1d", groupBy: ["apiKeyId"], filters, doing } as const;
    for await (const rows of readMessagesUsage(this.#client, query)) {
      for (const { apiKeyId, startingAt } of rows) this.#used(apiKeyId, startingAt, filters);
    }
  }

  #used(id: string | undefined, at: string, { apiKeyIds }: KeyFilter): void {
    if (id === undefined) {
      if (apiKeyIds !== undefined) throw namelessUse(doing);
      // Usage in the Console, for example, has no key.
      return;
    }
    const day = dateText(Date.parse(at));
    if (day > (this.#days.get(id) ?? "")) this.#days.set(id, day);
  }
}

interface KeyFilter {
  readonly apiKeyIds?: readonly string[];
}

function filterOf(ids: readonly string[]): KeyFilter {
  return ids.length <= maxFilteredKeys ? { apiKeyIds: ids } : {};
}

/** The error for usage without a key in a report that is filtered by keys. A key in use must not count as unused. */
export function namelessUse(doing: string): UserError {
  return new UserError(
    `cannot ${doing}: the API returned usage without its key. Nothing was changed. Run again, and report the problem if it persists.`,
  );
}
