import type { z } from "zod";
import { toldApart } from "../text/spelling.ts";
import { AdoptionError } from "./adoptionError.ts";
import type { Observed, Operation, ResourceDefinition } from "./definition.ts";
import { managedPaths } from "./managed.ts";
import { show } from "./mismatch.ts";
import { isObserved } from "./outputs.ts";
import { ownInputs } from "./properties.ts";
import type { Session } from "./session.ts";
import { at, same } from "./values.ts";

/** Reads the object that the resource option `import` names, and throws if it is not as declared. Writes nothing. */
export async function lookUpImport<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  now: Operation,
  adopt: string,
  inputs: z.infer<Inputs>,
): Promise<{ readonly objectId: string; readonly observed: Observed<z.infer<State>> }> {
  const objectId = definition.parseId(adopt);
  const { observed } = await session.guard.confirmRead(undefined, () =>
    definition.read(now, objectId, undefined, inputs),
  );
  if (observed === undefined) {
    throw new AdoptionError(
      `${definition.kind} ${objectId}`,
      "the organization has no object with this ID. Correct the resource option `import`, or remove it to create the object.",
    );
  }
  const reason = await definition.unadoptable?.(now, objectId, observed, inputs);
  if (reason !== undefined) throw new AdoptionError(`${definition.kind} ${objectId}`, reason);
  const declared = ownInputs(inputs);
  const differences = managedPaths(definition, declared)
    .filter(
      (path) => isObserved(observed, path) && !same(at(declared, path), at(observed, path) ?? undefined),
    )
    .map((path) => {
      const [actual, wanted] = toldApart(show(at(observed, path)), show(at(declared, path)));
      return `\`${path}\` is ${actual} in the organization, and ${wanted} in the program`;
    });
  if (differences.length > 0) {
    throw new AdoptionError(
      `${definition.kind} ${objectId}`,
      `it is not as declared: ${differences.join("; ")}. ` +
        "Nothing was changed. Declare the current values, run `up`, and change them afterwards.",
    );
  }
  return { objectId, observed };
}
