import type { OnRange, Span } from "../../provider/api/reports/span.ts";
import type { Io } from "../output/io.ts";
import { paced } from "../output/pacing.ts";
import { shortTime } from "./period.ts";

/** Prints the report and its source, and then the progress every few seconds. */
export function progressOf(
  io: Io,
  title: string,
  source: string,
  clock?: () => number,
): (span: Span) => OnRange {
  return ({ from, to }) => {
    io.progress(`Reading the ${title} since ${shortTime(from)} from ${source} ...`);
    return paced((end) => {
      if (end >= to) return;
      const percent = Math.floor(((end - from) / (to - from)) * 100);
      io.progress(`Read ${percent} percent, up to ${shortTime(end)} ...`);
    }, clock);
  };
}
