import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { placeOf, stateOf } from "./place.ts";

const cli = new URL("../../cli/index.ts", import.meta.url).pathname;

async function finished(cwd: string, env: Record<string, string | undefined>, ...args: string[]) {
  const child = spawn(process.execPath, [cli, "import", ...args], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, out, err };
}

it("reads its options, writes the result to standard output and progress to standard error", async () => {
  const { io, file, write } = await placeOf({ seed: "sample" });
  await write("state.json", stateOf());
  const args = ["--state", "state.json", "--kinds", "workspaces,memberships", "--style", "list", "--program"];
  const { code, out, err } = await finished(io.cwd, io.env, ...args, "team.ts", "--import-file", "team.json");
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining("4 workspaces and 4 lists of members"),
  });
  expect(err).toContain("Reading the workspaces ...");
  expect(await file("team.ts")).toContain('new anthropic.WorkspaceMembers("research", {');
  expect(JSON.parse(await file("team.json")).resources).toHaveLength(8);
});

it("says in one sentence what is wrong with an option", async () => {
  const { io } = await placeOf({});
  const wrong = async (...args: string[]) => (await finished(io.cwd, io.env, ...args)).err.trim();
  expect(await wrong("--kinds", "people,robots")).toContain(
    "It takes workspaces, memberships, people, invitations, keys.",
  );
  expect(await wrong("--state", "nowhere.json")).toBe("error: There is no state file nowhere.json.");
});
