import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { clean } from "../../provider/api/foreignText.ts";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import type { Resource } from "../../provider/kernel/definition.ts";
import { kept, managedIn as managedPathsIn } from "../../provider/kernel/managed.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kindNamed } from "../../provider/registry.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import type { Io } from "../output/io.ts";
import { finished, pulumi } from "../pulumi.ts";
import { impliedBy } from "./impliedBy.ts";
import { isEncrypted, readProperties } from "./propertyValues.ts";

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

/** One resource of this package, as a state has it. */
export interface StackResource {
  readonly urn: string;
  /** The resource's name in the program. */
  readonly name: string;
  readonly kind: Resource;
  readonly id: string;
  /** Without the properties that are `unreadable`. */
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Paths of the secret properties, such as `tags.team`, whose values are never printed. */
  readonly secrets: readonly string[];
  /** Names of the properties that could not be decrypted and therefore cannot be compared. */
  readonly unreadable: readonly string[];
  /** The resource option `ignoreChanges`, as far as the state tells. */
  readonly ignored: readonly string[];
}

/** What a stack manages in organizations, in the order of its state. What `X.get` only reads is not in it. */
export interface StackState {
  /** How people name it: `dev`, `acme/onboarding/dev`, or the file it was read from. */
  readonly label: string;
  /** Undefined for a state that has no resources yet. */
  readonly project: string | undefined;
  readonly stack: string | undefined;
  readonly resources: readonly StackResource[];
  /** Operations that an interrupted run has left open. */
  readonly pending: number;
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

const Outputs = z.record(z.string(), z.unknown()).nullish();
const ResourceState = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  external: z.boolean().optional(),
  delete: z.boolean().optional(),
  inputs: Outputs,
  outputs: Outputs,
  ignoreChanges: z.array(z.string()).nullish(),
});
const Deployment = z.object({
  resources: z.array(ResourceState).nullish(),
  pending_operations: z.array(z.unknown()).nullish(),
});
// What `pulumi stack export` writes, and what a backend of files keeps.
const Exported = z.union([
  z.object({ deployment: Deployment }).transform(({ deployment }) => deployment),
  z.object({ checkpoint: z.object({ latest: Deployment }) }).transform(({ checkpoint }) => checkpoint.latest),
]);
/** What `pulumi stack ls --json` writes. */
export const Listed = z.array(
  z.object({ name: z.string(), current: z.boolean(), updateInProgress: z.boolean().optional() }),
);
const Config = z.record(z.string(), z.object({ value: z.string().optional() }));

/** How the type of every resource of this package begins. */
export const ourTypes = "pulumi-nodejs:dynamic/anthropic:";

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

/** Whether a resource of this package has properties that can be decrypted. */
function hasEncrypted(content: string): boolean {
  const { resources } = deploymentOf(content, "the export");
  return (resources ?? []).some(
    (resource) => isOurs(resource) && (isEncrypted(resource.inputs) || isEncrypted(resource.outputs)),
  );
}

async function readStateFile({ cwd }: Io, file: string): Promise<StackState> {
  const content = await readFile(resolve(cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      error.code === "ENOENT" ? `There is no state file ${file}.` : `cannot read ${file}: ${error.message}.`,
    );
  });
  return parseState(content, file);
}

/** What a state says of our kinds. */
export function parseState(content: string, label: string): StackState {
  const { resources, pending_operations: pending } = deploymentOf(content, label);
  const ours: StackResource[] = [];
  for (const resource of resources ?? []) {
    const { urn, type, id = "" } = resource;
    if (!isOurs(resource)) continue;
    const kind = kindNamed(type.slice(ourTypes.length));
    if (kind === undefined) {
      throw new UserError(
        `${label} has a resource of a kind that this version does not know (${clean(type)}). Nothing was changed. Install the version of pulumi-anthropic that wrote it, or a newer one.`,
      );
    }
    const ignored = resource.ignoreChanges ?? [];
    const name = nameOfUrn(urn);
    ours.push({ urn, name, kind, id, ...propertiesOf(kind, id, resource), ignored });
  }
  const [stack, project] = resources?.[0]?.urn.replace(/^urn:pulumi:/, "").split("::") ?? [];
  return { label, project, stack, resources: ours, pending: pending?.length ?? 0 };
}

/** Whether this package manages a resource, that is, it is neither only read nor about to be deleted. */
function isOurs({ type, external, delete: deleting }: z.infer<typeof ResourceState>): boolean {
  return type.startsWith(ourTypes) && external !== true && deleting !== true;
}

/** The resource's name in the program, the last part of its URN. */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function propertiesOf(
  { kind }: Resource,
  id: string,
  { inputs, outputs }: z.infer<typeof ResourceState>,
): Pick<StackResource, "inputs" | "outputs" | "secrets" | "unreadable"> {
  const [declared, stored] = [readProperties(inputs), readProperties(outputs)];
  const implied = impliedBy(kind, id);
  const encrypted = new Set([...declared.unreadable, ...stored.unreadable]);
  const unreadable = [...encrypted].filter((name) => !Object.hasOwn(implied, name));
  // Properties that cannot be compared count as not managed, in inputs and outputs.
  const without = (values: Properties, own: readonly string[]): Properties =>
    Object.fromEntries([
      ...Object.entries(values).filter(([name]) => !unreadable.includes(name)),
      ...Object.entries(implied).filter(([name]) => own.includes(name)),
    ]);
  const managed = managedPathsIn(stored.values).filter(
    (path) => !unreadable.some((name) => path === name || path.startsWith(`${name}.`)),
  );
  return {
    inputs: without(declared.values, declared.unreadable),
    outputs: {
      ...without(stored.values, stored.unreadable),
      ...(stored.values[kept.managed] === undefined ? {} : { [kept.managed]: managed }),
    },
    secrets: [...new Set([...declared.secrets, ...stored.secrets])],
    unreadable,
  };
}

function deploymentOf(content: string, label: string): z.infer<typeof Deployment> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw new UserError(`${label} is not the state of a stack: it is not JSON.`);
  }
  const answer = Exported.safeParse(json);
  if (answer.success) return answer.data;
  throw new UserError(
    `${label} is not the state of a stack. Write it with \`pulumi stack export --file ${label}\`.`,
  );
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

/**
 * Every name of every object that the stacks manage, `KIND IDENTITY`, with the stack that manages it. The kinds say
 * what the identities of an object are; those of a complete list are its workspace and everybody on it.
 */
export function managedIn(states: readonly StackState[]): ReadonlyMap<string, string> {
  const managed = new Map<string, string>();
  for (const { label, resources } of states) {
    for (const { kind, id, outputs } of resources) {
      for (const identity of kind.identities(outputs, id)) managed.set(`${kind.kind} ${identity}`, label);
    }
  }
  return managed;
}

/** The organizations whose objects a stack manages. */
export function organizationsOf({ resources }: StackState): ReadonlySet<string> {
  return new Set(
    resources.flatMap(({ outputs }) => {
      const stamp = outputs[kept.organization];
      return typeof stamp === "string" ? [stamp.toLowerCase()] : [];
    }),
  );
}
