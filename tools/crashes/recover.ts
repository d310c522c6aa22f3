import { recoverStack } from "../../cli/recover/recoverStack.ts";
import type { Emulator } from "../../emulator/index.ts";
import type { CommandResult, EngineSetup, Stack } from "../../test/engine/stack.ts";
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
  while (failures.length < mostRuns) {
    await stack.unlock();
    const { pending_operations: pending = [] } = await stack.export();
    const open = pending.length > 0 ? await settle(stack, emulator, engine) : undefined;
    if (open !== undefined) failures.push(open);
    await stack.program(programOf(declared));
    const result = await stack.start(["up", "--yes", "--skip-preview", "--suppress-progress"]).done;
    if (result.exitCode === 0) return { recovered: true, failures };
    failures.push(result.output);
    adoptWhatExists(result, declared);
    inviteAgain(result, declared, failures.length);
  }
  return { recovered: false, failures };
}

/** Runs `pulumi-anthropic recover --yes`. Returns its output if it did not settle everything. */
async function settle(stack: Stack, emulator: Emulator, { env }: EngineSetup): Promise<string | undefined> {
  const lines: string[] = [];
  const io = {
    env: {
      ...env,
      PULUMI_BACKEND_URL: stack.backend,
      ANTHROPIC_ADMIN_KEY: emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    },
    cwd: stack.directory,
    print: (line: string) => void lines.push(line),
    tell: () => undefined,
  };
  const code = await recoverStack(io, { stack: stack.name, yes: true });
  return code === 0 ? undefined : lines.join("\n");
}

/**
 * When the provider alone is killed, the engine records the create as failed, and no pending operation is left. The error
 * of the next run names the workspace.
 */
function adoptWhatExists({ output }: CommandResult, declared: Declared): void {
  const refusals = output.matchAll(
    /create workspace "([^"]+)": the organization has one of that name, (wrkspc_\w+)/g,
  );
  for (const [, name, id = ""] of refusals) {
    for (const workspace of declared.workspaces.values()) if (workspace.name === name) workspace.adopt = id;
  }
}

/** The same for an invitation that a run deleted in order to send another one: `reinvite` sends it. */
function inviteAgain({ output }: CommandResult, declared: Declared, attempt: number): void {
  const refusals = output.matchAll(
    /change the invitation of (\S+) \(invite_\w+\): it was withdrawn outside of Pulumi, or/g,
  );
  for (const [, address = ""] of refusals) {
    const invite = declared.invites.get(address);
    if (invite !== undefined) invite.reinvite = `${invite.reinvite ?? ""}${attempt}`;
  }
}
