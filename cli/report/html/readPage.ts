import { analyticsLimitation, isAnalyticsUnavailable } from "../../../provider/api/reports/availability.ts";
import { bucketLength, ceilTo, floorTo, type Span } from "../../../provider/api/reports/span.ts";
import type { Io } from "../../output/io.ts";
import { mainMetric } from "../columns.ts";
import type { Period } from "../period.ts";
import { progressOf } from "../progress.ts";
import {
  capabilities,
  type Dimension,
  defaultBy,
  isTime,
  type Query,
  type Source,
  sourceTitle,
  type TimeDimension,
  titles,
} from "../query.ts";
import type { Report } from "../report.ts";
import type { ReportReader, SourcedReading } from "../reportReader.ts";

/** The sums of a dimension other than those of the daily report. */
export interface Ranking {
  readonly dimension: Dimension;
  readonly report: Report;
  /** Whether the report ends at the last full hour, because it is not read by day. */
  readonly endsAtFullHour: boolean;
}

/** The reports that a page shows. */
export interface PageData {
  readonly query: Query;
  readonly period: Period;
  /** The length of a bar: an hour with `--by hour` and a short period, otherwise a day. */
  readonly time: TimeDimension;
  /** The dimensions that the charts by time are stacked by. */
  readonly by: readonly Dimension[];
  /** The metric by which groups are ranked. */
  readonly metric: string;
  /** By `by`, and by day or hour. */
  readonly daily: Report;
  /** By `by`, for the whole period. */
  readonly total: Report;
  /** One for each dimension that the source has. */
  readonly rankings: readonly Ranking[];
  /** The usage by day. Undefined if the daily report contains it, or if it cannot be read. */
  readonly usage: Report | undefined;
  /** The time up to which all reports are complete. */
  readonly completeUntil: number;
  /** The complete days of the period. */
  readonly completeDays: Span;
  /** The same number of days before, and the sum of the main metric. */
  readonly previous: { readonly span: Span; readonly total: string } | undefined;
  /** Notes about data that the page lacks. */
  readonly notes: readonly string[];
}

/** The dimensions that the charts by time are stacked by: those of `--by`, or else the default. */
function stackedBy({ report, by }: Query): readonly Dimension[] {
  const given = by.filter((dimension) => !isTime(dimension));
  if (given.length > 0 && !(report === "claude-code" && given.join() === defaultBy[report])) return given;
  // An actor of Claude Code is a user or an API key.
  return report === "claude-code" ? ["user", "api-key"] : [defaultBy[report]];
}

/** The query of a page by day, or by hour with `--by hour`. The requested report can be summed up from it. */
export function dailyQuery(query: Query): Query {
  return { ...query, by: [timeOf(query), ...stackedBy(query)] };
}

function timeOf({ by }: Query): TimeDimension {
  return by.includes("hour") ? "hour" : "day";
}

/** A longer period has too many hours for a chart. */
const longestByHour = 14 * bucketLength["1d"];

/** The values that the other reports of a page share with the report by day. */
interface Beside {
  readonly io: Io;
  readonly reader: ReportReader;
  readonly main: SourcedReading;
  readonly by: readonly Dimension[];
  /** The period of the report by day, in whole days. */
  readonly period: Period;
}

/**
 * Reads the data that a page shows in addition to the report `main` by day: a report for each other dimension, the usage for the cache
 * hit rate, and the previous period. With the Analytics API, each of them is one request per 31 days and 1000 rows.
 */
export async function readPage(io: Io, reader: ReportReader, main: SourcedReading): Promise<PageData> {
  const { query } = reader;
  const { span } = main.reading;
  const by = stackedBy(query);
  const until = reader.period.until === undefined ? undefined : span.to;
  const period = { from: span.from, until, now: reader.period.now };
  const beside = { io, reader, main, by, period };
  const daily = await reader.report(dailyQuery(query), main);
  const total = await reader.report({ ...query, by }, main);
  const rankings = await readRankings(beside);
  const notes = missingDimensions(query, main.source);
  const usage = query.report === "cost" ? await readUsage(beside, notes) : undefined;
  const completeUntil = completeUntilOf([daily, ...rankings.map(({ report }) => report), usage], period);
  const day = bucketLength["1d"];
  const completeDays = { from: ceilTo(span.from, day), to: floorTo(completeUntil, day) };
  return {
    query,
    period,
    time: timeOf(query) === "hour" && span.to - span.from <= longestByHour ? "hour" : "day",
    by,
    metric: mainMetric(query),
    daily,
    total,
    rankings,
    usage,
    completeUntil,
    completeDays,
    previous: await readPrevious(beside, completeDays),
    notes,
  };
}

