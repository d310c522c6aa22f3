import { expect, test } from "vitest";
import type { Costs } from "../../bench/bench.ts";
import { cpuSeconds } from "../../bench/home.ts";
import type { Cost } from "../../bench/measure.ts";
import { countClaims, holds, median, report, timeClaims } from "../../bench/report.ts";

/** The costs of a program whose commands all take these times. */
function costs(times: readonly number[], requests = 0, bytes = 1000): Costs {
  const all = times.map((seconds): Cost => ({ cpuSeconds: seconds, wallSeconds: 2 * seconds, requests }));
  return {
    commands: { preview: all, up: all, "up without changes": all, refresh: all, destroy: all },
    stateBytes: { Workspace: bytes },
  };
}

test("the ratio of two programs is the ratio of the medians of their runs", () => {
  const both = { ours: costs([2.4, 9, 2.2]), floor: costs([2, 1, 2.5]) };
  expect(report(both)).toContain("up                     2.4 s  2.0 s   1.20      4.8 s  4.0 s   1.20   1.1");
  const broken = timeClaims(both).filter((claim) => !holds(claim));
  expect(broken.map(({ text }) => text)).toEqual(
    ["preview", "up", "up without changes", "destroy"].flatMap((command) => [
      `ratio of ${command} to the floor, CPU time`,
      `ratio of ${command} to the floor, wall time`,
    ]),
  );
});

test("a command holds its goal up to the second decimal of the ratio", () => {
  const held = (seconds: number) =>
    timeClaims({ ours: costs([seconds]), floor: costs([1]) }).filter(holds).length;
  expect([1.1, 1.104, 1.106, 1.5, 1.51].map(held)).toEqual([10, 10, 2, 2, 0]);
});

test("a request or a byte too many breaks a claim", () => {
  const held = (ours: Costs, floor = costs([1])) => countClaims({ ours, floor }, 3).map(holds);
  expect(held(costs([1]))).toEqual([true, true, true, true, true]);
  expect(held(costs([1], 6, 1401), costs([1], 0, 1500))).toEqual([false, false, false, false, false]);
  expect(held({ ...costs([1]), stateBytes: {} })).toEqual([true, true, true, false, false]);
});

test("the median of an even number of values is the mean of the middle two", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, Number.NaN]);
});

test("CPU time is the user and system time of the child processes in the output of `times`", () => {
  expect(cpuSeconds("0m0.004s 0m0.000s\n0m3.500s 1m1.250s\n")).toBe(64.75);
  expect(cpuSeconds("0m0.010000s 0m0.000000s\n0m0.250000s 0m0.500000s\n")).toBe(0.75);
  expect(() => cpuSeconds("0m0.004s 0m0.000s\n")).toThrow(/^cannot read the CPU times/);
});
