import { at, isRecord, type Properties, same } from "./values.ts";

/** Names that the kernel itself keeps among the properties. They can be added to, never changed or removed. */
export const kept = {
  pointer: "__provider",
  /** `project/stack::name`, for messages, owner tags and the audit log: the provider process does not know them. */
  origin: "__origin",
  /** Paths of the properties that the program manages. */
  managed: "__managed",
  organization: "__organization",
  schema: "__schema",
  /** What the resource option `import` became. */
  adopt: "adopt",
} as const;

/** The form in which this version keeps its state. */
export const schemaVersion = 1;

interface Manageable {
  readonly managed: readonly string[];
  readonly parts?: readonly string[];
}

/** The paths of what these inputs manage: a property, or the set fields of one that is managed field by field. */
export function managedPaths(plan: Manageable, inputs: Properties): string[] {
  return plan.managed.flatMap((name) => {
    const value = inputs[name];
    if (value === undefined) return [];
    if (plan.parts?.includes(name) !== true || !isRecord(value)) return [name];
    const fields = Object.keys(value).filter((field) => value[field] !== undefined);
    return fields.length === 0 ? [] : fields.sort().map((field) => `${name}.${field}`);
  });
}

/** What the state says is managed. An object that was only read (`X.get`) manages nothing. */
export function managedIn(state: Properties): string[] {
  const paths = state[kept.managed];
  return Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : [];
}

/** The paths whose value, or whose being managed at all, differs between the state and the program. */
export function changedPaths(plan: Manageable, state: Properties, inputs: Properties): Set<string> {
  const before = new Set(managedIn(state));
  const after = new Set(managedPaths(plan, inputs));
  const changed = new Set<string>();
  for (const path of new Set([...before, ...after])) {
    if (before.has(path) !== after.has(path) || !same(at(state, path), at(inputs, path))) changed.add(path);
  }
  return changed;
}
