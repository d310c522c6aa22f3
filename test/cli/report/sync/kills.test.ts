import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Emulator } from "../../../../emulator/index.ts";
import { newRandom } from "../../../../tools/crashes/random.ts";
import { hundredWorkspaces } from "../../../emulator/usage/organization.ts";
import { commandEnv } from "../../command.ts";
import type { Workdir } from "../../workdir.ts";
import { busyWorkdir, costSum, ownCost } from "../reports.ts";
import { contentOf, rowsIn, sync } from "./syncs.ts";

const program = new URL("../../../../cli/index.ts", import.meta.url).pathname;
const year = { since: "2025-11-20", until: "2026-11-20" } as const;
const kills = 10;
/** `SYNC_SEED=... npx vitest run ...` repeats a run. */
const seed = Number(process.env["SYNC_SEED"] ?? Math.floor(Math.random() * 1_000_000));

/** Starts the command, and kills it after some requests and milliseconds. Returns false if it had ended before. */
async function killed(
  { io }: Workdir,
  emulator: Emulator,
  { requests, milliseconds }: { readonly requests: number; readonly milliseconds: number },
): Promise<boolean> {
  const before = emulator.requests.length;
  const args = `report cost --source legacy --since ${year.since} --until ${year.until} --out cost.csv`.split(
    " ",
  );
  const child = spawn(process.execPath, [program, ...args], {
    cwd: io.cwd,
    env: commandEnv(io.env),
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  while (emulator.requests.length < before + requests && child.exitCode === null) await sleep(1);
  await sleep(milliseconds);
  child.kill("SIGKILL");
  const [, signal] = await ended;
  return signal === "SIGKILL";
}

test(`a year of 100 workspaces that is killed at ten random moments is the same as without a kill (seed ${seed})`, async () => {
  const random = newRandom(seed);
  const workdir = await busyWorkdir({ seed: hundredWorkspaces() });
  const { emulator } = workdir;
  await sync(workdir, "cost", { ...year, source: "legacy", out: "whole.csv" });
  const reports = () => emulator.requests.filter(({ path }) => path.endsWith("/cost_report")).length;
  expect(reports()).toBe(12);
  const whole = contentOf(workdir, "whole.csv") ?? "";

  emulator.clearRequests();
  for (let count = 0; count < kills; count += 1) {
    // A run requests the organization, the workspaces and then the ranges. The last range is left for the run that is not killed.
    const moment = { requests: random.whole(0, reports() < 10 ? 4 : 2), milliseconds: random.whole(0, 150) };
    expect(await killed(workdir, emulator, moment), JSON.stringify(moment)).toBe(true);
    expect(contentOf(workdir, "cost.csv")).toBeUndefined();
  }
  await sync(workdir, "cost", { ...year, source: "legacy", out: "cost.csv" });
  expect(contentOf(workdir, "cost.csv") === whole).toBe(true);
  // A kill repeats at most the range that was being read.
  expect(reports()).toBeLessThanOrEqual(12 + kills);

  const rows = rowsIn(whole);
  expect(rows.length).toBe(365 * 100);
  expect(new Set(rows.map((row) => `${row["startingAt"]} ${row["workspaceId"]}`)).size).toBe(rows.length);
  expect(costSum(rows)).toBe(ownCost(emulator, year.since, year.until));
}, 300_000);
