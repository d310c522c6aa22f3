import type { z } from "zod";
import { kernelKeys } from "./stateKeys.ts";
import { at, isRecord, type Properties, same } from "./values.ts";

interface Manageable {
  readonly managed: readonly string[];
  readonly parts?: readonly string[];
}

/** The managed paths of these inputs. A property that is managed field by field has one path for each field that is set. */
export function managedPaths(definition: Manageable, inputs: Properties): string[] {
  return definition.managed.flatMap((name) => {
    const value = inputs[name];
    if (value === undefined) return [];
    if (definition.parts?.includes(name) !== true || !isRecord(value)) return [name];
    const fields = Object.keys(value).filter((field) => value[field] !== undefined);
    return fields.length === 0 ? [] : fields.sort().map((field) => `${name}.${field}`);
  });
}

/** The managed paths in the state. A resource that `get` reads has none. */
export function managedIn(state: Properties): string[] {
  const paths = state[kernelKeys.managed];
  return Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : [];
}

/** The paths that are fields of a property that is managed field by field. */
export function partsIn({ parts = [] }: Manageable, paths: readonly string[]): string[] {
  return paths.filter((path) => parts.some((part) => path.startsWith(`${part}.`)));
}

/** The paths whose values differ between the state and the program, or that only one of them manages. */
export function changedPaths(definition: Manageable, state: Properties, inputs: Properties): Set<string> {
  const before = new Set(managedIn(state));
  const after = new Set(managedPaths(definition, inputs));
  const changed = new Set<string>();
  for (const path of new Set([...before, ...after])) {
    if (before.has(path) !== after.has(path) || !same(at(state, path), at(inputs, path))) changed.add(path);
  }
  return changed;
}

/** The inputs that only this package uses. The API does not store them. */
export function localNames(definition: Manageable & { readonly inputs: z.ZodObject }): string[] {
  return Object.keys(definition.inputs.shape).filter((name) => !definition.managed.includes(name));
}
