import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runSync } from "../../../../cli/report/sync/runSync.ts";
import type { Workdir } from "../../workdir.ts";
import { busyWorkdir, costSum, ownCost, paths } from "../reports.ts";
import { contentOf, rowsIn, sync } from "./syncs.ts";

// A killed process does not carry out the next operation on the disk, nor those in `finally`. These tests end a run at every one
// of its operations in turn, including in the middle of each write.

class Killed extends Error {}

/** The number of operations until the process is killed. */
const machine = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));

vi.mock(import("node:fs/promises"), async (original) => {
  const real = await original();
  const mayRun = (): boolean => {
    machine.left -= 1;
    return machine.left >= 0;
  };
  const killable =
    <A extends unknown[], R>(operation: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (!mayRun()) throw new Killed();
      return await operation(...args);
    };
  const torn = (file: FileHandle): FileHandle => {
    const { writeFile, sync } = file;
    file.sync = killable(sync.bind(file));
    file.writeFile = async (content) => {
      const text = String(content);
      if (mayRun()) return await writeFile.call(file, text);
      // Only the operation that is interrupted writes half of its text.
      if (machine.left === -1) await writeFile.call(file, text.slice(0, text.length / 2));
      throw new Killed();
    };
    return file;
  };
  return {
    ...real,
    chmod: killable(real.chmod),
    copyFile: killable(real.copyFile),
    link: killable(real.link),
    mkdir: killable(real.mkdir) as typeof real.mkdir,
    open: async (...args: Parameters<typeof real.open>) => torn(await killable(real.open)(...args)),
    rename: killable(real.rename),
    rm: killable(real.rm),
    rmdir: killable(real.rmdir) as typeof real.rmdir,
    truncate: killable(real.truncate),
    writeFile: killable(real.writeFile) as typeof real.writeFile,
  };
});

const deadPid = spawnSync(process.execPath, ["--version"]).pid;

/** The lock of the killed run, as another process would have left it. */
function leaveLock({ io: { cwd } }: Workdir, out: string): void {
  const file = join(cwd, `${out}.sync`, "lock");
  if (!existsSync(file)) return;
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), pid: deadPid }));
}

/** Runs until the process is killed at an operation. Returns whether it was. */
async function killedAt(operation: number, run: () => Promise<unknown>): Promise<boolean> {
  machine.left = operation;
  try {
    await run();
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    machine.left = Number.POSITIVE_INFINITY;
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
