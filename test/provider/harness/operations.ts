import { isDeepStrictEqual } from "node:util";
import { pointer } from "../../../provider/kernel/pointer.ts";
import { type ReadState, recordedResource } from "../../../provider/kernel/recordedState.ts";
import type { Resource } from "../../../provider/kernel/resource.ts";
import { pulumiType } from "../../../provider/kernel/resourceType.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import { kernelKeys } from "../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { partialWrite } from "./errors.ts";

/** What the engine stores of a resource between two runs. */
export interface ResourceState {
  readonly definition: Resource;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The error after which it is partially created or updated. The engine then calls update, whatever diff returns. */
  readonly initError?: string;
}

/** A reader of the state of the stack, with these resources. The names in the program are those of their last `up`. */
export function stateWith(...resources: readonly ResourceState[]): ReadState {
  const recorded = resources.flatMap(({ definition: { kind, names }, id, inputs, outputs }) => {
    const [stack = "", name = ""] = String(inputs[kernelKeys.origin]).split("::");
    const urn = `urn:pulumi:${stack.split("/")[1]}::${stack.split("/")[0]}::${pulumiType(kind)}::${name}`;
    return recordedResource({ urn, type: kind, id, outputs }, (_, properties, known) =>
      names(properties, known),
    );
  });
  return () => Promise.resolve(recorded);
}

/** The failures of check, as the engine prints them. */
export function failures(
  session: Session,
  definition: Resource,
  args: Properties,
  olds: Properties = {},
): string[] {
  return definition.check(session, olds, registered(definition, args)).failures.map(({ reason }) => reason);
}

/** The failures of the lookups of check, for arguments that are valid. */
export async function lookupFailures(
  session: Session,
  definition: Resource,
  args: Properties,
  olds: Properties = {},
): Promise<string[]> {
  const inputs = checked(session, definition, args, olds);
  return (await definition.verify(session, olds, inputs)).map(({ reason }) => reason);
}

function registered(definition: Resource, args: Properties): Properties {
  return { [kernelKeys.origin]: "acme/dev::it", ...args, [kernelKeys.pointer]: pointer(definition.kind) };
}

function checked(
  session: Session,
  definition: Resource,
  args: Properties,
  olds: Properties = {},
): Properties {
  const checks = definition.check(session, olds, registered(definition, args));
  if (checks.failures.length > 0) throw new Error(checks.failures.map(({ reason }) => reason).join("\n"));
  return checks.inputs;
}

/** What `pulumi preview` shows for a resource in state. */
export async function preview(
  session: Session,
  { definition, id, inputs, outputs, initError }: ResourceState,
  args: Properties,
): Promise<{ action: "nothing" | "update" | "replace"; deleteFirst: boolean; news: Properties }> {
  const news = checked(session, definition, args, inputs);
  const { changes, replaces = [], deleteBeforeReplace } = await definition.diff(session, id, outputs, news);
  const differs = changes ?? !isDeepStrictEqual(news, inputs);
  const action = replaces.length > 0 ? "replace" : differs || initError !== undefined ? "update" : "nothing";
  return { action, deleteFirst: deleteBeforeReplace === true, news };
}

/** `pulumi up` for a resource that is not in state. */
export async function create(
  session: Session,
  definition: Resource,
  args: Properties,
): Promise<ResourceState> {
  const inputs = checked(session, definition, args);
  const { id, outs } = await definition.create(session, inputs);
  return { definition, id, inputs, outputs: outs };
}

/** A create that fails after it created the object. */
export async function createPartially(
  session: Session,
  definition: Resource,
  args: Properties,
): Promise<ResourceState> {
  const inputs = checked(session, definition, args);
  const { message, id, properties } = await partialWrite(definition.create(session, inputs));
  return { definition, id, inputs, outputs: properties, initError: message };
}

/** `pulumi up` for a resource in state. */
export async function up(session: Session, before: ResourceState, args: Properties): Promise<ResourceState> {
  const { action, deleteFirst, news } = await preview(session, before, args);
  const { definition, id, outputs } = before;
  if (action === "nothing") return { ...before, inputs: news };
  if (action === "update") {
    const { outs } = await definition.update(session, id, outputs, news);
    return { definition, id, inputs: news, outputs: outs };
  }
  const inputs = checked(session, definition, args);
  if (deleteFirst) await destroy(session, before);
  const created = await definition.create(session, inputs);
  if (!deleteFirst) await destroy(session, before);
  return { definition, id: created.id, inputs, outputs: created.outs };
}

/** An update that fails after some of its changes. The engine keeps the old inputs. */
export async function updatePartially(
  session: Session,
  before: ResourceState,
  args: Properties,
): Promise<ResourceState> {
  const { definition, id, outputs } = before;
  const { news } = await preview(session, before, args);
  const { message, properties } = await partialWrite(definition.update(session, id, outputs, news));
  return { ...before, outputs: properties, initError: message };
}

/** `pulumi refresh`, which forgets the error of a partial write. Undefined: the engine drops the resource. */
export async function refresh(session: Session, before: ResourceState): Promise<ResourceState | undefined> {
  const { definition, id, inputs, outputs } = before;
  const read = await definition.read(session, id, outputs);
  if (read.id === "") return undefined;
  // The engine also calls diff, with the old inputs. It must work with whatever the organization has.
  await definition.diff(session, id, read.props, inputs);
  return {
    definition,
    id: read.id,
    inputs: { ...read.inputs, [kernelKeys.pointer]: inputs[kernelKeys.pointer] },
    outputs: { ...read.props, [kernelKeys.pointer]: outputs[kernelKeys.pointer] },
  };
}

/** A refresh of a resource that must still be there. */
export async function refreshed(session: Session, before: ResourceState): Promise<ResourceState> {
  const read = await refresh(session, before);
  if (read === undefined) throw new Error(`${before.definition.kind} ${before.id} was dropped`);
  return read;
}

/** What `pulumi refresh --preview-only` shows of a resource. */
export async function drift(
  session: Session,
  before: ResourceState,
): Promise<"nothing" | "update" | "delete"> {
  const read = await refresh(session, before);
  if (read === undefined) return "delete";
  const { definition, id, inputs } = before;
  // The engine passes what it has just read as the old state, and the old inputs as the new ones.
  const { changes } = await definition.diff(session, id, read.outputs, inputs);
  return (changes ?? !isDeepStrictEqual(read.inputs, inputs)) ? "update" : "nothing";
}

export async function destroy(session: Session, { definition, id, outputs }: ResourceState): Promise<void> {
  await definition.delete(session, id, outputs);
}
