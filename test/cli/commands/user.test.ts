import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { workdirOf } from "../workdir.ts";

it("`user` prints a user's role, workspaces and keys, without Pulumi", async () => {
  const { io } = await workdirOf({ seed: "sample" });
  const { code, out } = await runCommand(["user", "lucia.romero@example.com", "-C", io.cwd], io);
  expect(code).toBe(0);
  expect(out).toMatch(/^Role {10}developer$/m);
  expect(out).toMatch(/^Research +wrkspc_\w+ +workspace_admin$/m);
  expect(out).toMatch(/^notebooks +apikey_\w+ +active +Research /m);
  expect(out).toContain("No state was read: there is no Pulumi project here.");
});

it("`user` fails for an unknown user with exit code 1", async () => {
  const { io } = await workdirOf({ seed: "sample" });
  const { code, err } = await runCommand(["user", "nobody@example.org", "-C", io.cwd], io);
  expect(code).toBe(1);
  expect(err).toContain('error: cannot report on the user "nobody@example.org"');
});
