import { basename, join } from "node:path";
import { z } from "zod";
import { timeText } from "../../../provider/api/reports/span.ts";
import { UserError } from "../../../provider/errors.ts";
import { readIfExists, replaceFile } from "../../output/disk.ts";
import type { Target } from "./target.ts";

const Whole = z.int().nonnegative();
const Strings = z.array(z.string());
const Moment = z.iso.datetime().transform((text) => Date.parse(text));

/** The rows of a file. Times are the exclusive ends of buckets, in milliseconds since the epoch. */
const Extent = z.object({
  bytes: Whole,
  rows: Whole,
  /** The end of all rows. */
  readTo: Moment,
  /** The end of the rows that can no longer change, and their part of the file. */
  finalTo: Moment,
  finalBytes: Whole,
  finalRows: Whole,
});
export type Extent = z.infer<typeof Extent>;

/** The query of the rows in a file. It is the same in every run. */
const Contents = z.object({
  report: z.string(),
  by: Strings,
  /** The filters as they were given, sorted. */
  filters: z.record(z.string(), Strings),
  format: z.string(),
  columns: Strings,
});
export type Contents = z.infer<typeof Contents>;

const State = z.object({
  version: z.literal(1),
  organization: z.string(),
  contents: Contents,
  source: z.enum(["analytics", "legacy", "claude-code"]),
  /** The filters, resolved to IDs by the first run. They still match a workspace that is renamed later. */
  resolved: z.record(z.string(), Strings),
  /** The start of the first row's bucket, or earlier. */
  from: Moment,
  /** The file as the last run left it. Undefined until the first run ends. */
  file: Extent.extend({ sha256: z.string() }).optional(),
  /** The rows of a run that has not ended. With a hash, they may already be the file. */
  work: Extent.extend({ sha256: z.string().optional() }).optional(),
});
export type State = z.infer<typeof State>;

function pathOf({ folder }: Target): string {
  return join(folder, "state.json");
}

/** Reads the state of a sync. Undefined before the first rows are stored. */
export async function readState(target: Target): Promise<State | undefined> {
  const text = await readIfExists(pathOf(target));
  if (text === undefined) return undefined;
  const where = `${basename(target.folder)}/state.json`;
  const json = parsed(text);
  const parsedState = State.safeParse(json);
  if (parsedState.success) return parsedState.data;
  const version = z.object({ version: z.int() }).safeParse(json).data?.version ?? 0;
  const reason =
    version > 1 ? "was written by a newer version of this package" : "is damaged or was changed by someone";
  const advice =
    version > 1
      ? "Install that version, or name another file."
      : "Restore it, or name another file to start over.";
  throw new UserError(`cannot continue ${target.name}: ${where} ${reason}. ${advice}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Stores the state, durably. After a crash there is either the old or the new one. */
export async function writeState(target: Target, state: State): Promise<void> {
  const times: ReadonlySet<string> = new Set(["from", "readTo", "finalTo"]);
  const text = JSON.stringify(
    state,
    (key, value) => (times.has(key) && typeof value === "number" ? timeText(value) : value),
    2,
  );
  await replaceFile(pathOf(target), `${text}\n`);
}
