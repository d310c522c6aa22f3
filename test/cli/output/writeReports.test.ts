import { expect, it } from "vitest";
import { mustHaveOneStandardOutput, writeReports } from "../../../cli/output/writeReports.ts";
import { newWorkdir } from "../workdir.ts";

const outputs = (json?: string, markdown?: string) => [
  { file: json, text: () => "{}" },
  { file: markdown, text: () => "# Plan" },
];

it("writes each format to its file, and prints the text", async () => {
  const { io, printed, progress, file } = await newWorkdir();
  await writeReports(io, () => "Plan", outputs("plan.json", "plan.md"));
  expect(printed).toEqual(["Plan"]);
  expect(progress).toEqual(["Wrote plan.json.", "Wrote plan.md."]);
  expect([await file("plan.json"), await file("plan.md")]).toEqual(["{}\n", "# Plan\n"]);
});

it("prints the format for standard output instead of the text", async () => {
  const { io, printed, file } = await newWorkdir();
  await writeReports(io, () => "Plan", outputs("plan.json", "-"));
  expect(printed).toEqual(["# Plan"]);
  expect(await file("plan.json")).toBe("{}\n");
});

it("explains why a file cannot be written", async () => {
  const { io, printed } = await newWorkdir();
  await expect(writeReports(io, () => "Plan", outputs("none/plan.json"))).rejects.toThrow(
    /^cannot write none\/plan\.json: ENOENT/,
  );
  expect(printed).toEqual([]);
});

it("rejects more than one format for standard output", () => {
  mustHaveOneStandardOutput(["-", undefined, "plan.md"]);
  expect(() => mustHaveOneStandardOutput(["-", undefined, "-"])).toThrow(
    "cannot write the report: only one format can go to standard output. Name a file for the others.",
  );
});
