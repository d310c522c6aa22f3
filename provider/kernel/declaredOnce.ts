import type { ObjectName } from "./definition.ts";
import { nameIn } from "./origin.ts";
import type { ProgramOwnership } from "./ownership.ts";
import { kernelKeys } from "./stateKeys.ts";
import type { Properties } from "./values.ts";

/**
 * The error if another resource of the program declares one of these objects. Resources with the same name, which can have
 * parents of different types, cannot be distinguished here and are not rejected.
 */
export function declaredByAnother(
  ownership: ProgramOwnership,
  names: readonly ObjectName[],
  properties: Properties,
): string | undefined {
  const origin = properties[kernelKeys.origin];
  if (typeof origin !== "string") return undefined;
  for (const name of names) {
    const other = ownership.claim(name, origin);
    if (other !== undefined) {
      return `${name.type} ${name.key} is already declared by another resource of this program, \`${nameIn(other)}\`. Remove one of the two resources; the object is not changed.`;
    }
  }
  return undefined;
}
