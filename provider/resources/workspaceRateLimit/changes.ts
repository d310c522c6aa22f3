import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { managedIn } from "../../kernel/managed.ts";
import { own } from "../../kernel/values.ts";
import { requireGroup } from "./group.ts";
import type { GroupIdentity } from "./identity.ts";
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
