import { expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { stateOf, workdirOf } from "../workdir.ts";

it("reads its options, writes the result to standard output and progress to standard error", async () => {
  const { io, file, write } = await workdirOf({ seed: "sample" });
  await write("state.json", stateOf());
  const args = ["--state", "state.json", "--kinds", "workspaces,memberships", "--style", "list", "--program"];
  const { code, out, err } = await runCommand(
    ["import", ...args, "team.ts", "--import-file", "team.json"],
    io,
  );
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining("4 workspaces and 4 lists of members"),
  });
  expect(err).toContain("Reading the workspaces ...");
  expect(await file("team.ts")).toContain('new anthropic.WorkspaceMembers("research", {');
  expect(JSON.parse(await file("team.json")).resources).toHaveLength(8);
});

it("explains in one sentence what is wrong with an option", async () => {
  const { io } = await workdirOf({});
  const wrong = async (...args: string[]) => (await runCommand(["import", ...args], io)).err.trim();
  expect(await wrong("--kinds", "users,robots")).toContain(
    "It must be one of workspaces, memberships, rate-limits, spend-limits, external-keys, compliance, federation, service-accounts, groups, users, invitations, keys.",
  );
  expect(await wrong("--state", "nowhere.json")).toBe(
    "error: cannot read the state file nowhere.json: the file does not exist. Check the path.",
  );
});
