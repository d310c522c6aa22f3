import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { busyWorkdir, paths } from "../reports.ts";
import { autumn, besides, contentOf, sync, whenRequested } from "./syncs.ts";

const first = { ...autumn, until: "2026-10-01", out: "cost.csv" } as const;
const second = { ...autumn, out: "cost.csv" } as const;

describe("a file that someone else has changed is rejected before any request", () => {
  test.each([
    [
      "a line is added",
      "someone changed the file after the last run. Restore it, or move the file and its state folder away",
    ],
    ["a digit is changed", "someone changed the file after the last run."],
    [
      "the file is moved",
      "the file was moved or removed after the last run. Move it back, or remove the folder",
    ],
    [
      "the state is removed",
      "it exists, and this command did not write it. Name another file, or move the existing one.",
    ],
  ])("%s", async (change, message) => {
    const workdir = await busyWorkdir();
    await sync(workdir, "cost", first);
    const file = join(workdir.io.cwd, "cost.csv");
    if (change === "a line is added") appendFileSync(file, "x\r\n");
    if (change === "a digit is changed")
      writeFileSync(file, readFileSync(file, "utf8").replace(/\d(?=,USD)/, ""));
    if (change === "the file is moved") renameSync(file, `${file}.old`);
    if (change === "the state is removed") rmSync(`${file}.sync`, { recursive: true });
    const before = contentOf(workdir, "cost.csv");
    paths(workdir.emulator);
    await expect(sync(workdir, "cost", second)).rejects.toThrow(`cannot continue cost.csv: ${message}`);
    expect(paths(workdir.emulator)).toEqual([]);
    expect(contentOf(workdir, "cost.csv")).toBe(before);
    if (change === "the state is removed") expect(besides(workdir, "cost.csv")).toBeUndefined();
  });
});

test("a restored file is continued", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", first);
  const file = join(workdir.io.cwd, "cost.csv");
  const content = readFileSync(file);
  writeFileSync(file, "");
  await expect(sync(workdir, "cost", second)).rejects.toThrow("someone changed the file");
  writeFileSync(file, content);
  await sync(workdir, "cost", second);
  await sync(workdir, "cost", { ...second, out: "whole.csv" });
  expect(contentOf(workdir, "cost.csv")).toBe(contentOf(workdir, "whole.csv"));
});

describe("a file that someone changes during a run is not replaced, and the run continues after it is restored", () => {
  test.each([
    ["before the rows are read", "/v1/organizations/me", ["me", "analytics/cost", "workspaces"]],
    // The rows are stored.
    ["while the rows are read", "/v1/organizations/analytics/cost", ["me"]],
  ])("%s", async (_, path, requests) => {
    const workdir = await busyWorkdir();
    const { emulator } = workdir;
    await sync(workdir, "cost", first);
    const file = join(workdir.io.cwd, "cost.csv");
    const content = readFileSync(file);
    paths(emulator);
    emulator.faults.add({ kind: "slow", delayMs: 500, path });
    const running = sync(workdir, "cost", second);
    await whenRequested(emulator, path, () => writeFileSync(file, "edited"));
    await expect(running).rejects.toThrow(
      "cannot write cost.csv: someone changed the file while the rows were read. Undo the change, and run the command again to continue.",
    );
    expect(contentOf(workdir, "cost.csv")).toBe("edited");
    writeFileSync(file, content);
    paths(emulator);
    await sync(workdir, "cost", second);
    expect(paths(emulator)).toEqual(requests);
    await sync(workdir, "cost", { ...second, out: "whole.csv" });
    expect(contentOf(workdir, "cost.csv")).toBe(contentOf(workdir, "whole.csv"));
  });
});

test("a run whose stored rows are missing starts again after the final rows of the file", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", first);
  workdir.emulator.faults.add({
    kind: "status",
    status: 400,
    after: 1,
    path: "/v1/organizations/analytics/cost",
  });
  await expect(sync(workdir, "cost", { ...second, until: "2026-11-10" })).rejects.toThrow("cannot read");
  rmSync(join(workdir.io.cwd, "cost.csv.sync", "rows"));
  await sync(workdir, "cost", { ...second, until: "2026-11-10" });
  await sync(workdir, "cost", { ...second, until: "2026-11-10", out: "whole.csv" });
  expect(contentOf(workdir, "cost.csv")).toBe(contentOf(workdir, "whole.csv"));
});
