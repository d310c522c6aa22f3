import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { newWorkdir, workdirOf } from "../workdir.ts";

it("prints the report to standard output and the progress to standard error, and exits without Pulumi", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample", warn: () => undefined });
  const started = performance.now();
  const { code, out, err } = await runCommand(["whoami", "-C", io.cwd], { env: { ...io.env, PATH: io.cwd } });
  expect(code).toBe(0);
  expect(out).toContain(`Organization  ${emulator.organization().id} "Example Robotics"`);
  expect(out).toContain("  no  pulumi: cannot find `pulumi` on the PATH.");
  expect(out + err).not.toContain(emulator.adminKey);
  expect(err).toContain("Checking the access of the credential ...");
  expect(performance.now() - started).toBeLessThan(25_000);
});

it("exits with code 1 and writes the report when there is no key", async () => {
  const { io } = await newWorkdir();
  const { code, out } = await runCommand(["whoami", "--json", "-"], { cwd: io.cwd, env: { PATH: io.cwd } });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ ok: false, access: [] });
});

it("rejects a folder of `whoami` that does not exist", async () => {
  const { code, err } = await runCommand(["whoami", "-C", "/nowhere"]);
  expect({ code, err }).toEqual({
    code: 1,
    err: "error: the folder /nowhere does not exist. Name another one with -C.\n",
  });
});
