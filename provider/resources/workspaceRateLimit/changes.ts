import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { managedIn } from "../../kernel/managed.ts";
import { kernelKeys } from "../../kernel/stateKeys.ts";
import { own } from "../../kernel/values.ts";
import { isGroupOf, requireGroup } from "./group.ts";
import { type GroupIdentity, kind } from "./identity.ts";
import type { Changes, Target } from "./override.ts";
import type { Inputs, State } from "./schema.ts";

/** The declared types in a state. The state also contains overrides that the program does not declare. */
export function managedTypes(state: State): string[] {
  return managedIn(state).flatMap((path) =>
    path.startsWith("limits.") ? [path.slice("limits.".length)] : [],
  );
}

/** The limits to set, and those to clear because the program no longer declares them. */
export function changesOf(
  present: Readonly<Record<string, number>>,
  limits: Inputs["limits"],
  changed: ReadonlySet<string>,
): Changes {
  const removed = Object.keys(present).filter(
    (type) => changed.has(`limits.${type}`) && own<number | undefined>(limits, type) === undefined,
  );
  return Object.fromEntries([
    ...Object.entries(limits).filter(([type, value]) => own(present, type) !== value),
    ...removed.map((type) => [type, null]),
  ]);
}

/**
 * The state with only the types that the resources to which the ownership of the group moved do not declare. Undefined if they declare
 * all of them, or if that is not known.
 */
export async function undeclaredTypes(
  operation: Operation,
  workspace: string,
  old: State,
): Promise<State | undefined> {
  const managed = managedTypes(old);
  const declared = new Set<string>();
  for (const { inputs, unknown } of operation.ownership.ofType<Inputs>(kind)) {
    if (unknown.size > 0) return undefined;
    const { limits = {} } = inputs;
    // The group is looked up only if that can make a difference.
    const mayDiffer = inputs.workspace === workspace && managed.some((type) => !declared.has(type));
    if (!mayDiffer || !(await isGroupOf(operation, old, inputs))) continue;
    for (const type of Object.keys(limits)) declared.add(type);
  }
  const left = managed.filter((type) => !declared.has(type));
  if (declared.size === 0 || left.length === 0) return undefined;
  return { ...old, [kernelKeys.managed]: left.map((type) => `limits.${type}`) };
}

/** The declared types that the workspace overrides with another value. */
export function different(present: Readonly<Record<string, number>>, limits: Inputs["limits"]): string[] {
  return Object.entries(limits).flatMap(([type, value]) => {
    const other = own(present, type);
    return other === undefined || other === value
      ? []
      : [`\`${type}\` is ${other} in the organization, and ${value} in the program`];
  });
}

export function hasOtherLimits(doing: string, id: string, others: readonly string[]): UserError {
  return new UserError(
    `cannot ${doing}: the workspace already has other values: ${others.join("; ")}. ` +
      "If you renamed or moved this resource, add the resource option `aliases`. " +
      `To adopt the limits, declare these values with the resource option \`import: "${id}"\`, and change them afterwards.`,
  );
}

export async function targetOf(
  operation: Operation,
  { groupId, rateLimitId }: State,
  declared: GroupIdentity & { readonly workspace: string },
  doing: string,
): Promise<Target> {
  const { workspace } = declared;
  if (groupId !== undefined && rateLimitId !== undefined) return { workspace, groupId, rateLimitId };
  const { id, group } = await requireGroup(operation, declared, doing);
  return { workspace, groupId: group.id, rateLimitId: id };
}
