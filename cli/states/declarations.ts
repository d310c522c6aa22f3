import type { ObjectName } from "../../provider/kernel/definition.ts";
import { NameMap } from "../../provider/kernel/objectName.ts";
import { kernelKeys } from "../../provider/kernel/stateKeys.ts";
import type { StackResource, StackState } from "./stackState.ts";

/** A resource of a stack that declares an object. */
export interface Declaring {
  /** The stack as `--stack` names it, or the state file. */
  readonly stack: string;
  readonly resource: StackResource;
}

/** The resources that declare the objects of one organization, by the names of the objects. */
export class Declarations {
  readonly #byName = new NameMap<Declaring[]>();

  /** Leaves out resources of other organizations, which a stack with an explicit Provider can have. */
  constructor(states: readonly StackState[], organization: string) {
    for (const { label, resources } of states) {
      for (const resource of resources) {
        const { kind, id, outputs } = resource;
        const recorded = outputs[kernelKeys.organization];
        if (typeof recorded === "string" && recorded.toLowerCase() !== organization) continue;
        for (const name of kind.names(outputs, id)) {
          this.#byName.set(name, [...(this.#byName.get(name) ?? []), { stack: label, resource }]);
        }
      }
    }
  }

  /** The resources that declare an object by one of its names, each once. */
  of(...names: readonly ObjectName[]): Declaring[] {
    const found = new Map<StackResource, Declaring>();
    for (const name of names) {
      for (const declaring of this.#byName.get(name) ?? []) found.set(declaring.resource, declaring);
    }
    return [...found.values()];
  }
}

/** `prod: checkout`. */
export function declaringText({ stack, resource }: Declaring): string {
  return `${stack}: ${resource.name}`;
}
