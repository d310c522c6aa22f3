import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { emulated } from "../engine/emulated.ts";
import { newStack } from "../engine/stack.ts";
import { tokenEnv } from "../provider/harness/organization.ts";

const root = path.join(import.meta.dirname, "..", "..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const [, section = ""] = /^## Common tasks\n([\s\S]*?)^## /m.exec(readme) ?? [];
const rows = [...section.matchAll(/^\| (?!Task|---)(.*?) \| (.*) \|$/gm)].map(([, job = "", how = ""]) => ({
  job,
  how,
  lines: [...how.matchAll(/`([^`]+)`/g)].map(([, line = ""]) => line),
}));
const lines = rows.flatMap((row) => row.lines);
const starting = (start: string) => lines.filter((line) => line.startsWith(start));

const commands = starting("npx pulumi-anthropic ");
const settings = starting("pulumi config set ");
const isEnterprise = (line: string) => line.startsWith("new anthropic.Rbac");
const expressions = [...starting("anthropic."), ...starting("new anthropic.")];
/** Properties such as `onDelete: "remove"`, and names of properties and resource types. */
const names = lines.filter((line) => /^\w+(: "\w+")?$/.test(line));

test("each line of the README's table of jobs is a command, a setting, an expression, or a name of the reference", () => {
  const others = lines.filter((line) => ![commands, settings, expressions, names].flat().includes(line));
  expect(others).toEqual(["pulumi up"].filter((line) => others.includes(line)));
  const folder = path.join(root, "docs", "reference");
  const pages = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));
  const reference = pages.join("\n");
  for (const name of names) {
    const [property = "", value] = name.split(": ");
    expect(reference).toMatch(new RegExp(`^(\\| \`${property}\`.*${value ?? ""}|# ${property}$)`, "m"));
  }
});

test("the README's table names an alternative for each job that the API cannot do", () => {
  const impossible = rows.filter(({ how }) => how.startsWith("Not in the API: "));
  expect(impossible.map(({ job }) => job)).toEqual([
    "Promote or demote an admin",
    "Delete a workspace",
    "Create a key",
    "Delete a key",
  ]);
});

test("the lines of the README's table for Claude Enterprise work with a key of such an organization", async () => {
  const emulator = await emulated({
    seed: { version: 1, settings: { organization_type: "claude_enterprise" } },
  });
  const { credentials, state } = emulator.organization();
  const secret = "sk-ant-api01-groups";
  credentials.add({ secret, kind: "scoped", scopes: ["read:rbac_groups", "write:rbac_groups"] });
  const program = expressions.filter(isEnterprise).join("\n");
  const stack = await newStack({ emulator, env: { ANTHROPIC_ADMIN_KEY: secret }, program });
  await stack.up();
  expect(state().rbac_groups).toMatchObject([{ name: "Engineering" }]);
});

test("each line of the README's table of jobs works in a program or in a shell", async () => {
  const emulator = await emulated({ seed: "sample", requestsPerMinute: "unlimited" });
  const { console, settings: organizationSettings } = emulator.organization();
  organizationSettings.spend_limits_early_access = true;
  console.addUser({ email: "ada@example.com", role: "developer" });
  console.addUser({ email: "alice@example.com", role: "developer" });
  const key = console.createApiKey({ name: "ci", createdBy: "ada@example.com" });
  const [, start = ""] = /^```ts\nimport .*\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  const program = expressions
    .filter((line) => !isEnterprise(line))
    .map((line, index) => `export const line${index} = ${line.replace("apikey_...", key.id)};`)
    .join("\n");
  // Service accounts and federation need a token.
  const env = { ...tokenEnv(emulator), ANTHROPIC_MAX_ARCHIVES: "10" };
  const stack = await newStack({
    emulator,
    env,
    name: "prod",
    program: `${start.replaceAll('name: "Research"', 'name: "README"')}\n${program}`,
  });
  for (const setting of settings) await stack.run(setting.split(" ").slice(1));
  await stack.up();
  expect((await stack.outputs())["line0"]).toContainEqual(
    expect.objectContaining({ email: "ada@example.com" }),
  );

  await writeFile(
    path.join(stack.directory, "budgets.yaml"),
    readFileSync(path.join(root, "examples", "ci", "budgets.yaml"), "utf8"),
  );
  const engine = inject("engine");
  const cli = path.join(engine.package, "dist", "cli", "index.js");
  const codes: Record<string, number | undefined> = {};
  for (const command of commands) {
    // A rotation waits for an admin in the Console.
    const once = command.includes("keys rotate") ? ["--timeout", "0s"] : [];
    const args = [...command.split(" ").slice(2), ...once];
    const { exitCode, stdout, stderr } = await runSubprocess(process.execPath, [cli, ...args], {
      cwd: stack.directory,
      env: {
        ...engine.env,
        ...env,
        PULUMI_BACKEND_URL: stack.backend,
        ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      },
    });
    codes[command] = exitCode;
    expect([0, 7], `${command}\n${stdout}${stderr}`).toContain(exitCode);
  }
  // The key to deactivate needs a yes, the rotation is not complete, and the sample organization has old keys and unmanaged objects. Whether it exceeds a budget depends on the day of the month.
  const failed = commands.filter((command) => codes[command] === 7 && !command.includes("--budgets"));
  expect(failed.map((command) => command.split(" ").slice(2, 4).join(" "))).toEqual([
    "keys deactivate",
    "keys list",
    "keys rotate",
    "drift --stack",
    "drift --stack",
  ]);
});
