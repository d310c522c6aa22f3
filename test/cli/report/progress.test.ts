import { expect, test } from "vitest";
import { progressOf } from "../../../cli/report/progress.ts";
import { newWorkdir } from "../workdir.ts";

test("progress is printed at most every five seconds, and not at the end", async () => {
  const { io, progress } = await newWorkdir();
  let time = 0;
  const day = 86_400_000;
  const from = Date.parse("2026-11-01");
  const read = progressOf(io, "cost", "the Analytics API", () => time)({ from, to: from + 10 * day });
  for (const [seconds, days] of [
    [1, 1],
    [6, 4],
    [8, 5],
    [12, 6],
    [20, 10],
  ] as const) {
    time = seconds * 1000;
    read(from + days * day);
  }
  expect(progress).toEqual([
    "Reading the cost since 2026-11-01 from the Analytics API ...",
    "Read 40 percent, up to 2026-11-05 ...",
    "Read 60 percent, up to 2026-11-07 ...",
  ]);
});
