import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

// Keys are created in the Console and only adopted here. A key in use must never be deactivated.

function key(args: string, { name = "ci", options = "" } = {}): string {
  return `new anthropic.ApiKey("${name}", { ${args} }, { ${options} });\n`;
}

function statusOf(emulator: Emulator, id: string): string | undefined {
  return emulator
    .organization()
    .state()
    .api_keys.find((candidate) => candidate.id === id)?.status;
}

const asDrift = ["--preview-only", "--diff", "--expect-no-changes"];

test("an adopted key is deactivated and renamed in place, drift is repaired, and destroy leaves the key unchanged", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  const { id } = console.createApiKey({ name: "ci" });
  const stack = await newStack({ emulator, program: key(`apiKeyId: "${id}", name: "ci", status: "active"`) });
  await stack.up();
  expect(writesOf(emulator)).toEqual([]);
  expect(await stack.resource("ci")).toMatchObject({ id, outputs: { name: "ci", adopted: true } });

  await stack.program(key(`apiKeyId: "${id}", name: "pipeline", status: "inactive"`));
  expect((await stack.up()).output).toContain("~ 1 updated");
  const changed = `POST /api_keys/${id} {"name":"pipeline","status":"inactive"}`;
  expect(writesOf(emulator)).toEqual([changed]);

  console.renameApiKey(id, "mine");
  console.setApiKeyStatus(id, "active");
  const { output } = await stack.refresh(asDrift, { fails: 7 });
  expect(output).toContain('"pipeline" => "mine"');
  expect(output).toContain('"inactive" => "active"');
  await stack.up(["--refresh"]);
  expect(writesOf(emulator)).toEqual([changed]);

  console.setApiKeyStatus(id, "archived");
  expect(diagnostics((await stack.up(["--refresh"], { fails: true })).output)).toContain(
    "`status` cannot become `inactive`: the key is archived, and archiving a key is final.",
  );
  await stack.program(key(`apiKeyId: "${id}", name: "pipeline", status: "archived"`));
  await stack.up(["--expect-no-changes"], { env: { ANTHROPIC_ADMIN_KEY: undefined } });

  console.createApiKey({ name: "beside" });
  const destroyed = await stack.destroy();
  expect(destroyed.output).toContain(
    `API key "pipeline" (${id}) is left unchanged, since \`onDelete\` is not "deactivate".`,
  );
  expect(writesOf(emulator)).toEqual([]);
});

test("an expired key is drift if its status is declared, and the failing update says what to do", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { id } = console.createApiKey({ name: "ci", expiresAt });
  const { id: other } = console.createApiKey({ name: "other", expiresAt });
  const left = key(`apiKeyId: "${other}", name: "other", onDelete: "deactivate"`, { name: "other" });
  const stack = await newStack({ emulator, program: key(`apiKeyId: "${id}", status: "active"`) + left });
  await stack.up();

  emulator.clock.advance({ days: 2 });
  const { output } = await stack.refresh(asDrift, { fails: 7 });
  expect(output).toContain('"active" => "expired"');
  expect(output).toContain("~ 1 to update");
  const failed = diagnostics((await stack.up(["--refresh"], { fails: true })).output);
  expect(failed).toContain(
    `cannot update API key "ci" (${id}): it expired on ${expiresAt.toISOString().slice(0, 10)}`,
  );
  expect(failed).toContain(
    'Create a new key in the Console, change `apiKeyId` to its ID, and deactivate the old key. Or declare `status: "archived"`, or leave `status` out.',
  );

  const { id: fresh } = console.createApiKey({ name: "fresh" });
  await stack.program(key(`apiKeyId: "${fresh}", status: "active"`) + left);
  await stack.up();
  await stack.destroy();
  expect(writesOf(emulator)).toEqual([]);
});

test("a key stays active when it is renamed, moved, tainted or replaced, and a new `apiKeyId` is adopted before the old key is deactivated", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  const { id: old } = console.createApiKey({ name: "old" });
  const { id: fresh } = console.createApiKey({ name: "fresh", status: "inactive" });
  const rotated = (id: string) => `apiKeyId: "${id}", status: "active", onDelete: "deactivate"`;
  const inTeam = (id: string) => `
    class Team extends pulumi.ComponentResource {
      constructor(name) {
        super("test:Team", name);
        ${key(rotated(id), { name: "key", options: "parent: this" })}
      }
    }
    new Team("team");`;
  const stack = await newStack({ emulator, program: key(rotated(old)) });
  await stack.up();
  await stack.program(key(rotated(old), { name: "key" }));
  expect(diagnostics((await stack.up()).output)).toContain(
    `ci: ApiKey ${old} is still declared in this program. Nothing was removed.`,
  );
  await stack.program(inTeam(old));
  await stack.up();
  const { urn } = await stack.resource("key");
  expect((await stack.up(["--replace", urn])).output).toContain("+-1 replaced");
  await stack.run(["state", "taint", urn, "--yes"]);
  expect((await stack.up()).output).toContain("+-1 replaced");
  expect(writesOf(emulator)).toEqual([]);

  await stack.program(inTeam("apikey_01Nobody"));
  await stack.up([], { fails: true });
  expect(writesOf(emulator)).toEqual([]);

  // Killed before the old key is deactivated: both keys are active, and the next `pulumi up` resumes.
  await stack.program(inTeam(fresh));
  emulator.faults.add({ kind: "hang", method: "POST", path: `/v1/organizations/api_keys/${old}` });
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  await expect
    .poll(() => emulator.requests.some(({ fault }) => fault === "hang"), { timeout: 60_000 })
    .toBe(true);
  expect([old, fresh].map((id) => statusOf(emulator, id))).toEqual(["active", "active"]);
  await running.kill();
  await stack.unlock();
  await stack.up();
  const stopping = `POST /api_keys/${old} {"status":"inactive"}`;
  expect(writesOf(emulator)).toEqual([`POST /api_keys/${fresh} {"status":"active"}`, stopping, stopping]);
  await stack.up(["--expect-no-changes"]);
  expect((await stack.resource("key")).id).toBe(fresh);
});

test("destroy deactivates a key before it archives its workspace, and no state has a secret", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  const { id: workspace } = console.createWorkspace({ name: "Research" });
  const { id, partial_key_hint: hint } = console.createApiKey({ name: "ci", workspaceId: workspace });
  const stack = await newStack({
    emulator,
    program: `
      const research = new anthropic.Workspace("research",
        { name: "Research", onDelete: "archive" }, { import: "${workspace}" });
      ${key(`apiKeyId: "${id}", workspace: research, onDelete: "deactivate"`)}`,
  });
  await stack.up();
  expect((await stack.resource("ci")).outputs).toMatchObject({ workspace, partialKeyHint: hint });
  const file = path.join(stack.directory, "state", ".pulumi", "stacks", stack.project, `${stack.name}.json`);
  const state = await readFile(file, "utf8");
  expect(state.replaceAll(String(hint), "").match(/sk-ant-[\w-]*/g)).toBe(null);
  expect(state).not.toContain(emulator.adminKey);

  await stack.destroy();
  expect(writesOf(emulator)).toEqual([
    `POST /api_keys/${id} {"status":"inactive"}`,
    `POST /workspaces/${workspace}/archive`,
  ]);
});
