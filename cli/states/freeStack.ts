import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "../output/io.ts";
import { shellWord } from "../output/phrases.ts";
import { finished, lockedMessage, pulumi } from "../pulumi.ts";
import { parseState, type StackState } from "./stackState.ts";
import { Listed, type TargetStack } from "./stacks.ts";

/** Throws when a stack is locked or has pending operations: its state is about to change. */
export async function mustBeFree(io: Io, target: TargetStack): Promise<void> {
  await mustBeUnlocked(io, target);
  mustHaveNoPending(io, target.label, target.state);
}

/**
 * Throws when a stack has pending operations. For a command that needs nothing else of the state; a later `pulumi` command
 * reports other problems of the stack.
 */
export async function mustBeSettled(io: Io, stack: string | undefined): Promise<void> {
  const selected = stack === undefined ? [] : ["--stack", stack];
  const { code, out } = await finished(io, ["stack", "export", ...selected]);
  if (code !== 0) return;
  const state = parseState(out, stack ?? "the selected stack");
  mustHaveNoPending(io, stack ?? state.stack ?? state.label, state);
}

function mustHaveNoPending(io: Io, label: string, state: StackState): void {
  if (state.pending === 0) return;
  throw new UserError(`${interrupted(io, { ...state, label, reference: label })} Nothing was changed.`);
}

/** The message for a stack whose last run left pending operations. */
export function interrupted(
  io: Io,
  { label, reference, stack, pending }: Pick<StackState, "label" | "reference" | "stack" | "pending">,
): string {
  const operations = pending === 1 ? "1 operation is" : `${pending} operations are`;
  const folder = reference === undefined ? "" : inFolder(io);
  const command = `npx pulumi-anthropic recover${folder} --stack ${shellWord(reference ?? stack ?? label)}`;
  // A state from a file may be of another project.
  const where = reference === undefined ? " in the folder of its program" : "";
  return `A run of the stack ${label} was interrupted: ${operations} pending. Run \`${command}\`${where} to find the outcome.`;
}

/** The option `--cwd` for another command, if this one needed it. */
export function inFolder({ cwd }: Io): string {
  if (cwd === process.cwd()) return "";
  const below = relative(process.cwd(), cwd);
  return ` -C ${shellWord(below.startsWith("..") ? cwd : below)}`;
}

/**
 * Throws when a stack is locked. An export shows no locks, so this queries the backend, or reads the lock files of a file
 * backend.
 */
export async function mustBeUnlocked(io: Io, { label, project, stack }: TargetStack): Promise<void> {
  const [listed, backend] = await Promise.all([
    pulumi(io, ["stack", "ls", "--json"]),
    pulumi(io, ["whoami", "--json"]),
  ]);
  const stacks = Listed.parse(JSON.parse(listed));
  const entry = stacks.find(({ name }) => name === label || label.endsWith(`/${name}`));
  if (entry?.updateInProgress === true) throw new UserError(lockedMessage(label, ""));
  const holder = await lockFile(Whoami.parse(JSON.parse(backend)).url, project, stack);
  if (holder !== undefined) throw new UserError(lockedMessage(label, holder));
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
