import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { busyWorkdir, paths } from "../reports.ts";
import { autumn, contentOf, sync } from "./syncs.ts";

test.each([
  ["", "is damaged or was changed by someone. Restore it, or name another file to start over."],
  ["{}", "is damaged or was changed by someone."],
  [
    '{"version":2}',
    "was written by a newer version of this package. Install that version, or name another file.",
  ],
])("a state %j is rejected before any request", async (text, message) => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", { ...autumn, until: "2026-10-01", out: "cost.csv" });
  const before = contentOf(workdir, "cost.csv");
  writeFileSync(join(workdir.io.cwd, "cost.csv.sync", "state.json"), text);
  paths(workdir.emulator);
  await expect(sync(workdir, "cost", { ...autumn, out: "cost.csv" })).rejects.toThrow(
    `cannot continue cost.csv: cost.csv.sync/state.json ${message}`,
  );
  expect(paths(workdir.emulator)).toEqual([]);
  expect(contentOf(workdir, "cost.csv")).toBe(before);
});

test("a column that this version does not have is rejected", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", { ...autumn, until: "2026-10-01", out: "cost.csv" });
  const file = join(workdir.io.cwd, "cost.csv.sync", "state.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"listAmount"', '"discount"'));
  await expect(sync(workdir, "cost", { ...autumn, out: "cost.csv" })).rejects.toThrow(
    "cannot continue cost.csv: this version of the package has different columns for this report.",
  );
});
