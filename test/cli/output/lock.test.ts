import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Lock } from "../../../cli/output/lock.ts";
import { type Target, targetOf } from "../../../cli/report/sync/target.ts";
import { busyWorkdir, paths } from "../report/reports.ts";
import { autumn, sync, whenRequested } from "../report/sync/syncs.ts";
import { newWorkdir } from "../workdir.ts";

async function newTarget(): Promise<Target> {
  const { io } = await newWorkdir();
  return await targetOf(io, "cost.csv", undefined);
}

/** The ID of a process that has ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

/** Writes the lock of another process, which was last touched some seconds ago. */
function lockOf(target: Target, owner: object | string, secondsAgo = 0): void {
  mkdirSync(target.folder, { recursive: true });
  const file = join(target.folder, "lock");
  const whole = { token: "other", pid: process.pid, host: hostname(), since: "2026-11-20T10:00:00Z" };
  writeFileSync(file, typeof owner === "string" ? owner : JSON.stringify({ ...whole, ...owner }));
  const touched = new Date(Date.now() - secondsAgo * 1000);
  utimesSync(file, touched, touched);
}

test("a lock is exclusive, and its folder is removed with it if there is nothing else in it", async () => {
  const target = await newTarget();
  const lock = await Lock.acquire(target);
  await expect(Lock.acquire(target)).rejects.toThrow(
    new RegExp(
      `^cannot write cost\\.csv: process ${process.pid} on .*, which started at 20.*, is writing it\\. Wait for it to finish, and run the command again\\.`,
    ),
  );
  expect(readdirSync(target.folder)).toEqual(["lock"]);
  await lock.confirm();
  await lock.release();
  expect(existsSync(target.folder)).toBe(false);
  await (await Lock.acquire(target)).release();
});

describe("the lock of another process", () => {
  test.each([
    ["is stale if the process has ended on this machine", { pid: endedPid() }, 0, true],
    ["is not stale while the process runs", {}, 60, false],
    ["is not stale on another machine while it is touched", { host: "other", pid: endedPid() }, 60, false],
    ["is not stale in another container with the same host name", { space: "1", pid: endedPid() }, 60, false],
    ["is stale on another machine if it was not touched for a while", { host: "other" }, 100, true],
    ["is stale if another process has its ID and it was not touched for a while", {}, 100, true],
    ["is not stale at once if its text is damaged", "{", 60, false],
    ["is stale if its text is damaged and it was not touched for a while", "{", 100, true],
  ] as const)("%s", async (_, owner, secondsAgo, stale) => {
    const target = await newTarget();
    lockOf(target, owner, secondsAgo);
    const acquired = Lock.acquire(target);
    if (!stale) return await expect(acquired).rejects.toThrow(" is writing it.");
    const lock = await acquired;
    expect(readdirSync(target.folder)).toEqual(["lock"]);
    await lock.release();
  });

  test("only one of several processes acquires a stale lock", async () => {
    const target = await newTarget();
    lockOf(target, { pid: endedPid() });
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => Lock.acquire(target)));
    const locks = all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    // A process whose lock another one acquired detects this before it writes.
    const confirmed = await Promise.allSettled(locks.map((lock) => lock.confirm()));
    expect(confirmed.filter(({ status }) => status === "fulfilled").length).toBe(1);
    await Promise.all(locks.map((lock) => lock.release()));
  });
});

test("a lock is touched with the time of the file system, even if the clock of the machine differs", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  vi.setSystemTime(Date.now() - 600_000);
  const target = await newTarget();
  const lock = await Lock.acquire(target);
  const path = join(target.folder, "lock");
  utimesSync(path, 1, 1);
  await vi.advanceTimersByTimeAsync(15_000);
  const [now, read] = [join(target.folder, "now"), () => statSync(path).mtimeMs];
  writeFileSync(now, "");
  await expect.poll(read).toBeGreaterThan(1000);
  expect(Math.abs(read() - statSync(now).mtimeMs)).toBeLessThan(60_000);
  await lock.release();
});

test("a process neither confirms nor removes a lock that another process acquired", async () => {
  const target = await newTarget();
  const lock = await Lock.acquire(target);
  lockOf(target, { pid: 1, host: "other" });
  await expect(lock.confirm()).rejects.toThrow("cannot write cost.csv: process 1 on other, ");
  await lock.release();
  expect(readFileSync(join(target.folder, "lock"), "utf8")).toContain('"token":"other"');
});

test("two runs at once do not mix their rows: one of them is rejected before any request", async () => {
  const workdir = await busyWorkdir();
  workdir.emulator.faults.add({ kind: "slow", delayMs: 200 });
  const options = { ...autumn, out: "cost.csv" } as const;
  const all = await Promise.allSettled([sync(workdir, "cost", options), sync(workdir, "cost", options)]);
  expect(all.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(paths(workdir.emulator).filter((path) => path === "me")).toEqual(["me"]);
});

test("a run stops before it writes when another process has acquired its lock", async () => {
  const workdir = await busyWorkdir();
  const target = await targetOf(workdir.io, "cost.csv", undefined);
  const path = "/v1/organizations/analytics/cost";
  workdir.emulator.faults.add({ kind: "slow", delayMs: 500, path });
  const running = sync(workdir, "cost", { ...autumn, out: "cost.csv" });
  await whenRequested(workdir.emulator, path, () => lockOf(target, { token: "new" }));
  await expect(running).rejects.toThrow(" is writing it.");
  expect(readdirSync(target.folder)).toEqual(["lock"]);
});
