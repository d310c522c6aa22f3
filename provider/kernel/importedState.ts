import { UserError } from "../errors.ts";
import { AdoptionError } from "./adoptionError.ts";
import type { Failure } from "./definition.ts";
import { pointer } from "./pointer.ts";
import type { Resource } from "./resource.ts";
import type { Session } from "./session.ts";
import { kernelKeys } from "./stateKeys.ts";
import type { Properties } from "./values.ts";

/** An existing object, and its declaration in a program. */
export interface Existing {
  /** The ID, in any form that the resource option `import` accepts. */
  readonly id: string;
  /** The inputs of the resource. */
  readonly inputs: Properties;
  /** `project/stack::name` of the resource. */
  readonly origin: string;
}

/** The state of a resource that adopted its object, or why it cannot adopt the object. */
export type Adoption =
  | { readonly id: string; readonly inputs: Properties; readonly outputs: Properties }
  /** The reasons do not name the object. */
  | { readonly failures: readonly Failure[] };

/**
 * Returns the state that a resource has after the program adopted its object with the resource option `import` and then removed
 * the option. Like the option, it only reads and compares.
 */
export async function imported(
  resource: Resource,
  session: Session,
  { id, inputs: declared, origin }: Existing,
): Promise<Adoption> {
  const { inputs, failures } = resource.check(
    session,
    {},
    {
      ...declared,
      [kernelKeys.adopt]: id,
      [kernelKeys.origin]: origin,
      [kernelKeys.pointer]: pointer(resource.kind),
    },
  );
  if (failures.length > 0) return { failures };
  try {
    const created = await resource.create(session, inputs);
    return { id: created.id, inputs: withoutOption(inputs), outputs: withoutOption(created.outs) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      failures: [{ property: "", reason: error instanceof AdoptionError ? error.reason : error.message }],
    };
  }
}

function withoutOption({ [kernelKeys.adopt]: _, ...properties }: Properties): Properties {
  return properties;
}
