import { ApiError, type Reason } from "../../provider/api/apiError.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { analyticsBegin, analyticsReach } from "../../provider/api/reports/analytics.ts";
import { bucketLength, floorTo } from "../../provider/api/reports/span.ts";
import { UserError } from "../../provider/errors.ts";
import { reportNames } from "../../provider/functions/reportNames.ts";
import { findDefaultWorkspace } from "../organization/readOrganization.ts";
import { type SnapshotSession, sessionFor } from "../organization/snapshotSession.ts";
import type { Io } from "../output/io.ts";
import { capitalized } from "../output/phrases.ts";
import { reportCsv, reportJsonLines } from "./data.ts";
import type { ReadContext, Reading } from "./entry.ts";
import { resolveFilters } from "./filters.ts";
import { reportMarkdown } from "./markdown.ts";
import { type Period, type PeriodOptions, periodOf, shortTime } from "./period.ts";
import { progressOf } from "./progress.ts";
import {
  doing,
  type Format,
  type Query,
  type QueryOptions,
  queryOf,
  type ReportName,
  type Source,
  sourceTitle,
  titles,
} from "./query.ts";
import { readEntries } from "./readEntries.ts";
import { type Report, sourceLine } from "./report.ts";
import { rowsOf } from "./rows.ts";
import { reportText } from "./text.ts";

/** The options of `pulumi-anthropic report`. */
export interface ReportOptions extends QueryOptions, PeriodOptions {
  readonly format: Format;
}

/** Reads a report and prints it. Sends no write, and needs no stack. */
export async function runReport(io: Io, name: ReportName, options: ReportOptions): Promise<void> {
  const report = await readReport(io, name, options);
  io.progress(sourceLine(report));
  if (options.format === "csv") io.write(reportCsv(report));
  else if (options.format === "jsonl") io.write(reportJsonLines(report));
  else io.print(options.format === "markdown" ? reportMarkdown(report) : reportText(report));
}

async function readReport(io: Io, name: ReportName, options: ReportOptions): Promise<Report> {
  const query = queryOf(name, options);
  const periodAt = periodOf(doing(name), options);
  const session = sessionFor(io, () => undefined);
  const organization = await session.guard.confirm();
  // `guard.confirm` has received a response, which has the server's time.
  const period = periodAt(session.client.serverNow());
  const filters = await resolveFilters(session, query);
  const context = {
    client: session.client,
    query,
    filters,
    period,
    defaultWorkspaceId: () => defaultWorkspaceId(session),
  };
  const { reading, source } = await readFrom(io, context);
  const names = await namesFor(session, query, source);
  const { span, refreshedAt } = reading;
  return { name, source, organization, span, refreshedAt, ...rowsOf(query, reading, names) };
}

/** Errors that mean that the Analytics API is not available to the organization or key. Other errors cause no fallback. */
const unavailable: ReadonlySet<Reason> = new Set<Reason>(["invalid", "forbidden", "not_found"]);

/** Reads from the preferred source. Falls back to the alternative if the preferred source is not available. */
async function readFrom(
  io: Io,
  context: Omit<ReadContext, "start">,
): Promise<{ readonly reading: Reading; readonly source: Source }> {
  const { query, period } = context;
  const [source, alternative] = query.sources;
  const read = async (from: Source) => ({
    source: from,
    reading: await readEntries(
      { ...context, start: progressOf(io, titles[query.report], sourceTitle(query.report, from)) },
      from,
    ),
  });
  if (source !== "analytics") return await read(source);
  const tooEarly = limitationOfPeriod(period);
  let reason: string;
  if (tooEarly !== undefined) {
    reason = tooEarly;
  } else {
    try {
      return await read(source);
    } catch (error) {
      if (!(error instanceof ApiError && unavailable.has(error.reason))) throw error;
      if (alternative === undefined && query.noAlternative === undefined) throw error;
      reason = error.summary;
    }
  }
  if (alternative === undefined) {
    throw new UserError(`${reason} ${capitalized(query.noAlternative ?? "use a later `--since`.")}`);
  }
  io.progress(`${capitalized(reason)} Reading ${sourceTitle(query.report, alternative)} instead.`);
  return await read(alternative);
}

/** Why the Analytics API does not have the data of a period. Undefined if it does. */
function limitationOfPeriod({ from, now }: Period): string | undefined {
  if (floorTo(from, bucketLength["1d"]) >= Math.max(analyticsBegin, now - analyticsReach)) return undefined;
  return `cannot read the Analytics API from ${shortTime(from)}: its data begins at ${shortTime(analyticsBegin)} and covers the last 365 days.`;
}

async function defaultWorkspaceId(session: SnapshotSession): Promise<string | undefined> {
  return findDefaultWorkspace(await session.cache.workspaces(OrganizationCache.anyAge))?.id;
}

/** Requests the lists that have the names of the dimensions. The Analytics API itself returns the email addresses of users. */
function namesFor(session: SnapshotSession, { by }: Query, source: Source) {
  return reportNames(
    { session, minFreshness: OrganizationCache.anyAge },
    {
      workspaces: by.includes("workspace"),
      apiKeys: by.includes("api-key") && source !== "claude-code",
      users: by.includes("user") && source === "legacy",
    },
  );
}
