import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "../output/io.ts";
import { finished, lockedBy, pulumi } from "../pulumi.ts";
import { parseState, type StackState } from "./stackState.ts";
import { Listed, type TargetStack } from "./stacks.ts";

/**
 * Refuses a stack that is being worked on, or that an interrupted run has left: what is written for it now would not
 * fit it later.
 */
export async function mustBeFree(io: Io, target: TargetStack): Promise<void> {
  await mustBeUnlocked(io, target);
  mustHaveNoPending(target.label, target.state);
}

/**
 * Refuses a stack whose state has pending operations, for a command that needs nothing else of the state. `pulumi` itself
 * reports what else is wrong with the stack.
 */
export async function mustBeSettled(io: Io, stack: string | undefined): Promise<void> {
  const selected = stack === undefined ? [] : ["--stack", stack];
  const { code, out } = await finished(io, ["stack", "export", ...selected]);
  if (code !== 0) return;
  const state = parseState(out, stack ?? "the selected stack");
  mustHaveNoPending(stack ?? state.stack ?? state.label, state);
}

function mustHaveNoPending(label: string, { pending }: StackState): void {
  if (pending > 0) throw new UserError(`${interrupted(label, pending)} Nothing was changed.`);
}

/** The message for a stack whose last run left pending operations. */
export function interrupted(label: string, pending: number): string {
  const operations = pending === 1 ? "1 operation is" : `${pending} operations are`;
  return `A run of the stack ${label} was interrupted: ${operations} pending. Run \`npx pulumi-anthropic recover --stack ${label}\` to find their outcome.`;
}

/**
 * Refuses a stack that is being worked on. Exporting says nothing of locks, so this looks where the backend keeps them,
 * as far as that is known.
 */
export async function mustBeUnlocked(io: Io, { label, project, stack }: TargetStack): Promise<void> {
  const [listed, backend] = await Promise.all([
    pulumi(io, ["stack", "ls", "--json"]),
    pulumi(io, ["whoami", "--json"]),
  ]);
  const here = Listed.parse(JSON.parse(listed));
  const entry = here.find(({ name }) => name === label || label.endsWith(`/${name}`));
  if (entry?.updateInProgress === true) throw new UserError(lockedBy(`The stack ${label}`, ""));
  const holder = await lockFile(Whoami.parse(JSON.parse(backend)).url, project, stack);
  if (holder !== undefined) throw new UserError(lockedBy(`The stack ${label}`, holder));
}

const Whoami = z.object({ url: z.string() });
const Lock = z.object({ username: z.string(), hostname: z.string(), pid: z.number(), timestamp: z.string() });

async function lockFile(backend: string, project: string, stack: string): Promise<string | undefined> {
  if (!backend.startsWith("file://")) return undefined;
  const folder = backend.startsWith("file://~")
    ? join(homedir(), backend.slice("file://~".length))
    : fileURLToPath(backend);
  const locks = join(folder, ".pulumi", "locks", "organization", project, stack);
  const [file] = await readdir(locks).catch(() => []);
  if (file === undefined) return undefined;
  const content = await readFile(join(locks, file), "utf8").catch(() => "");
  const lock = Lock.safeParse(jsonOf(content)).data;
  return lock === undefined
    ? ""
    : `created by ${lock.username}@${lock.hostname} (pid ${lock.pid}) at ${lock.timestamp}`;
}
