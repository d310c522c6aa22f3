import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import type { Resource } from "../../../provider/kernel/resource.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { create, destroy, preview, type ResourceState, up } from "./operations.ts";

/** What the engine stores of a stack with one resource. */
export interface StackState {
  readonly resource?: ResourceState | undefined;
  /** Replaced resources whose delete failed. */
  readonly toDelete: readonly ResourceState[];
}

/** How a run of `pulumi up` ended. */
export interface Run {
  readonly state: StackState;
  readonly error?: Error;
}

/**
 * Runs `pulumi up` of a program with one resource, or without it when `args` is undefined, and keeps in state what the
 * engine keeps after an error.
 */
export async function runUp(
  session: Session,
  { resource: before, toDelete }: StackState,
  definition: Resource,
  args: Properties | undefined,
): Promise<Run> {
  let state: StackState = { resource: before, toDelete };
  try {
    if (args === undefined) {
      if (before !== undefined) await destroy(session, before);
      state = { toDelete };
    } else if (before === undefined) {
      state = { resource: await create(session, definition, args), toDelete };
    } else {
      const { action, deleteFirst } = await preview(session, before, args);
      if (action !== "replace") {
        state = { resource: await up(session, before, args), toDelete };
      } else {
        if (deleteFirst) {
          await destroy(session, before);
          state = { toDelete };
        }
        const after = await create(session, definition, args);
        state = { resource: after, toDelete: deleteFirst ? toDelete : [...toDelete, before] };
      }
    }
    for (const replaced of state.toDelete) {
      await destroy(session, replaced);
      state = { ...state, toDelete: state.toDelete.filter((other) => other !== replaced) };
    }
    return { state };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof PartialWriteError)) return { state, error };
    const inputs = state.resource?.inputs ?? args ?? {};
    const { id, properties: outputs, message: initError } = error;
    return { state: { ...state, resource: { definition, id, inputs, outputs, initError } }, error };
  }
}
