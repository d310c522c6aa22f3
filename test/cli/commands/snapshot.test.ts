import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { newWorkdir, workdirOf } from "../workdir.ts";

it("prints the organization to standard output and progress to standard error, without Pulumi", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample" });
  const { code, out, err } = await runCommand(["snapshot"], io);
  expect({ code, id: JSON.parse(out).organization.id }).toEqual({ code: 0, id: emulator.organization().id });
  expect(err).toContain("Reading the workspaces ...");
  expect(err).toMatch(/Printed organization \S+ with \d+ workspaces, \d+ memberships, \d+ users, /);
});

it("explains that a key is missing", async () => {
  const { io } = await newWorkdir();
  const { code, err, out } = await runCommand(["snapshot"], { cwd: io.cwd });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("ANTHROPIC_ADMIN_KEY");
});
