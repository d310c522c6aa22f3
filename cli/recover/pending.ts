import { z } from "zod";
import { RefusedError } from "../../provider/api/errors.ts";
import type { Resource } from "../../provider/kernel/definition.ts";
import { kept } from "../../provider/kernel/managed.ts";
import { nameIn } from "../../provider/kernel/operation.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kindNamed } from "../../provider/registry.ts";
import { ourTypes } from "../stacks.ts";
import { isEncrypted, isSecretPath, readProperties } from "../states/propertyValues.ts";

/** A state as `pulumi stack export` writes it. What this command does not know stays as it is. */
export type Exported = z.infer<typeof Exported>;

const State = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  provider: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
export type State = z.infer<typeof State>;

const Operation = z.looseObject({ type: z.string(), resource: State });

const Exported = z.looseObject({
  deployment: z.looseObject({
    manifest: z.looseObject({ time: z.string() }),
    resources: z.array(State).nullish(),
    pending_operations: z.array(Operation).nullish(),
  }),
});

/** A create of this package of which the state does not know how it ended. */
export interface PendingCreate {
  readonly resource: Resource;
  /** The resource's name in the program. */
  readonly name: string;
  /** `project/stack::name`. */
  readonly origin: string;
  /** The inputs in plain text, without those that are `unreadable`. */
  readonly inputs: Properties;
  /** Paths of the inputs that are secret: their values are never printed. */
  readonly secrets: readonly string[];
  /** Names of the inputs that could not be decrypted. */
  readonly unreadable: readonly string[];
  /** The resource as the interrupted run was about to write it. */
  readonly state: State;
}

/** The delete of an invitation of which the state does not know how it ended. */
export interface PendingDelete {
  readonly name: string;
  readonly id: string;
  readonly state: State;
}

/** Reads what `pulumi stack export` printed. */
export function parseExport(text: string, label: string): Exported {
  const answer = Exported.safeParse(JSON.parse(text));
  if (answer.success) return answer.data;
  const [issue] = answer.error.issues;
  throw new RefusedError(
    `Could not read the state of ${label}: \`${issue?.path.join(".") ?? ""}\` has a form that this version does not know. Nothing was changed. Update pulumi-anthropic.`,
  );
}

/**
 * The pending creates of this package, and how many other pending operations of this package there are. The inputs come
 * from `decrypted`, the same state with its secrets in plain text.
 */
export function pendingIn(
  { deployment }: Exported,
  decrypted: Exported,
): {
  readonly creates: readonly PendingCreate[];
  readonly deletes: readonly PendingDelete[];
  readonly others: number;
} {
  const ours = (deployment.pending_operations ?? []).filter(({ resource }) => isOurs(resource));
  const creates = ours.filter(({ type }) => type === "creating");
  const deletes = ours.filter(({ type, resource }) => type === "deleting" && isInvite(resource));
  return {
    deletes: deletes.map(({ resource: state }) => ({
      name: state.urn.split("::").slice(3).join("::"),
      id: state.id ?? "",
      state,
    })),
    creates: creates.flatMap(({ resource: state }) => {
      const resource = kindNamed(state.type.slice(ourTypes.length));
      const plain = decrypted.deployment.pending_operations?.find((each) => each.resource.urn === state.urn);
      const { values: inputs, secrets, unreadable } = readProperties(plain?.resource.inputs);
      const { [kept.origin]: origin } = inputs;
      if (resource === undefined || typeof origin !== "string") return [];
      return [{ resource, name: nameIn(origin), origin, inputs, secrets, unreadable, state }];
    }),
    others: ours.length - creates.length - deletes.length,
  };
}

/** Every other delete that is repeated finds its object gone, or writes what is still to write. */
function isInvite({ type }: State): boolean {
  return type === `${ourTypes}Invite`;
}

/** Whether a pending operation of this package has inputs that are encrypted. */
export function hasEncryptedInputs({ deployment }: Exported): boolean {
  return (deployment.pending_operations ?? []).some(
    ({ resource }) => isOurs(resource) && isEncrypted(resource.inputs),
  );
}

/** Outputs as the state stores them: what is secret among the inputs stays encrypted. */
export function storedOutputs({ state, secrets }: PendingCreate, outputs: Properties): Properties {
  const stored = Object.entries(outputs).map(([name, value]) => [
    name,
    isSecretPath(secrets, name) ? state.inputs?.[name] : value,
  ]);
  return Object.fromEntries(stored);
}

function isOurs({ type }: State): boolean {
  return type.startsWith(ourTypes) && kindNamed(type.slice(ourTypes.length)) !== undefined;
}

/** An object that is to be recorded for a pending create. */
export interface Recorded {
  readonly create: PendingCreate;
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * The state without pending operations, with the objects that were found, each as its create would have written it, and
 * without the resources whose objects are `deleted`. An object takes the place of the one it was to replace. What is
 * about to be deleted has the URN of what replaced it, and is told apart by its ID.
 */
export function settled(
  exported: Exported,
  found: readonly Recorded[],
  deleted: readonly PendingDelete[],
  now: string,
): Exported {
  const { deployment } = exported;
  const made = new Map(
    found.map(({ create: { state }, id, outputs }) => [
      state.urn,
      { ...state, id, outputs, created: now, modified: now },
    ]),
  );
  const isDeleted = ({ urn, id }: State) => deleted.some((each) => each.state.urn === urn && each.id === id);
  const left = (deployment.resources ?? []).filter((state) => !isDeleted(state));
  const replaced = left.map((state) => {
    if (state.delete === true) return state;
    const instead = made.get(state.urn);
    made.delete(state.urn);
    return instead ?? state;
  });
  return {
    ...exported,
    deployment: {
      ...deployment,
      resources: [...replaced, ...made.values()],
      pending_operations: [],
    },
  };
}
