import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { writesOf } from "../engine/emulated.ts";
import { newTerminal, type Terminal } from "../engine/pages/terminal.ts";
import { blocksIn } from "../pages/blocks.ts";
import { codeBlocks, shellBlocks } from "../pages/follow.ts";

// A reader's first day, and what happens to the same organization later. Each test continues where the last one ended.

let emulator: Emulator;
let terminal: Terminal;
const uuid = "12345678-1234-5678-1234-567812345678";

beforeAll(async () => {
  emulator = await startEmulator({ seed: "sample", requestsPerMinute: "unlimited" });
});
afterAll(() => emulator.stop());

test("the commands of docs/first-steps.md import an organization, change it and report drift", async () => {
  const { id, console: admin, state } = emulator.organization();
  const before = state();
  const shell = shellBlocks("docs/first-steps.md");
  const code = codeBlocks("docs/first-steps.md");
  // As on a machine without a Pulumi configuration.
  const variables = { PULUMI_BACKEND_URL: undefined, PULUMI_OPTION_SKIP_PREVIEW: undefined };
  const desk = await newTerminal(emulator, {
    ...variables,
    ANTHROPIC_ADMIN_KEY: undefined,
    PULUMI_SKIP_CONFIRMATIONS: undefined,
  });
  const first = [
    shell.next("export ANTHROPIC_ADMIN_KEY="),
    shell.next("mkdir organization"),
    // Pulumi ignores HOME here and would use the states of the user who runs the test.
    shell
      .next("pulumi login --local")
      .replace("pulumi login --local", `pulumi login 'file://${desk.folder}'`),
    shell.next("npx pulumi-anthropic import"),
    shell.next("echo 'import"),
    shell.next("pulumi config set anthropic:organizationId").replace(uuid, id),
    shell.next("npx --no tsc"),
  ];
  await desk.run(first.join("\n"));
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(before);

  terminal = desk
    .in(path.join(desk.folder, "organization"))
    .with({ ...variables, PULUMI_CONFIG_PASSPHRASE: "", ANTHROPIC_ADMIN_KEY: emulator.adminKey })
    // The first `pulumi up` had one.
    .with({ PULUMI_OPTION_SKIP_PREVIEW: "true" });
  await terminal.write("yara.ts", code.next("import * as anthropic"));
  const planned = await terminal.run(shell.next("echo 'import"));
  // The page shows the actual output of the plan.
  const [headline] = blocksIn("docs/first-steps.md").filter(({ language }) => language === "");
  expect(planned).toContain(headline?.text.trim() ?? "nothing is shown");
  await terminal.run(shell.next("pulumi up"));
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["yara@example.com"]);
  await terminal.run(shell.next("npx pulumi-anthropic drift --stack prod --accept"));
  const look = shell.next("npx pulumi-anthropic drift --stack prod\n");
  expect(await terminal.run(look)).toContain("No drift.");

  const log = await terminal.run("git status --porcelain\ngit log --oneline\ngit ls-files");
  expect(log).toMatch(
    /^\w+ Accept what the program does not declare\n\w+ Add Yara\n\w+ Import the organization\n/,
  );
  expect(log).not.toContain("import.json");

  admin.setUserRole("kenji.mori@example.com", "user");
  expect(await terminal.run(look, 7)).toMatch(
    /kenji\.mori@example\.com[\s\S]*declared developer, actual user/,
  );
  const repaired = await terminal.run(shell.next("npx pulumi-anthropic plan --stack prod --refresh") + look);
  expect(repaired).toMatch(/kenji\.mori@example\.com, from user to developer[\s\S]*No drift\./);
});

test("the commands of docs/runbooks.md replace an archived workspace, deactivate a key, and restore what a destroy deleted", async () => {
  const { console: admin, id, state } = emulator.organization();
  terminal = terminal.with({ PULUMI_SKIP_CONFIRMATIONS: "true" });
  const file = (name: string) => readFile(path.join(terminal.folder, name), "utf8");
  const edit = async (from: RegExp, to: string) => {
    const text = await file("organization.ts");
    expect(text).toMatch(from);
    await terminal.write("organization.ts", text.replace(from, to));
  };
  const staging = () => state().workspaces.filter(({ name }) => name === "Staging");
  const up = "pulumi up --stack prod";

  const snapshot = shellBlocks("docs/runbooks.md", "Runbooks").next("npx pulumi-anthropic snapshot");
  expect(await terminal.run(snapshot)).toContain("No drift.");

  const archived = shellBlocks("docs/runbooks.md", "A workspace was archived by mistake");
  const original = await file("organization.ts");
  const declaration = /const staging = new anthropic\.Workspace\([\s\S]*?^\);\n/m;
  admin.archiveWorkspace("Staging");
  const leaked = state().api_keys.find(({ name }) => name === "notebooks");
  const key = codeBlocks("docs/runbooks.md", "A key leaked").next("new anthropic.ApiKey");
  await edit(
    declaration,
    codeBlocks("docs/runbooks.md", "A workspace was archived by mistake").next("const staging"),
  );
  const program = await file("organization.ts");
  await terminal.write("organization.ts", program + key.replace("apikey_01...", leaked?.id ?? ""));
  const replaced = await terminal.run(archived.next("npx pulumi-anthropic plan"));
  expect(replaced).toContain("creates 1 workspace");
  const [old, created] = staging();
  expect([old?.archived_at, created?.archived_at]).toEqual([expect.any(String), null]);
  expect(state().members.filter(({ workspace_id: each }) => each === created?.id)).toHaveLength(4);
  expect(state().api_keys.find(({ name }) => name === "notebooks")?.status).toBe("inactive");

  // "Remove `onArchived`. Restore `protect: true`, and run `pulumi up --stack prod`."
  await terminal.write("organization.ts", original);
  await terminal.run(up);
  expect(staging()).toMatchObject([{}, { archived_at: null, tags: { environment: "staging" } }]);

  // "If you want no new workspace, delete it and its memberships from the program."
  admin.archiveWorkspace("Staging");
  await edit(/\/\/ Workspace "Staging"[\s\S]*?(?=\n\/\/ |$(?![\s\S]))/, "");
  await terminal.run(archived.next("pulumi state unprotect"));
  await terminal.run("pulumi preview --stack prod --expect-no-changes");

  const restored = state();
  const destroyed = shellBlocks("docs/runbooks.md", "Someone ran `destroy`, or lost half of the program");
  // It stops at the protected workspaces.
  expect(await terminal.run("pulumi destroy --stack prod --yes", 1)).toContain("protected");
  expect(state().members.length).toBeLessThan(restored.members.length);
  await terminal.run(destroyed.next("pulumi refresh"));
  await terminal.run(`${up} --refresh`);
  expect(state().members).toHaveLength(restored.members.length);

  const wrong = shellBlocks("docs/runbooks.md", "The wrong organization's key");
  await terminal.run(wrong.next("pulumi config set anthropic:organizationId").replace(uuid, id));

  // With an ownership tag, workspaces are adopted again.
  await terminal.run(`pulumi config set anthropic:ownerTag owner --stack prod\n${up}`);
  await terminal.run("pulumi stack rm prod --force --yes --preserve-config");
  const lost = shellBlocks("docs/runbooks.md", "The state is lost");
  const owned = state();
  await terminal.run(lost.next("pulumi stack init"));
  expect(state()).toEqual(owned);
  await terminal.run("pulumi preview --stack prod --expect-no-changes");
});
