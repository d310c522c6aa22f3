import { expect, test } from "vitest";
import { paced } from "../../../cli/output/pacing.ts";

test("a line is printed at most every five seconds, and not at once", () => {
  const printed: number[] = [];
  let time = 0;
  const print = paced<number>(
    (value) => printed.push(value),
    () => time,
  );
  for (time of [0, 4_999, 5_000, 9_000, 10_001]) print(time);
  expect(printed).toEqual([5_000, 10_001]);
});
