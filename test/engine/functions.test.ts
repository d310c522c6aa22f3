import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { emulated } from "./emulated.ts";
import { newStack } from "./stack.ts";

const program = `
const research = new anthropic.Workspace("research", { name: "Research" });
const team = anthropic.getUsersOutput({ roles: ["developer"] });
new anthropic.WorkspaceMember("lead", {
  workspace: research,
  email: team.apply((users) => users[0].email),
  role: "workspace_admin",
});
export const developers = team.apply((users) => users.map(({ email }) => email));
export const organization = anthropic.getOrganizationOutput().name;
export const made = anthropic.getWorkspaceOutput({ name: "Research" }, { dependsOn: research }).id;
export const cost = anthropic.getCostsOutput(
  { startingAt: "START", endingAt: "END", groupBy: ["workspaceId"], names: true },
  { dependsOn: research },
);
export const id = research.id;
`;

test("functions read the organization in an update, and without a key are unknown in a preview and fail in an update", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  console.addUser({ email: "dora@example.com", role: "developer" });
  const now = Date.now();
  const day = (ago: number) => new Date(now - ago * 86_400_000).toISOString().slice(0, 10);
  const { id: key } = console.createApiKey({ name: "ci" });
  const at = new Date(`${day(2)}T12:00:00Z`);
  console.useApiKey(key, at, { model: "claude-opus-5-5", uncachedInputTokens: 1, outputTokens: 3 });
  const stack = await newStack({
    emulator,
    program: program.replace("START", day(50)).replace("END", day(1)),
  });

  const unkeyed = { ANTHROPIC_ADMIN_KEY: undefined };
  const early = await stack.preview([], { env: unkeyed });
  // Pulumi prints it as progress and again in the diagnostics.
  expect(early.output.match(/^ +The results of functions .* no key is set\.$/gm)).toHaveLength(1);
  expect(emulator.requests).toEqual([]);

  await stack.up();
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({
    developers: ["dora@example.com"],
    organization: emulator.organization().name,
    made: outputs["id"],
    cost: {
      startingAt: `${day(50)}T00:00:00Z`,
      endingAt: `${day(1)}T00:00:00Z`,
      amount: "0.00008",
      currency: "USD",
      costs: [{ startingAt: `${day(2)}T00:00:00Z`, amount: "0.00008", workspaceName: "Default" }],
    },
  });
  expect((await stack.resource("lead")).id).toBe(`${outputs["id"]}/dora@example.com`);
  await stack.preview(["--expect-no-changes"]);

  const late = await stack.up([], { env: unkeyed, fails: true });
  expect(late.output).toContain("error: There is no key for the Admin API.");
  expect(late.output).not.toContain("    at ");

  await stack.program(`
    const { id } = await anthropic.getUser({ email: "nobody@example.com" });
    export { id };
  `);
  const nobody = await stack.preview([], { fails: true });
  expect(nobody.output).toContain(
    "error: cannot look up user nobody@example.com: the organization has no user",
  );
  expect(nobody.output).not.toContain("    at ");
});

test("functions work in a CommonJS program with the key from the stack's secret configuration", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator, env: { ANTHROPIC_ADMIN_KEY: undefined } });
  const files = {
    "Pulumi.yaml": { name: "test", main: "index.cjs", runtime: "nodejs" },
    "package.json": { name: "test", private: true },
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(stack.directory, name), JSON.stringify(content));
  }
  await writeFile(
    path.join(stack.directory, "index.cjs"),
    `const anthropic = require("pulumi-anthropic");
     module.exports = async () => ({ organization: (await anthropic.getOrganization()).name });`,
  );
  await stack.run(["config", "set", "--secret", "anthropic:adminKey", emulator.adminKey]);
  const { output } = await stack.up();
  expect(output).not.toContain(emulator.adminKey);
  expect(await stack.outputs()).toEqual({ organization: emulator.organization().name });
});
