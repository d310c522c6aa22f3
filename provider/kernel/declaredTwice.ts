import { kept } from "./managed.ts";
import { nameIn } from "./operation.ts";
import type { Session } from "./session.ts";
import type { Properties } from "./values.ts";

/**
 * Why a resource may not declare these objects: another one of the program does. Resources of one name, which may stand
 * under parents of different types, cannot be told apart here, and are not refused.
 */
export function twice(
  { kind }: { readonly kind: string },
  session: Session,
  names: readonly string[],
  properties: Properties,
): string | undefined {
  const origin = properties[kept.origin];
  if (typeof origin !== "string") return undefined;
  for (const name of names) {
    const other = session.claim(`${kind} ${name}`, origin);
    if (other !== undefined) {
      return `${kind} ${name} is declared by another resource of this program already, \`${nameIn(other)}\`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.`;
    }
  }
  return undefined;
}

/** How a resource is known among those that the program has registered. */
export function registration(kind: string, properties: Properties): string {
  return `${kind} ${String(properties[kept.origin])}`;
}
