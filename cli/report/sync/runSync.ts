import { analyticsLimitation } from "../../../provider/api/reports/availability.ts";
import { bucketLength, floorTo } from "../../../provider/api/reports/span.ts";
import { UserError } from "../../../provider/errors.ts";
import { diskError } from "../../output/disk.ts";
import type { Io } from "../../output/io.ts";
import { Lock } from "../../output/lock.ts";
import { counted } from "../../output/phrases.ts";
import { periodOf, shortTime } from "../period.ts";
import {
  bucketWidthOf,
  type Dimension,
  defaultBy,
  doing,
  type QueryOptions,
  queryOf,
  type ReportName,
  titles,
} from "../query.ts";
import { sourceLine } from "../report.ts";
import { ReportReader } from "../reportReader.ts";
import type { ReportOptions } from "../runReport.ts";
import { contentsOf, mustBeSameOrganization, mustHaveSameContents } from "./contents.ts";
import { amountText } from "./progress.ts";
import { planOf } from "./ranges.ts";
import { type Run, readRanges } from "./readRanges.ts";
import { type Checked, checkFile, RowsFile } from "./rowsFile.ts";
import { type Contents, type Extent, readState, type State, writeState } from "./state.ts";
import { type Target, targetOf } from "./target.ts";

/** The options of `pulumi-anthropic report --out`. */
export interface SyncOptions extends Omit<ReportOptions, "html"> {
  /** The file. */
  readonly out: string;
}

/**
 * Writes the rows of a report by day or hour to a file, and continues where the last run ended. Rows that can still change are read
 * again. Prints only progress.
 */
export async function runSync(io: Io, name: ReportName, options: SyncOptions): Promise<void> {
  const dated = { ...options, by: withTime(options.by ?? [defaultBy[name]]) };
  const query = queryOf(name, dated);
  // Invalid options are rejected before the file and the API are touched.
  periodOf(doing(name), options);
  const target = await targetOf(io, options.out, options.format);
  try {
    const contents = contentsOf(query, target);
    const lock = await Lock.acquire(target);
    try {
      const checked = await check(target, contents, options);
      await sync({ io, target, lock, name, options: dated, contents, checked });
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw diskError(target.name, error);
  }
}

/** Adds the day, since the rows of a file need a day or an hour. */
function withTime(by: readonly Dimension[]): readonly Dimension[] {
  return bucketWidthOf({ by }) === undefined ? ["day", ...by] : by;
}

async function check(target: Target, contents: Contents, { source }: SyncOptions): Promise<Checked> {
  const checked = await checkFile(target, await readState(target));
  if (checked.state !== undefined) mustHaveSameContents(target, checked.state, contents, source);
  return checked;
}

interface Start extends Pick<Run, "io" | "target" | "lock" | "contents"> {
  readonly name: ReportName;
  readonly options: SyncOptions;
  readonly checked: Checked;
}

async function sync({ name, options, checked, ...start }: Start): Promise<void> {
  const { io, target, lock, contents } = start;
  const { state } = checked;
  const reader = await ReportReader.open(io, name, { ...options, ...storedFilters(state) });
  if (state !== undefined) mustBeSameOrganization(target, state, reader.organization);
  const width = bucketWidthOf(reader.query) ?? "1d";
  const given = floorTo(reader.period.from, bucketLength[width]);
  const from = state?.from ?? given;
  const isGiven = options.since !== undefined || options.last !== undefined;
  if (isGiven && given < from) throw beginsLater(target, from);
  if (from >= reader.now) {
    throw new UserError(`cannot ${doing(name)}: \`--since\` must not be in the future.`);
  }

  const file = await RowsFile.open(target, checked, { from, columns: contents.columns });
  const { finalTo, rows: rowsBefore } = file.extent;
  if (state?.source === "analytics") mustHaveData(target, finalTo, reader.now);
  const readTo = Math.max(finalTo, state?.file?.readTo ?? 0, state?.work?.readTo ?? 0);
  const { until } = reader.period;
  const plan = planOf({ finalTo, readTo }, { until, now: reader.now }, { report: name, width });
  if (plan.ranges.length === 0 && state?.work === undefined) {
    io.progress(`${target.name} already has all rows up to ${shortTime(readTo)}.`);
    return;
  }
  const verb = state === undefined ? "Writing" : "Continuing";
  io.progress(
    `${verb} ${target.name}: the ${titles[name]} since ${shortTime(finalTo)} in ${amountText(plan.ranges.length, reader.requestsPerMinute)} ...`,
  );
  const result = await readRanges({ ...start, reader, file, width, from }, state, plan);
  const last = result?.state ?? state;
  if (last === undefined) return;
  await publish(target, lock, file, last);
  if (result !== undefined) io.progress(sourceLine(result.report));
  io.progress(summary(target, { rowsBefore, from, ...file.extent }));
}

/** The filters that the first run resolved to IDs. IDs need no requests, and do not change when an object is renamed. */
function storedFilters(state: State | undefined): QueryOptions {
  if (state === undefined) return {};
  return state.resolved;
}

/** Replaces the file. The state is stored first, so that a run that is killed in between is recognized. */
async function publish(target: Target, lock: Lock, file: RowsFile, state: State): Promise<void> {
  const { work: _, ...rest } = state;
  const finished = { ...file.extent, sha256: await file.hash() };
  await lock.confirm();
  await writeState(target, { ...rest, work: finished });
  await file.publish();
  await writeState(target, { ...rest, file: finished });
}

function beginsLater({ name }: Target, from: number): UserError {
  return new UserError(
    `cannot continue ${name}: it begins at ${shortTime(from)}, which is later than the start in the options. Omit \`--since\` and \`--last\`, or name another file.`,
  );
}

function mustHaveData({ name }: Target, from: number, now: number): void {
  if (analyticsLimitation(from, now) === undefined) return;
  throw new UserError(
    `cannot continue ${name}: its rows end at ${shortTime(from)}, and the Analytics API no longer has the data after that. Name another file to start over.`,
  );
}

function summary(
  { name }: Target,
  extent: Extent & { readonly rowsBefore: number; readonly from: number },
): string {
  const { rows, rowsBefore, from, readTo, finalTo } = extent;
  const wrote = `Wrote ${counted(rows - rowsBefore, ["row", "rows"])} to ${name}, which has ${counted(rows, ["row", "rows"])} from ${shortTime(from)} to ${shortTime(readTo)}.`;
  if (finalTo === readTo) return wrote;
  return `${wrote} The next run rereads the rows since ${shortTime(finalTo)}, because they can still change.`;
}
