import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import fs, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSync } from "../../../../cli/report/sync/runSync.ts";
import type { Workdir } from "../../workdir.ts";
import { busyWorkdir, costSum, ownCost, paths } from "../reports.ts";
import { contentOf, rowsIn, sync } from "./syncs.ts";

// A killed process does not carry out the next operation on the disk, nor those in `finally`. These tests end a run at every one
// of its operations in turn, including in the middle of each write.

class Killed extends Error {}

type Operation = (...args: unknown[]) => Promise<unknown>;

/** The number of operations until the process is killed. */
let left = Number.POSITIVE_INFINITY;

const real = { ...fs };

function mayRun(): boolean {
  left -= 1;
  return left >= 0;
}

function killable<A extends unknown[], R>(operation: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    if (!mayRun()) throw new Killed();
    return await operation(...args);
  };
}

function torn(file: FileHandle): FileHandle {
  const { writeFile, sync } = file;
  file.sync = killable(sync.bind(file));
  file.writeFile = async (content) => {
    const text = String(content);
    if (mayRun()) return await writeFile.call(file, text);
    // Only the operation that is interrupted writes half of its text.
    if (left === -1) await writeFile.call(file, text.slice(0, text.length / 2));
    throw new Killed();
  };
  return file;
}

function replaceOperations(operations: object): void {
  Object.assign(fs, operations);
  syncBuiltinESMExports();
}

beforeAll(() => {
  const { chmod, copyFile, link, mkdir, open, rename, rm, rmdir, truncate, writeFile } = real;
  const operations = { chmod, copyFile, link, mkdir, rename, rm, rmdir, truncate, writeFile };
  const openTorn = async (...args: Parameters<typeof open>) => torn(await killable(open)(...args));
  replaceOperations({
    ...Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, killable(operation as Operation)]),
    ),
    open: openTorn,
  });
});

afterAll(() => replaceOperations(real));

const deadPid = spawnSync(process.execPath, ["--version"]).pid;

/** The lock of the killed run, as another process would have left it. */
function leaveLock({ io: { cwd } }: Workdir, out: string): void {
  const file = join(cwd, `${out}.sync`, "lock");
  if (!existsSync(file)) return;
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), pid: deadPid }));
}

/** Runs until the process is killed at an operation. Returns whether it was. */
async function killedAt(operation: number, run: () => Promise<unknown>): Promise<boolean> {
  left = operation;
  try {
    await run();
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    left = Number.POSITIVE_INFINITY;
  }
}

const options = { since: "2026-09-01", by: ["day", "workspace"], source: "legacy" } as const;
const until = { first: "2026-10-20", second: "2026-11-20" };

test("a run that is killed at any operation leaves a valid file, and the next run makes it the same as without the kill", async () => {
  const workdir = await busyWorkdir();
  const { io, emulator } = workdir;
  const at = (operation: number | string) => `rows${operation}.csv`;
  await sync(workdir, "cost", { ...options, until: until.first, out: at("First") });
  await sync(workdir, "cost", { ...options, until: until.second, out: at("Second") });
  const [first, second] = [contentOf(workdir, at("First")), contentOf(workdir, at("Second"))];
  expect(costSum(rowsIn(second ?? ""))).toBe(ownCost(emulator, options.since, until.second));

  let operations = 0;
  for (let killed = true; killed; operations += 1) {
    const out = at(operations);
    killed = await killedAt(operations, () => runSync(io, "cost", { ...options, until: until.first, out }));
    expect([undefined, first]).toContain(contentOf(workdir, out));
    leaveLock(workdir, out);
    paths(emulator);
    await sync(workdir, "cost", { ...options, until: until.first, out });
    expect(contentOf(workdir, out), `killed at operation ${operations}`).toBe(first);
    // Of two ranges, at most both are read again.
    expect(paths(emulator).filter((path) => path === "cost_report").length).toBeLessThanOrEqual(2);

    await killedAt(operations, () => runSync(io, "cost", { ...options, until: until.second, out }));
    expect([first, second]).toContain(contentOf(workdir, out));
    leaveLock(workdir, out);
    await sync(workdir, "cost", { ...options, until: until.second, out });
    expect(contentOf(workdir, out), `killed at operation ${operations} of the second run`).toBe(second);
    expect(existsSync(join(io.cwd, `${out}.sync`, "rows"))).toBe(false);
  }
  expect(operations).toBeGreaterThan(30);
});
