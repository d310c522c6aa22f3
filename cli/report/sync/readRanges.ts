import type { BucketWidth } from "../../../provider/api/reports/span.ts";
import type { Io } from "../../output/io.ts";
import type { Lock } from "../../output/lock.ts";
import type { Filters } from "../filters.ts";
import type { Query } from "../query.ts";
import type { Report } from "../report.ts";
import type { ReportReader } from "../reportReader.ts";
import { chunkOf } from "./chunk.ts";
import { rangeProgress } from "./progress.ts";
import type { Plan } from "./ranges.ts";
import type { RowsFile } from "./rowsFile.ts";
import { type Contents, type State, writeState } from "./state.ts";
import type { Target } from "./target.ts";

/** The reader of a run, and the target of its rows. */
export interface Run {
  readonly io: Io;
  readonly target: Target;
  readonly lock: Lock;
  readonly reader: ReportReader;
  readonly file: RowsFile;
  readonly contents: Contents;
  readonly width: BucketWidth;
  /** The start of the file. */
  readonly from: number;
}

/** The state after the last range, and its report. */
export interface ReadResult {
  readonly state: State;
  readonly report: Report;
}

/**
 * Reads ranges one after the other. Stores the rows and the state of each range before it requests the next one, so that a killed run
 * can be continued.
 */
export async function readRanges(
  run: Run,
  before: State | undefined,
  { ranges, endsNow }: Plan,
): Promise<ReadResult | undefined> {
  const { io, target, lock, reader, file, contents, width, from } = run;
  const requestsBefore = reader.responses;
  const progress = rangeProgress(io, {
    total: ranges.length,
    requestsPerMinute: reader.requestsPerMinute,
  });
  let result: ReadResult | undefined;
  let state = before;
  for (const [index, range] of ranges.entries()) {
    const isLast = index === ranges.length - 1;
    const query = pinned(reader.query, state);
    const until = isLast && endsNow ? undefined : range.to;
    const reading = await reader.read(query, { from: range.from, until, now: reader.now }, () => ignore);
    const report = await reader.report(query, reading);
    const { format } = target;
    // Another process may have acquired the lock while this one was suspended.
    await lock.confirm();
    await file.append(chunkOf(report, range, { format, width, now: reader.now }));
    const start = state ?? {
      version: 1,
      organization: reader.organization,
      contents,
      source: report.source,
      resolved: resolvedOf(reader.filters),
      from,
    };
    state = { ...start, work: file.extent };
    await writeState(target, state);
    result = { state, report };
    progress({ ranges: index + 1, requests: reader.responses - requestsBefore, to: range.to });
  }
  return result;
}

const ignore = (): void => undefined;

/** The query with the source of the earlier rows. A file has only one source, because sources differ. */
function pinned(query: Query, state: State | undefined): Query {
  return state === undefined ? query : { ...query, sources: [state.source], noAlternative: undefined };
}

function resolvedOf({ models, workspaceIds, apiKeys, users }: Filters): State["resolved"] {
  const all = { model: models, workspace: workspaceIds, apiKey: apiKeys, user: users };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, values]) => (values === undefined ? [] : [[name, [...values]]])),
  );
}
