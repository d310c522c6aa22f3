import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { analyticsLimitation, isAnalyticsUnavailable } from "../../provider/api/reports/availability.ts";
import { UserError } from "../../provider/errors.ts";
import { reportNames } from "../../provider/functions/reportNames.ts";
import { findDefaultWorkspace } from "../organization/readOrganization.ts";
import { type SnapshotSession, sessionFor } from "../organization/snapshotSession.ts";
import type { Io } from "../output/io.ts";
import { capitalized } from "../output/phrases.ts";
import type { ReadContext, Reading } from "./entry.ts";
import { type Filters, resolveFilters } from "./filters.ts";
import { type Period, type PeriodOptions, periodOf } from "./period.ts";
import { progressOf } from "./progress.ts";
import {
  doing,
  type Query,
  type QueryOptions,
  queryOf,
  type ReportName,
  type Source,
  sourceTitle,
  titles,
} from "./query.ts";
import { readEntries } from "./readEntries.ts";
import type { Report } from "./report.ts";
import { rowsOf } from "./rows.ts";

/** The entries of a query, and their source. */
export interface SourcedReading {
  readonly reading: Reading;
  readonly source: Source;
}

/** Reads a report, and other reports with the same filters. Names and the organization are requested once. */
export class ReportReader {
  /** The query and the period of the options. */
  readonly query: Query;
  readonly period: Period;
  readonly organization: string;
  /** The filters of the options, resolved to IDs. */
  readonly filters: Filters;
  readonly #io: Io;
  readonly #session: SnapshotSession;

  private constructor(
    io: Io,
    session: SnapshotSession,
    {
      query,
      period,
      organization,
      filters,
    }: Pick<ReportReader, "query" | "period" | "organization" | "filters">,
  ) {
    this.#io = io;
    this.#session = session;
    this.query = query;
    this.period = period;
    this.organization = organization;
    this.filters = filters;
  }

  /** Validates the options before the first request. Then confirms the organization, and resolves the filters. */
  static async open(io: Io, name: ReportName, options: QueryOptions & PeriodOptions): Promise<ReportReader> {
    const query = queryOf(name, options);
    const periodAt = periodOf(doing(name), options);
    const session = sessionFor(io, () => undefined);
    const organization = await session.guard.confirm();
    // `guard.confirm` has received a response, which provides the server's time.
    const period = periodAt(session.client.serverNow());
    const filters = await resolveFilters(session, query);
    return new ReportReader(io, session, { query, period, organization, filters });
  }

  /** The server's time, in milliseconds since the epoch. */
  get now(): number {
    return this.#session.client.serverNow();
  }

  /** The number of responses that this process has received. */
  get responses(): number {
    return this.#session.client.responses;
  }

  /** The limit for all requests of this process. */
  get requestsPerMinute(): number {
    return this.#session.settings.requestsPerMinute;
  }

  /**
   * Reads from the preferred source of a query. Falls back to the alternative if the preferred source is not available. `start`
   * reports the progress instead of the usual lines.
   */
  async read(
    query = this.query,
    period = this.period,
    start?: ReadContext["start"],
  ): Promise<SourcedReading> {
    const [source, alternative] = query.sources;
    if (source !== "analytics") return await this.#readFrom(source, query, period, start);
    const tooEarly = analyticsLimitation(period.from, period.now);
    let reason: string;
    if (tooEarly !== undefined) {
      reason = tooEarly;
    } else {
      try {
        return await this.#readFrom(source, query, period, start);
      } catch (error) {
        if (!isAnalyticsUnavailable(error)) throw error;
        if (alternative === undefined && query.noAlternative === undefined) throw error;
        reason = error.summary;
      }
    }
    if (alternative === undefined) {
      throw new UserError(`${reason} ${capitalized(query.noAlternative ?? "use a later `--since`.")}`);
    }
    this.#io.progress(`${capitalized(reason)} Reading ${sourceTitle(query.report, alternative)} instead.`);
    return await this.#readFrom(alternative, query, period, start);
  }

  /** Adds up and names the entries of a query. */
  async report(query: Query, { reading, source }: SourcedReading): Promise<Report> {
    const { span, refreshedAt } = reading;
    const rows = rowsOf(query, reading, await this.#names(query, source));
    return { name: query.report, source, organization: this.organization, span, refreshedAt, ...rows };
  }

  async #readFrom(
    source: Source,
    query: Query,
    period: Period,
    start = progressOf(this.#io, titles[query.report], sourceTitle(query.report, source)),
  ): Promise<SourcedReading> {
    const context: ReadContext = {
      client: this.#session.client,
      query,
      filters: this.filters,
      period,
      defaultWorkspaceId: async () =>
        findDefaultWorkspace(await this.#session.cache.workspaces(OrganizationCache.anyAge))?.id,
      start,
    };
    return { reading: await readEntries(context, source), source };
  }

  /** Requests the lists with the names of the dimensions. The Analytics API itself returns the email addresses of users. */
  #names({ by }: Query, source: Source) {
    return reportNames(
      { session: this.#session, minFreshness: OrganizationCache.anyAge },
      {
        workspaces: by.includes("workspace"),
        apiKeys: by.includes("api-key") && source !== "claude-code",
        users: by.includes("user") && source === "legacy",
      },
    );
  }
}
