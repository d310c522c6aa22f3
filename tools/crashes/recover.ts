import type { Io } from "../../cli/output/io.ts";
import { planUp } from "../../cli/plan/planUp.ts";
import type { Report } from "../../cli/plan/report.ts";
import { recoverStack } from "../../cli/recover/recoverStack.ts";
import type { Emulator } from "../../emulator/index.ts";
import type { EngineSetup, Stack } from "../../test/engine/stack.ts";
import { type Declared, programOf } from "./declared.ts";

const mostRuns = 6;

/**
 * Follows the steps of docs/runbooks.md for an interrupted run until `up` succeeds. Returns the outputs of the failed runs.
 */
export async function recover(
  stack: Stack,
  emulator: Emulator,
  engine: EngineSetup,
  declared: Declared,
): Promise<{ recovered: boolean; failures: string[] }> {
  const failures: string[] = [];
  const lines: string[] = [];
  const io: Io = {
    env: {
      ...engine.env,
      PULUMI_BACKEND_URL: stack.backend,
      ANTHROPIC_ADMIN_KEY: emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    },
    cwd: stack.directory,
    print: (line) => void lines.push(line),
    write: (document) => void lines.push(document),
    progress: () => undefined,
  };
  while (failures.length < mostRuns) {
    await stack.unlock();
    if (await hasPendingOperations(stack)) {
      const code = await recoverStack(io, { stack: stack.name, yes: true });
      const output = lines.splice(0).join("\n");
      if (code !== 0) failures.push(output);
    }
    await stack.program(programOf(declared));
    const { exitCode, output } = await stack.start(["up", "--yes", "--skip-preview", "--suppress-progress"])
      .done;
    if (exitCode === 0) return { recovered: true, failures };
    failures.push(output);
    if (await hasPendingOperations(stack)) continue;
    await planUp(io, { stack: stack.name, refresh: false, redact: false, json: "-" });
    const report: Report = JSON.parse(lines.splice(0).join("\n"));
    await followAdvice(report, stack, emulator, declared, failures.length);
  }
  return { recovered: false, failures };
}

async function hasPendingOperations(stack: Stack): Promise<boolean> {
  const { pending_operations: pending = [] } = await stack.export();
  return pending.length > 0;
}

/**
 * When the provider alone is killed, the engine records the operation as failed, and no pending operation is left. A
 * workspace may then exist that is not in the state: `import` adopts it. An invitation may be deleted that was to be replaced:
 * `reinvite` sends another one.
 */
async function followAdvice(
  { refusals }: Report,
  stack: Stack,
  emulator: Emulator,
  declared: Declared,
  attempt: number,
): Promise<void> {
  const { resources = [] } = await stack.export();
  const recorded = new Set(resources.map(({ id }) => id));
  const { workspaces, invites } = emulator.organization().state();
  for (const refusal of refusals) {
    if (!("kind" in refusal)) continue;
    const { kind, resource } = refusal;
    const workspace = kind === "Workspace" ? declared.workspaces.get(resource) : undefined;
    const existing = workspaces.find(
      ({ id, name, archived_at }) => name === workspace?.name && archived_at === null && !recorded.has(id),
    );
    if (workspace !== undefined && existing !== undefined) workspace.adopt = existing.id;
    const invite = kind === "Invite" ? declared.invites.get(resource) : undefined;
    const pending = invites.some(({ email, status }) => email === resource && status === "pending");
    if (invite !== undefined && !pending) invite.reinvite = `${invite.reinvite ?? ""}${attempt}`;
  }
}
