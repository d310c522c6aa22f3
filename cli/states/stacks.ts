import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import type { Io } from "../output/io.ts";
import { finished, pulumi } from "../pulumi.ts";
import { hasEncrypted, parseState, type StackState } from "./stackState.ts";

/** The options that select the states to read. Without any, the state of the selected stack is read. */
export interface StackChoice {
  readonly stack?: readonly string[];
  /** Every stack of the backend, in any project. */
  readonly allStacks?: boolean;
  /** Files that `pulumi stack export` wrote. */
  readonly state?: readonly string[];
}

/** Whether a choice reads states through `pulumi`, and not only from files. */
export function usesPulumi({ stack = [], allStacks = false, state = [] }: StackChoice): boolean {
  return stack.length > 0 || allStacks || state.length === 0;
}

/** The stack for which a command works. */
export interface TargetStack {
  /** What `--stack` takes. */
  readonly label: string;
  readonly project: string;
  readonly stack: string;
  readonly state: StackState;
  /** Its configuration, but for secrets, which are not asked for. */
  readonly config: ReadSetting;
}

/** The states that a choice names. */
export interface ChosenStacks {
  readonly target: TargetStack;
  /** All of them, the target's included, each once. */
  readonly states: readonly StackState[];
}

/** What `pulumi stack ls --json` writes. */
export const Listed = z.array(
  z.object({ name: z.string(), current: z.boolean(), updateInProgress: z.boolean().optional() }),
);
const Config = z.record(z.string(), z.object({ value: z.string().optional() }));

/**
 * Reads the states through `pulumi stack export`, which neither locks nor changes a stack. Secrets are decrypted where a
 * resource of this package has any, and the stack's secrets provider (a passphrase, a key service) is available. The
 * first stack that is named is the target; without a name it is the selected one, or what a state file tells of itself.
 */
export async function readStacks(io: Io, choice: StackChoice): Promise<ChosenStacks> {
  const { stack: named = [], allStacks = false, state: stateFiles = [] } = choice;
  const files = await Promise.all(stateFiles.map((file) => readStateFile(io, file)));
  const [first] = files;
  if (!usesPulumi(choice) && first !== undefined) {
    return { target: await targetOf(io, first.label, first, () => undefined), states: files };
  }
  const here = Listed.parse(JSON.parse(await pulumi(io, ["stack", "ls", "--json"])));
  const label = named[0] ?? here.find(({ current }) => current)?.name;
  if (label === undefined) {
    throw new UserError(
      "No stack is selected here. Nothing was read. Name one with --stack, or make one with `pulumi stack init`.",
    );
  }
  const listed = allStacks
    ? Listed.parse(JSON.parse(await pulumi(io, ["stack", "ls", "--all", "--json"])))
    : [];
  const labels = [...new Set([label, ...named, ...listed.map(({ name }) => name)])];
  const [config, ...states] = await Promise.all([
    configOf(io, label),
    ...labels.map((each) => exported(io, each)),
  ]);
  const [state] = states;
  if (state === undefined) throw new Error(`${label} was not exported`);
  return { target: await targetOf(io, label, state, config), states: [...eachOnce(states), ...files] };
}

/** A stack has several names: `dev`, `project/dev`, `organization/project/dev`. */
function eachOnce(states: readonly StackState[]): StackState[] {
  return states.filter(({ project, stack }, index) => {
    const first = states.findIndex((other) => other.project === project && other.stack === stack);
    return stack === undefined || first === index;
  });
}

async function exported(io: Io, label: string): Promise<StackState> {
  // Where a backend has no organizations of its own, all stacks are in one of this name, which tells nobody anything.
  const called = label.replace(/^organization\//, "");
  const command = ["stack", "export", "--stack", label];
  const state = await pulumi(io, command);
  if (!hasEncrypted(state)) return parseState(state, called);
  const decrypted = await finished(io, [...command, "--show-secrets"]);
  return parseState(decrypted.code === 0 ? decrypted.out : state, called);
}

async function readStateFile({ cwd }: Io, file: string): Promise<StackState> {
  const content = await readFile(resolve(cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      error.code === "ENOENT" ? `There is no state file ${file}.` : `cannot read ${file}: ${error.message}.`,
    );
  });
  return parseState(content, file);
}

async function configOf(io: Io, label: string): Promise<ReadSetting> {
  // Outside of the stack's project there is no configuration to be had, as there is none for `pulumi stack export`.
  if ((await projectHere(io.cwd)) === undefined) return () => undefined;
  const config = Config.parse(JSON.parse(await pulumi(io, ["config", "--json", "--stack", label])));
  return (key) => config[key]?.value;
}

async function targetOf(io: Io, label: string, state: StackState, config: ReadSetting): Promise<TargetStack> {
  const parts = label.split("/");
  const project = state.project ?? (parts.length === 3 ? parts[1] : await projectHere(io.cwd));
  const stack = state.stack ?? parts.at(-1);
  if (project === undefined || stack === undefined) {
    throw new UserError(
      `It is not clear to which project ${label} belongs: there is no Pulumi.yaml here. Run this in the folder of the program, or name the stack as organization/project/stack.`,
    );
  }
  return { label, project, stack, state, config };
}

/** The name of the project to which a folder belongs. */
async function projectHere(cwd: string): Promise<string | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const file of ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"]) {
      const content = await readFile(join(folder, file), "utf8").catch(() => undefined);
      const name = content === undefined ? undefined : projectName(content);
      if (name !== undefined) return name;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** Names of projects are of a few characters only, so that one line tells them without a YAML parser. */
function projectName(content: string): string | undefined {
  const json = z.object({ name: z.string() }).safeParse(jsonOf(content)).data;
  return json?.name ?? /^name\s*:\s*["']?([\w.-]+)/m.exec(content)?.[1];
}
