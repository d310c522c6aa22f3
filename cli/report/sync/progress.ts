import type { Io } from "../../output/io.ts";
import { paced } from "../../output/pacing.ts";
import { counted, type Noun } from "../../output/phrases.ts";
import { shortTime } from "../period.ts";

/** The progress of a run. */
export interface Done {
  readonly ranges: number;
  readonly requests: number;
  /** The end of the last range. */
  readonly to: number;
}

const range: Noun = ["range", "ranges"];

/** Prints the number of ranges and the estimated rest, every few seconds. */
export function rangeProgress(
  io: Io,
  { total, requestsPerMinute }: { readonly total: number; readonly requestsPerMinute: number },
  clock: () => number = () => performance.now(),
): (done: Done) => void {
  const start = clock();
  return paced((done) => {
    const left = total - done.ranges;
    if (left === 0) return;
    const elapsed = (clock() - start) / done.ranges;
    const paceOfLimit = (60_000 / requestsPerMinute) * (done.requests / done.ranges);
    const rest = lengthText(left * Math.max(elapsed, paceOfLimit));
    io.progress(
      `Read ${done.ranges} of ${counted(total, range)}, up to ${shortTime(done.to)}. About ${rest} left ...`,
    );
  }, clock);
}

/** `12 ranges, at least 12 requests`, and how long they take if the rate limit delays them. Each range has at least one page. */
export function amountText(total: number, requestsPerMinute: number): string {
  const text = `${counted(total, range)}, at least ${counted(total, ["request", "requests"])}`;
  const minutes = Math.floor(total / requestsPerMinute);
  if (minutes === 0) return text;
  return `${text} or ${counted(minutes, ["minute", "minutes"])} at ${requestsPerMinute} requests per minute`;
}

/** `40 seconds`, `5 minutes`. */
function lengthText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 90) return counted(seconds, ["second", "seconds"]);
  return counted(Math.ceil(seconds / 60), ["minute", "minutes"]);
}
