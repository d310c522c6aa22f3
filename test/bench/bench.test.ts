import path from "node:path";
import { expect, inject, test } from "vitest";
import { bench } from "../../bench/bench.ts";
import { claims, holds, report } from "../../bench/report.ts";

test("what the bench claims holds, and a claim can be broken", async () => {
  const { command, modules, quick } = inject("engine");
  const pulumi = { command, directory: path.dirname(command), version: "" };
  const said: string[] = [];
  const { ours, nothing } = await bench({
    workspaces: 3,
    members: 2,
    pulumi,
    modules,
    env: quick,
    say: (line) => said.push(line),
  });
  expect(said).toHaveLength(11);
  expect(claims(ours, 3).filter((claim) => !holds(claim))).toEqual([]);
  expect(report(ours, nothing).join("\n")).toMatch(/^refresh +5 /m);
  // The do-nothing provider asks nobody.
  expect([nothing.up.requests, nothing.refresh.requests, nothing.destroy.requests]).toEqual([0, 0, 0]);

  const more = { ...ours, refresh: { ...ours.refresh, requests: 6 }, stateBytes: {} };
  expect(claims(more, 3).map(holds)).toEqual([true, false, false]);
});
