import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { codeBlocks, shellBlocks } from "../../pages/follow.ts";
import { emulated, writesOf } from "../emulated.ts";
import { write } from "../installation.ts";
import { templateFiles } from "../template.ts";
import { newTerminal } from "./terminal.ts";

// Pages that name no project are followed in the one of `pulumi new typescript`: a CommonJS package that Pulumi compiles.

test("the programs of README.md, docs/rate-limits.md, docs/behavior.md and docs/moving.md run in the project of `pulumi new typescript`", async () => {
  const sandbox = { adminKey: "sk-ant-admin01-sandbox" };
  const emulator = await emulated({ requestsPerMinute: "unlimited", organizations: [sandbox] });
  const { console: admin, state } = emulator.organization();
  const desk = await newTerminal(emulator, {
    // The test's shortcut disables the compiler.
    NODE_OPTIONS: undefined,
    // test/package/programs.test.ts checks the types of these programs in this project, and test/engine/layouts.test.ts those of one
    // that is deployed.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_CONFIG_PASSPHRASE: "",
    ANTHROPIC_SANDBOX_ADMIN_KEY: sandbox.adminKey,
  });
  const terminal = desk.in(path.join(desk.folder, "test"));
  await mkdir(terminal.folder);
  await write(terminal.folder, templateFiles({ dependencies: {}, devDependencies: {} }));
  const active = () => state().workspaces.filter(({ archived_at: at }) => at === null);
  /** Runs programs as files of their own. The main file exports their outputs. */
  const up = async (programs: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(programs)) await terminal.write(`${name}.ts`, text);
    const main = Object.keys(programs).map((name) => `export * from "./${name}";\n`);
    await terminal.write("index.ts", main.join(""));
    return await terminal.run("pulumi up");
  };

  await terminal.write("index.ts", codeBlocks("README.md").next("import * as anthropic"));
  await terminal.run("pulumi stack init dev");
  const install = shellBlocks("README.md", "Install").next("npm install pulumi-anthropic");
  expect(install).toContain("pulumi up");
  await terminal.run(install);
  expect(active()).toMatchObject([{ name: "Research", tags: { team: "ml" } }]);
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["alice@example.com"]);
  const research = active()[0]?.id;

  const behavior = codeBlocks("docs/behavior.md");
  await up({
    limits: codeBlocks("docs/rate-limits.md").rest().join(""),
    provider: behavior
      .next("import * as anthropic")
      .replace("12345678-1234-5678-1234-567812345678", emulator.organization(sandbox.adminKey).id),
  });
  expect(await terminal.run("pulumi stack output perMinute")).toBe("500\n");
  expect(emulator.organization(sandbox.adminKey).state().workspaces).toMatchObject([{ name: "Evaluation" }]);

  const legacy = admin.createWorkspace({ name: "Legacy" });
  await up({
    functions: behavior.next("import * as anthropic"),
    adopted: codeBlocks("docs/import.md").next("import * as anthropic").replace("wrkspc_01...", legacy.id),
  });
  expect(await terminal.run("pulumi stack --show-ids")).toContain(legacy.id);

  // Removing the line leaves the workspace unchanged, as its `onDelete` says.
  writesOf(emulator);
  expect(await up({ renamed: codeBlocks("docs/moving.md").next("import * as anthropic") })).toContain(
    "- 1 deleted",
  );
  expect(writesOf(emulator)).toEqual([]);
  expect(active().map(({ id }) => id)).toEqual([research, legacy.id]);
  expect(await terminal.run("pulumi stack --show-ids")).toContain(research);
});
