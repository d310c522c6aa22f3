import { expect, test } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { shellLines } from "../pages/follow.ts";
import { runCommandIn } from "./command.ts";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

const path = "/v1/organizations/workspaces";

/** Runs `up` and kills everything after the creates took effect and before their responses arrive. */
async function interruptedUp(stack: Stack, emulator: Emulator, creates: number): Promise<void> {
  emulator.faults.add({ kind: "statusAfter", method: "POST", path, times: creates });
  emulator.faults.add({ kind: "hang", method: "GET", path, after: 1, times: 9 });
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  const sent = () => emulator.requests.filter(({ method }) => method === "POST").length;
  await expect.poll(sent, { timeout: 60_000 }).toBe(creates);
  await running.kill();
  await stack.unlock();
  emulator.faults.clear();
  emulator.clearRequests();
}

/** The commands of docs/runbooks.md for an interrupted run, without their comments. */
function runbook(): string[][] {
  const lines = shellLines("docs/runbooks.md", "A run was interrupted");
  return lines.map((line) => line.replaceAll("prod", "dev").split(" "));
}

test("recover records everything that a killed run created as created by the stack in one pass", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const stack = await newStack({
    emulator,
    program: `
      const research = new anthropic.Workspace("research", { name: "Research", tags: { team: pulumi.secret("ml") } });
      new anthropic.Workspace("labs", { name: pulumi.secret("Labs") });
      new anthropic.WorkspaceMember("alice", { workspace: research, email: "alice@example.com", role: "workspace_user" });`,
  });
  await interruptedUp(stack, emulator, 2);
  const ids = new Map(state().workspaces.map(({ name, id }) => [name, id]));
  const [research, labs] = [ids.get("Research"), ids.get("Labs")];

  const refused = diagnostics((await stack.up([], { fails: true })).output);
  for (const id of [research, labs]) {
    expect(refused).toContain(
      `the organization has a workspace of that name, ${id}. If you renamed or moved this resource, add the resource option \`aliases\`. If an interrupted run of this stack created it, run \`npx pulumi-anthropic recover --stack dev --yes\` and then \`up\` again. To adopt it, add the resource option \`import: "${id}"\`.`,
    );
  }
  const drift = await runCommandIn(stack, emulator, ["drift", "--stack", "dev"]);
  expect(drift.err).toContain("Run `npx pulumi-anthropic recover --stack dev` to find the outcome.");

  // A workspace of the same name that is not as declared is ignored.
  console.createWorkspace({ name: "Research", tags: { team: "other" } });
  const [cancel = [], report = [], record = [], up = [], ...more] = runbook();
  expect(more).toEqual([]);
  await stack.run(cancel.slice(1));
  const shown = await runCommandIn(stack, emulator, report.slice(2));
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.out).toContain(`Workspace research: created as "Research" (${research}) at `);
  expect(shown.out).toContain(`Workspace labs: created as [secret] (${labs}) at `);
  expect(shown.out).toContain(`Nothing was changed. To write the state: ${record.join(" ")}`);
  expect((await stack.export()).pending_operations).toHaveLength(2);

  const done = await runCommandIn(stack, emulator, record.slice(2));
  expect(done).toMatchObject({ code: 0 });
  expect(done.out).toContain(`Next, and before any destroy: ${up.join(" ")}`);
  expect((await stack.export()).pending_operations ?? []).toEqual([]);
  expect(writesOf(emulator)).toEqual([]);

  const { output } = await stack.run([...up.slice(1), "--yes", "--skip-preview"]);
  expect(output).not.toContain("interrupted while creating");
  expect(await stack.resource("research")).toMatchObject({ id: research, outputs: { adopted: false } });
  expect(await stack.resource("labs")).toMatchObject({ id: labs, outputs: { adopted: false } });
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  expect(writesOf(emulator)).toEqual([]);
  await stack.destroy();
  expect(writesOf(emulator).sort()).toEqual(
    [`POST /workspaces/${labs}/archive`, `POST /workspaces/${research}/archive`].sort(),
  );
});

test("recover records a workspace that the interrupted run cannot have created only with confirmation", async () => {
  const emulator = await emulated({ now: new Date(Date.now() - 86_400_000) });
  const { console, state } = emulator.organization();
  const stack = await newStack({
    emulator,
    config: { "anthropic:auditLog": "audit.jsonl" },
    program: 'new anthropic.Workspace("research", { name: "Research" });',
  });
  const old = console.createWorkspace({ name: "Research" });
  // The run is killed during its first request, before the create would have been refused.
  emulator.faults.add({ kind: "hang", method: "GET", path, times: 9 });
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  await expect.poll(() => emulator.requests.length, { timeout: 60_000 }).toBeGreaterThan(0);
  await running.kill();
  await stack.unlock();
  emulator.faults.clear();

  const recover = (...args: string[]) =>
    runCommandIn(stack, emulator, ["recover", "--stack", "dev", ...args]);
  const asked = await recover("--yes");
  expect(asked).toMatchObject({ code: 1 });
  expect(asked.out).toContain(`Workspace research: ${old.id}, created at ${old.created_at}, may not be it: `);
  expect(asked.out).toContain(
    `If it is that workspace: npx pulumi-anthropic recover --stack dev --id ${old.id} --yes`,
  );
  expect((await stack.export()).pending_operations).toHaveLength(1);

  expect(await recover("--id", old.id, "--yes")).toMatchObject({ code: 0 });
  expect((await stack.resource("research")).id).toBe(old.id);
  await stack.up(["--expect-no-changes"]);
  expect(state().workspaces).toHaveLength(1);
});
