import { UserError } from "../errors.ts";
import { AdoptionError } from "./adoptionError.ts";
import type { Failure, Resource } from "./definition.ts";
import { kept } from "./managed.ts";
import { pointer } from "./pointer.ts";
import type { Session } from "./session.ts";
import type { Properties } from "./values.ts";

/** An object that exists, and what a program says of it. */
export interface Existing {
  /** In any form that the resource option `import` takes. */
  readonly id: string;
  /** What the program says, as its resource would be given it. */
  readonly inputs: Properties;
  /** `project/stack::name` of the resource. */
  readonly origin: string;
}

/** What Pulumi keeps of a resource that was taken over; or why it could not be. */
export type Adoption =
  | { readonly id: string; readonly inputs: Properties; readonly outputs: Properties }
  /** The reasons do not name the object. */
  | { readonly failures: readonly Failure[] };

/**
 * What the state of a stack would hold, had its program taken the object over with the resource option `import` and
 * dropped that option since. Nothing is written: it goes the way that this option goes, which only reads and compares.
 */
export async function imported(
  resource: Resource,
  session: Session,
  { id, inputs: declared, origin }: Existing,
): Promise<Adoption> {
  const { inputs, failures } = resource.check(
    session,
    {},
    { ...declared, [kept.adopt]: id, [kept.origin]: origin, [kept.pointer]: pointer(resource.kind) },
  );
  if (failures.length > 0) return { failures };
  try {
    const made = await resource.create(session, inputs);
    return { id: made.id, inputs: withoutOption(inputs), outputs: withoutOption(made.outs) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      failures: [{ property: "", reason: error instanceof AdoptionError ? error.reason : error.message }],
    };
  }
}

function withoutOption({ [kept.adopt]: _, ...properties }: Properties): Properties {
  return properties;
}
