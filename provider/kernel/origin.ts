import { kernelKeys } from "./stateKeys.ts";
import type { Properties } from "./values.ts";

/** Where a resource is declared. */
export interface Origin {
  /** `project/stack`. */
  readonly stack: string;
  /** The resource's name in the program. */
  readonly name: string | undefined;
}

export function originOf(properties: Properties): Origin {
  const origin = properties[kernelKeys.origin];
  if (typeof origin !== "string") return { stack: "", name: undefined };
  const [stack = ""] = origin.split("::");
  return { stack, name: nameIn(origin) };
}

/** The resource's name in an origin, `project/stack::name`. */
export function nameIn(origin: string): string {
  return origin.split("::").slice(1).join("::");
}

/** The stack's name in `project/stack`, as the Pulumi CLI accepts it. */
export function stackName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
