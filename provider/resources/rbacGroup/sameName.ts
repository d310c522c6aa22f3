import type { RbacGroupWire } from "../../api/rbac/objects.ts";
import type { Failure, Operation, ValidationContext } from "../../kernel/definition.ts";
import { nameIn } from "../../kernel/origin.ts";
import { normalName } from "../../text/spelling.ts";
import type { Inputs } from "./schema.ts";

/** Rejects a new name that another RbacGroup of the program declares. Groups that already share a name are accepted. */
export function rejectSharedName(inputs: Partial<Inputs>, context: ValidationContext<Inputs>): Failure[] {
  const { name, allowDuplicateName } = inputs;
  const { declarations, origin, olds, adopting, unknown } = context;
  if (name === undefined || allowDuplicateName === true || unknown.has("allowDuplicateName")) return [];
  const isChanged = olds?.name !== name && !adopting;
  const other = declarations.ofType<Inputs>("RbacGroup").find((one) => {
    const mayShare = one.inputs.allowDuplicateName === true || one.unknown.has("allowDuplicateName");
    const isOther = typeof one.origin === "string" && one.origin !== origin;
    const otherIsChanged = one.olds?.name !== name && one.adopting !== true;
    return isOther && one.inputs.name === name && !mayShare && (isChanged || otherIsChanged);
  });
  if (other === undefined) return [];
  return [
    {
      // Reported for the whole resource: the other one may have changed.
      property: "",
      reason: `\`name\`: the resource \`${nameIn(String(other.origin))}\` of this program also declares an RBAC group of that name. Give one of them another name, or set \`allowDuplicateName: true\`.`,
    },
  ];
}

/** A group with this name. The list may be stale, and an error needs a fresh one. */
export async function groupNamed(
  { cache, began }: Operation,
  name: string,
): Promise<RbacGroupWire | undefined> {
  const named = (group: RbacGroupWire) => normalName(group.name) === name;
  const listed = (await cache.rbac.groups(cache.lastMinute())).find(named);
  return listed === undefined ? undefined : (await cache.rbac.groups(began)).find(named);
}
