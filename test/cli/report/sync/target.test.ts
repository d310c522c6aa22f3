import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { busyWorkdir } from "../reports.ts";
import { autumn, besides, contentOf, sync } from "./syncs.ts";

describe("a file that cannot be synced is rejected before any request", () => {
  const prepare: Readonly<Record<string, (cwd: string) => void>> = {
    "folder.csv": (cwd) => mkdirSync(join(cwd, "folder.csv")),
    "dangling.csv": (cwd) => symlinkSync("missing.csv", join(cwd, "dangling.csv")),
    "locked.csv": (cwd) => {
      writeFileSync(join(cwd, "locked.csv"), "");
      chmodSync(join(cwd, "locked.csv"), 0o444);
    },
    "taken.csv": (cwd) => writeFileSync(join(cwd, "taken.csv.sync"), ""),
  };

  test.each([
    ["missing/cost.csv", "the folder missing does not exist. Create it."],
    ["folder.csv", "it is not a regular file. Name another file."],
    ["dangling.csv", "it is a symbolic link to a file that does not exist."],
    ["locked.csv", "the file is read-only. Make it writable, or name another file."],
    ["taken.csv", "taken.csv.sync beside it is not a folder."],
    ["cost.xlsx", "its extension does not determine the format. Use .csv or .jsonl, or add `--format`."],
    ["cost", "its extension does not determine the format."],
    ["-", "`--out` must name a file. To print the report, omit the option."],
    ["", "`--out` must name a file."],
  ])("--out %j", async (out, message) => {
    const { io, emulator, ...workdir } = await busyWorkdir();
    prepare[out]?.(io.cwd);
    const before = readdirSync(io.cwd);
    const failing = sync({ io, ...workdir }, "cost", { ...autumn, out });
    await expect(failing).rejects.toThrow(`cannot write ${out}: ${message}`);
    expect(emulator.requests).toEqual([]);
    expect(readdirSync(io.cwd)).toEqual(before);
  });

  test.each(["table", "markdown"] as const)("--format %s", async (format) => {
    const workdir = await busyWorkdir();
    await expect(sync(workdir, "cost", { ...autumn, out: "cost.csv", format })).rejects.toThrow(
      `cannot write cost.csv: \`--out\` does not support the format ${format}. Use csv or jsonl.`,
    );
  });
});

test("`--format` chooses the format of a file with any ending", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", { ...autumn, out: "cost.txt", format: "jsonl" });
  expect(contentOf(workdir, "cost.txt")).toMatch(/^\{"startingAt"/);
});

test("a new file is only readable by its owner, and an existing one keeps its permissions", async () => {
  const workdir = await busyWorkdir();
  const mode = (name: string) => (statSync(join(workdir.io.cwd, name)).mode & 0o777).toString(8);
  const options = { ...autumn, out: "cost.csv" } as const;
  await sync(workdir, "cost", { ...options, until: "2026-10-01" });
  expect([mode("cost.csv"), mode("cost.csv.sync"), mode("cost.csv.sync/state.json")]).toEqual([
    "600",
    "700",
    "600",
  ]);
  chmodSync(join(workdir.io.cwd, "cost.csv"), 0o644);
  await sync(workdir, "cost", options);
  expect(mode("cost.csv")).toBe("644");
});

test("a symbolic link stays, and the file that it names is written with its state beside it", async () => {
  const workdir = await busyWorkdir();
  const { cwd } = workdir.io;
  mkdirSync(join(cwd, "data"));
  writeFileSync(join(cwd, "data", "old.csv"), "");
  symlinkSync(join("data", "real.csv"), join(cwd, "cost.csv"));
  const failing = sync(workdir, "cost", { ...autumn, out: "cost.csv" });
  await expect(failing).rejects.toThrow("it is a symbolic link to a file that does not exist");
  await sync(workdir, "cost", { ...autumn, out: "data/real.csv", until: "2026-10-01" });
  const progress = await sync(workdir, "cost", { ...autumn, out: "cost.csv" });
  expect(progress[0]).toMatch(/^Continuing cost\.csv: the cost since 2026-10-01 /);
  expect(readdirSync(join(cwd, "data")).toSorted()).toEqual(["old.csv", "real.csv", "real.csv.sync"]);
  expect(besides(workdir, "cost.csv")).toBeUndefined();
});