/** Reads another report from the same source. `title` completes "Reading the ..." in the line about progress. */
async function readBeside(
  { io, reader, main: { source } }: Beside,
  title: string,
  query: Pick<Query, "report" | "by">,
  period: Period,
): Promise<Report> {
  const own: Query = { ...reader.query, ...query, sources: [source], noAlternative: undefined };
  const start = progressOf(io, title, sourceTitle(query.report, source));
  return await reader.report(own, await reader.read(own, period, start));
}

const ranked: readonly Dimension[] = ["workspace", "model", "api-key", "user"];

function supported({ report }: Query, source: Source): readonly Dimension[] {
  return capabilities[report][source]?.by ?? [];
}

function missingDimensions(query: Query, source: Source): string[] {
  const isComplete = query.report !== "cost" || supported(query, source).includes("user");
  return isComplete
    ? []
    : ["The legacy cost report has no cost by API key and user, unlike the Analytics API."];
}

/** Dimensions of the report by day need no request. */
async function readRankings(beside: Beside): Promise<Ranking[]> {
  const { reader, main, by, period } = beside;
  const { source } = main;
  const { query } = reader;
  const rankings: Ranking[] = [];
  for (const dimension of supported(query, source)) {
    const own = { ...query, by: [dimension] };
    if (query.report === "claude-code") {
      if (dimension !== "model" || by.includes("model")) continue;
      rankings.push({ dimension, report: await reader.report(own, modelsOf(main)), endsAtFullHour: false });
    } else if (by.includes(dimension)) {
      if (by.length === 1) continue;
      rankings.push({ dimension, report: await reader.report(own, main), endsAtFullHour: false });
    } else if (ranked.includes(dimension)) {
      const title = `${titles[query.report]} by ${dimension === "api-key" ? "API key" : dimension}`;
      const report = await readBeside(beside, title, own, period);
      rankings.push({
        dimension,
        report,
        endsAtFullHour: source === "analytics" && period.until === undefined,
      });
    }
  }
  return rankings;
}

/** The entries of a Claude Code report by model. */
function modelsOf({ source, reading }: SourcedReading): SourcedReading {
  const entries = reading.entries.flatMap((entry) => entry.byModel ?? [entry]);
  return { source, reading: { ...reading, entries } };
}

/** The tokens by day of a cost report. A page without them is still useful. */
async function readUsage(beside: Beside, notes: string[]): Promise<Report | undefined> {
  try {
    return await readBeside(beside, titles.usage, { report: "usage", by: ["day"] }, beside.period);
  } catch (error) {
    if (!isAnalyticsUnavailable(error)) throw error;
    notes.push(`The page has no cache hit rate: ${error.summary}`);
    return undefined;
  }
}

/** Does not read the previous period of Claude Code, which would take one request per day. */
async function readPrevious(beside: Beside, { from, to }: Span): Promise<PageData["previous"]> {
  const { reader, main, period } = beside;
  if (to <= from || main.source === "claude-code") return undefined;
  const span = { from: from - (to - from), to: from };
  if (main.source === "analytics" && analyticsLimitation(span.from, period.now) !== undefined)
    return undefined;
  const { report } = reader.query;
  const title = `${titles[report]} of the previous period`;
  const previous = { from: span.from, until: span.to, now: period.now };
  const { totals } = await readBeside(beside, title, { report, by: ["day"] }, previous);
  return { span, total: String(totals[mainMetric(reader.query)] ?? "0") };
}

function completeUntilOf(reports: readonly (Report | undefined)[], { now, until }: Period): number {
  const times = reports.flatMap((report) =>
    report?.refreshedAt === undefined ? [] : [Date.parse(report.refreshedAt)],
  );
  return Math.min(now, until ?? now, ...times);
}
