import { z } from "zod";
import { clean } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { managedIn as managedPathsIn } from "../../provider/kernel/managed.ts";
import { NameMap } from "../../provider/kernel/objectName.ts";
import type { Resource } from "../../provider/kernel/resource.ts";
import { ourTypes } from "../../provider/kernel/resourceType.ts";
import { kernelKeys } from "../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kindNamed } from "../../provider/registry.ts";
import { propertiesInId } from "./idProperties.ts";
import { isEncrypted, readProperties } from "./propertyValues.ts";

/** One resource of this package in a state. */
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
  /** The resource option `ignoreChanges`. */
  readonly ignored: readonly string[];
}

/** The resources of this package that a stack manages, in the order of its state. Excludes those that `X.get` reads. */
export interface StackState {
  /** `dev`, `acme/onboarding/dev`, or the name of the file. */
  readonly label: string;
  /** The name for `--stack`. Undefined for a file. */
  readonly reference?: string;
  /** Undefined for a state that has no resources yet. */
  readonly project: string | undefined;
  readonly stack: string | undefined;
  readonly resources: readonly StackResource[];
  /** The number of pending operations of an interrupted run. */
  readonly pending: number;
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
// The output of `pulumi stack export`, and the file of a file backend.
const Exported = z.union([
  z.object({ deployment: Deployment }).transform(({ deployment }) => deployment),
  z.object({ checkpoint: z.object({ latest: Deployment }) }).transform(({ checkpoint }) => checkpoint.latest),
]);

/** Whether a resource of this package has properties that can be decrypted. */
export function hasEncrypted(content: string): boolean {
  const { resources } = deploymentOf(content, "the export");
  return (resources ?? []).some(
    (resource) => isOurs(resource) && (isEncrypted(resource.inputs) || isEncrypted(resource.outputs)),
  );
}

/** Parses an export or a file of a file backend. `label` is for messages. */
export function parseState(content: string, label: string): StackState {
  const { resources, pending_operations: pending } = deploymentOf(content, label);
  const ours: StackResource[] = [];
  for (const resource of resources ?? []) {
    const { urn, type, id = "" } = resource;
    if (!isOurs(resource)) continue;
    const kind = kindNamed(type.slice(ourTypes.length));
    if (kind === undefined) {
      throw new UserError(
        `${label} has a resource of a type that this version does not know (${clean(type)}). Nothing was changed. Install the version of pulumi-anthropic that wrote it, or a newer one.`,
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
  const implied = propertiesInId(kind, id);
  const encrypted = new Set([...declared.unreadable, ...stored.unreadable]);
  const unreadable = [...encrypted].filter((name) => !Object.hasOwn(implied, name));
  // Unreadable properties count as not managed, in inputs and outputs.
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
      ...(stored.values[kernelKeys.managed] === undefined ? {} : { [kernelKeys.managed]: managed }),
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
  const parsed = Exported.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${label} is not the state of a stack. Write it with \`pulumi stack export --file ${label}\`.`,
  );
}

/** Every name of every object that the stacks manage, with the label of the stack. */
export function managedIn(states: readonly StackState[]): NameMap<string> {
  const managed = new NameMap<string>();
  for (const { label, resources } of states) {
    for (const { kind, id, outputs } of resources) {
      for (const name of kind.names(outputs, id)) managed.set(name, label);
    }
  }
  return managed;
}

/** The IDs of the organizations whose objects a stack manages, in lower case. */
export function organizationsOf({ resources }: StackState): ReadonlySet<string> {
  return new Set(
    resources.flatMap(({ outputs }) => {
      const organization = outputs[kernelKeys.organization];
      return typeof organization === "string" ? [organization.toLowerCase()] : [];
    }),
  );
}
