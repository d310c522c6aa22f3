import { z } from "zod";
import { UserError } from "../../provider/errors.ts";
import { nameIn } from "../../provider/kernel/origin.ts";
import type { Resource } from "../../provider/kernel/resource.ts";
import { ourTypes, pulumiType } from "../../provider/kernel/resourceType.ts";
import { kernelKeys } from "../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kindNamed } from "../../provider/registry.ts";
import { isEncrypted, isSecretPath, readProperties } from "../states/propertyValues.ts";
import { nameOfUrn } from "../states/stackState.ts";

/** A state as `pulumi stack export` writes it. Unknown fields stay unchanged. */
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

/** A create of this package whose outcome is unknown. */
export interface PendingCreate {
  readonly resource: Resource;
  /** The resource's name in the program. */
  readonly name: string;
  /** `project/stack::name`. */
  readonly origin: string;
  /** The inputs in plain text, without those that are `unreadable`. */
  readonly inputs: Properties;
  /** Paths of the secret inputs, whose values are never printed. */
  readonly secrets: readonly string[];
  /** Names of the inputs that could not be decrypted. */
  readonly unreadable: readonly string[];
  /** The resource as the interrupted run was about to write it. */
  readonly state: State;
}

/** The delete of an invitation whose outcome is unknown. */
export interface PendingDelete {
  readonly name: string;
  readonly id: string;
  readonly state: State;
}

/** Reads what `pulumi stack export` printed. */
export function parseExport(text: string, label: string): Exported {
  const result = Exported.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(
    `cannot read the state of ${label}: \`${issue?.path.join(".") ?? ""}\` has a form that this version does not support. Nothing was changed. Update pulumi-anthropic.`,
  );
}

/**
 * The pending creates and invitation deletes of this package, and the number of its other pending operations. The inputs
 * come from `decrypted`, the same state with its secrets in plain text.
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
      name: nameOfUrn(state.urn),
      id: state.id ?? "",
      state,
    })),
    creates: creates.flatMap(({ resource: state }) => {
      const resource = kindNamed(state.type.slice(ourTypes.length));
      const plain = decrypted.deployment.pending_operations?.find((each) => each.resource.urn === state.urn);
      const { values: inputs, secrets, unreadable } = readProperties(plain?.resource.inputs);
      const { [kernelKeys.origin]: origin } = inputs;
      if (resource === undefined || typeof origin !== "string") return [];
      return [{ resource, name: nameIn(origin), origin, inputs, secrets, unreadable, state }];
    }),
    others: ours.length - creates.length - deletes.length,
  };
}

/** Only an invitation needs recovery: every other delete can be repeated. */
function isInvite({ type }: State): boolean {
  return type === pulumiType("Invite");
}

/** Whether a pending operation of this package has inputs that are encrypted. */
export function hasEncryptedInputs({ deployment }: Exported): boolean {
  return (deployment.pending_operations ?? []).some(
    ({ resource }) => isOurs(resource) && isEncrypted(resource.inputs),
  );
}

/** Outputs as the state stores them: values of secret inputs stay encrypted. */
export function storedOutputs({ state, inputs, secrets }: PendingCreate, outputs: Properties): Properties {
  const stored = Object.entries(outputs).map(([name, value]) => [
    name,
    isSecretPath(secrets, name) ? state.inputs?.[name] : value,
  ]);
  const { [kernelKeys.secrets]: secretNames } = inputs;
  return {
    ...Object.fromEntries(stored),
    // Otherwise the next refresh would show that the names of the secret inputs were removed.
    ...(secretNames === undefined ? {} : { [kernelKeys.secrets]: secretNames }),
  };
}

function isOurs({ type }: State): boolean {
  return type.startsWith(ourTypes) && kindNamed(type.slice(ourTypes.length)) !== undefined;
}

/** An object that is to be recorded for a pending create. */
export interface Recorded {
  readonly create: PendingCreate;
  readonly id: string;
  readonly outputs: Properties;
  /** Inputs to store instead of those of the create. */
  readonly inputs?: Properties;
}

/**
 * The state without pending operations and without the resources in `deleted`, and with the `found` objects, each as its
 * create would have written it. An object replaces the resource with the same URN. A resource that is to be deleted has the
 * URN of the one that replaced it; its ID tells them apart.
 */
export function settled(
  exported: Exported,
  found: readonly Recorded[],
  deleted: readonly PendingDelete[],
  now: string,
): Exported {
  const { deployment } = exported;
  const made = new Map(
    found.map(({ create: { state }, id, inputs, outputs }) => [
      state.urn,
      { ...state, inputs: { ...state.inputs, ...inputs }, id, outputs, created: now, modified: now },
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
