import type { Span } from "../../provider/api/reports/span.ts";
import type { Io } from "../output/io.ts";
import { shortTime } from "./period.ts";

/** The minimum time between two progress lines. */
const intervalMs = 5_000;

/** Prints the report and its source, and then the progress every few seconds. */
export function progressOf(
  io: Io,
  title: string,
  source: string,
  clock: () => number = () => performance.now(),
): (span: Span) => (end: number) => void {
  return ({ from, to }) => {
    io.progress(`Reading the ${title} since ${shortTime(from)} from ${source} ...`);
    let last = clock();
    return (end) => {
      if (clock() - last < intervalMs || end >= to) return;
      last = clock();
      const percent = Math.floor(((end - from) / (to - from)) * 100);
      io.progress(`Read ${percent} percent, up to ${shortTime(end)} ...`);
    };
  };
}
