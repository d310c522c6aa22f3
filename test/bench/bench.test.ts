import path from "node:path";
import { expect, inject, test } from "vitest";
import { bench } from "../../bench/bench.ts";
import { commands } from "../../bench/measure.ts";
import { countClaims, holds, report } from "../../bench/report.ts";

test("the bench runs every command for both programs, and its claims about counts hold", async () => {
  const { command, modules, quick } = inject("engine");
  const pulumi = { command, directory: path.dirname(command), version: "" };
  const lines: string[] = [];
  const costs = await bench({
    workspaces: 3,
    members: 2,
    runs: 1,
    pulumi,
    modules,
    env: quick,
    say: (line) => lines.push(line),
  });
  expect(lines).toHaveLength(11);
  expect(countClaims(costs, 3).filter((claim) => !holds(claim))).toEqual([]);
  expect(report(costs).join("\n")).toMatch(/^refresh +5 /m);
  for (const command of commands) {
    const [ours, floor] = [costs.ours.commands[command], costs.floor.commands[command]];
    expect([ours.length, floor.length], command).toEqual([1, 1]);
    expect(floor[0]?.requests, command).toBe(0);
    // A Node.js process alone takes more than that to load the SDK.
    for (const cost of [...ours, ...floor]) expect(cost.cpuSeconds, command).toBeGreaterThan(0.1);
  }
});
