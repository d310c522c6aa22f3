import { expect, test } from "vitest";
import { codeBlocks, shellBlocks } from "../../pages/follow.ts";
import { emulated } from "../emulated.ts";
import { newProject, newTerminal } from "./terminal.ts";

test("the programs and commands of docs/many-stacks.md tag, read and report workspaces over several stacks", async () => {
  const emulator = await emulated({ seed: "sample", requestsPerMinute: "unlimited" });
  const { state } = emulator.organization();
  const desk = await newTerminal(emulator, { PULUMI_CONFIG_PASSPHRASE: "" });
  const code = codeBlocks("docs/many-stacks.md");
  const shell = shellBlocks("docs/many-stacks.md");
  const lab = () => state().workspaces.find(({ name }) => name === "Lab");

  const research = await newProject(desk, "research", code.next("import * as anthropic"));
  await research.run(
    `pulumi stack init prod\n${shell.next("pulumi config set anthropic:ownerTag")}pulumi up --stack prod`,
  );
  expect(lab()?.tags).toEqual({ owner: "research/prod" });
  const kenji = state().users.find(({ email }) => email === "kenji.mori@example.com");
  expect(state().members).toContainEqual({
    type: "workspace_member",
    workspace_id: lab()?.id,
    user_id: kenji?.id,
    workspace_role: "workspace_developer",
  });

  const byName = code.next("import * as anthropic");
  const byReference = code.next("import * as pulumi");
  const users = await newProject(
    desk,
    "users",
    `${byName}${byReference.replace('import * as anthropic from "pulumi-anthropic";\n', "")}`,
  );
  await users.run("pulumi stack init prod\npulumi up --stack prod");
  const outputs = JSON.parse(await users.run("pulumi stack output --stack prod --json"));
  expect(outputs).toMatchObject({ labName: "Lab", members: [{ email: "kenji.mori@example.com" }] });

  // The sample organization has much that no stack manages.
  const reports = await users.run(
    shell.next("npx pulumi-anthropic drift").replaceAll("\n", " || [ $? = 7 ]\n"),
  );
  expect(reports.match(/^Organization \S+ compared with the stacks .*:$/gm)).toEqual([
    expect.stringContaining("users/prod, research/prod:"),
    expect.stringMatching(/prod, research\/prod:$/),
  ]);
  expect(reports).not.toMatch(/^ +Workspace +"Lab"/m);
});
