import { access, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import { readInput } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { commandFailure, finished, pulumi } from "../pulumi.ts";
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

/** The project has no selected stack, and the options name none. */
export class NoStackError extends UserError {}

/** The stack that a command works on. */
export interface TargetStack {
  /** The name for `--stack`. */
  readonly label: string;
  readonly project: string;
  readonly stack: string;
  readonly state: StackState;
  /** Its configuration without secrets. */
  readonly config: ReadSetting;
  /** The keys of its secret configuration. */
  readonly secretSettings: ReadonlySet<string>;
}

/** The states that a choice names. */
export interface ChosenStacks {
  readonly target: TargetStack;
  /** Each state once, including that of the target. */
  readonly states: readonly StackState[];
}

/** The output of `pulumi stack ls --json`. */
export const Listed = z.array(
  z.object({ name: z.string(), current: z.boolean(), updateInProgress: z.boolean().optional() }),
);
/** The output of `pulumi config --json`. Secrets have no value. */
export const StackConfig = z.record(
  z.string(),
  z.object({ value: z.string().optional(), secret: z.boolean().optional() }),
);

/**
 * Reads the states with `pulumi stack export`, which neither locks nor changes a stack. If resources of this package have
 * encrypted properties, exports the state again with its secrets, which needs the stack's secrets provider (a passphrase or a key
 * service). If that fails, reports the reason as progress, and the properties are `unreadable`. The target is the first stack in the
 * choice, or the selected stack; if only files are read, that of the first file.
 */
export async function readStacks(io: Io, choice: StackChoice): Promise<ChosenStacks> {
  const { stack: named = [], allStacks = false, state: stateFiles = [] } = choice;
  const files = await Promise.all(stateFiles.map((file) => readStateFile(io, file)));
  const [first] = files;
  if (!usesPulumi(choice) && first !== undefined) {
    return { target: await targetOf(io, first.label, first, noConfig), states: files };
  }
  const ofProject = Listed.parse(JSON.parse(await pulumi(io, ["stack", "ls", "--json"])));
  const label = named[0] ?? ofProject.find(({ current }) => current)?.name;
  if (label === undefined) {
    throw new NoStackError(
      "No stack is selected here. Nothing was read. Name one with --stack, or create one with `pulumi stack init`.",
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
  // A backend without organizations uses this name for all stacks.
  const shown = label.replace(/^organization\//, "");
  const command = ["stack", "export", "--stack", label];
  const state = await pulumi(io, command);
  const parsed = (content: string): StackState => ({ ...parseState(content, shown), reference: label });
  if (!hasEncrypted(state)) return parsed(state);
  const showingSecrets = [...command, "--show-secrets"];
  const { code, out, err } = await finished(io, showingSecrets);
  if (code === 0) return parsed(out);
  io.progress(`${commandFailure(showingSecrets, err)} The encrypted properties of ${shown} were not read.`);
  return parsed(state);
}

async function readStateFile(io: Io, file: string): Promise<StackState> {
  return parseState(await readInput(io, file, `the state file ${file}`), file);
}

type StackConfiguration = Pick<TargetStack, "config" | "secretSettings">;

const noConfig: StackConfiguration = { config: () => undefined, secretSettings: new Set() };

async function configOf(io: Io, label: string): Promise<StackConfiguration> {
  // `pulumi config` only works in a project's folder.
  if (!(await isInProject(io.cwd))) return noConfig;
  const config = StackConfig.parse(JSON.parse(await pulumi(io, ["config", "--json", "--stack", label])));
  const secrets = Object.entries(config).filter(([, { secret }]) => secret === true);
  return {
    config: (key) => config[key]?.value,
    secretSettings: new Set(secrets.map(([key]) => key)),
  };
}

async function targetOf(
  io: Io,
  label: string,
  state: StackState,
  config: StackConfiguration,
): Promise<TargetStack> {
  const parts = label.split("/");
  const project = state.project ?? (parts.length === 3 ? parts[1] : await projectHere(io.cwd));
  const stack = state.stack ?? parts.at(-1);
  if (project === undefined || stack === undefined) {
    throw new UserError(
      `cannot determine the project of ${label}: there is no Pulumi.yaml here. Run this in the folder of the program, or name the stack as organization/project/stack.`,
    );
  }
  return { label, project, stack, state, ...config };
}

/** Whether a folder belongs to a Pulumi project, even one whose project file is not valid. */
export async function isInProject(cwd: string): Promise<boolean> {
  for await (const _ of projectFiles(cwd)) return true;
  return false;
}

/** The name of the project to which a folder belongs. */
export async function projectHere(cwd: string): Promise<string | undefined> {
  for await (const content of projectFiles(cwd)) {
    const name = projectName(content);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The project files of a folder and of those above it, the nearest first. One that cannot be read is empty. */
async function* projectFiles(cwd: string): AsyncGenerator<string> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const file of ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"]) {
      const path = join(folder, file);
      const isThere = await access(path).then(
        () => true,
        () => false,
      );
      if (isThere) yield await readFile(path, "utf8").catch(() => "");
    }
    if (dirname(folder) === folder) return;
  }
}

/** The name in a project file. Project names contain few characters, so one line of YAML is enough. */
function projectName(content: string): string | undefined {
  const json = z.object({ name: z.string() }).safeParse(jsonOf(content)).data;
  return json?.name ?? /^["']?name["']?\s*:\s*["']?([\w.-]+)/m.exec(content)?.[1];
}
