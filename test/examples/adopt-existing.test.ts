import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { emulated, writesOf } from "../engine/emulated.ts";
import { runCommand } from "./cli.ts";
import { stackOf } from "./example.ts";

test("adopt-existing imports an organization without a write and then reports drift", async () => {
  const emulator = await emulated({ seed: "sample" });
  const { console, state } = emulator.organization();
  const before = state();
  const stack = await stackOf("examples/adopt-existing", emulator);
  const drift = ["drift", "--stack", "dev"];

  const imported = ["import", "--stack", "dev", "--program", "written.ts"];
  const leftOut = await runCommand(stack, emulator, imported);
  const [written, kept] = await Promise.all(
    ["written.ts", "organization.ts"].map((file) => readFile(path.join(stack.directory, file), "utf8")),
  );
  expect(withoutIds(kept)).toBe(withoutIds(written));

  await stack.run([
    ...["import", "--file", "organization.import.json"],
    ...["--generate-code=false", "--protect=false", "--yes", "--skip-preview"],
  ]);
  await stack.run(["config", "set", "default", /1 default workspace .*: (\w+)/.exec(leftOut)?.[1] ?? ""]);
  await stack.up();
  await stack.preview(["--expect-no-changes"]);
  await runCommand(stack, emulator, drift, 7);
  await runCommand(stack, emulator, [...drift, "--accept"]);
  expect(await runCommand(stack, emulator, drift)).toContain("No drift.");
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(before);

  console.setMemberRole("Research", "mei.chen@example.com", "workspace_admin");
  console.createWorkspace({ name: "Skunkworks" });
  const report = await runCommand(stack, emulator, drift, 7);
  expect(report).toMatch(/mei\.chen@example\.com in "Research"[\s\S]*"Skunkworks"/);
  expect(writesOf(emulator)).toEqual([]);
});

/** Replaces IDs, which differ in each emulated organization. */
function withoutIds(program = ""): string {
  return program.replace(/wrkspc_\w+|Organization [\w-]+/g, "...");
}
