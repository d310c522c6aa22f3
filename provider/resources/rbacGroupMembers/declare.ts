import { OrganizationCache } from "../../api/organizationCache.ts";
import type { RbacGroupMemberWire, RbacGroupWire } from "../../api/rbac/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { enumerated } from "../../text/phrases.ts";
import { noteEmailChange } from "../../users/emailChanged.ts";
import { applyChanges, changesFor, countRemovals, type Removal } from "./reconcile.ts";
import { active, groupMemberNames } from "./records.ts";
import { mustBeDistinct, Roster, resolve } from "./roster.ts";
import type { Inputs, MemberState } from "./schema.ts";

function declaring(group: string): string {
  return `declare the members of RBAC group ${group}`;
}

/** The group. Throws if it does not exist. */
export async function requireGroup(
  { cache }: Operation,
  group: string,
  minFreshness: number,
): Promise<RbacGroupWire> {
  const wire = await cache.rbac.group(group, minFreshness);
  if (wire !== undefined) return wire;
  throw new UserError(
    `cannot ${declaring(group)}: the organization has no RBAC group with this ID. Correct \`group\`, or use an RbacGroup of the program.`,
  );
}

/**
 * Adds the declared members. Removes other members only if their ownership moves from another resource of this stack, so that the preview
 * shows their removal.
 */
export async function declareList(operation: Operation, inputs: Inputs): Promise<MemberState[]> {
  const { began } = operation;
  const { group, except } = inputs;
  const doing = declaring(group);
  await requireGroup(operation, group, OrganizationCache.anyAge);
  const roster = await Roster.of(operation, group, { members: began, users: began });
  const declared = await resolve(operation, roster, inputs.members, [], OrganizationCache.anyAge);
  for (const { standing } of declared) noteEmailChange(operation, standing);
  const known = mustBeDistinct(doing, declared, except);
  const removals: Removal[] = [];
  const undeclared: RbacGroupMemberWire[] = [];
  for (const member of roster.undeclared(known, inputs)) {
    const userId = member.user_id;
    const record = active(member, roster.emailOf(member));
    // The ownership moves from another resource of this stack, so the removal was in the preview.
    if (await operation.isReleased(...groupMemberNames(group, record)))
      removals.push({ record, userId, listed: true });
    else undeclared.push(member);
  }
  if (undeclared.length > 0) {
    throw new UserError(
      `cannot ${doing}: it has members that the program does not declare: ${enumerated(undeclared.map((member) => roster.shown(member)))}. If you renamed or moved this resource, add the resource option \`aliases\`. ` +
        "Otherwise add them to `members`, or to `except` to leave them unchanged; " +
        `or use the resource option \`import: "${group}"\`, which records them, so that the next preview shows their removal.`,
    );
  }
  countRemovals(operation, group, removals);
  return await applyChanges(operation, group, changesFor(declared, roster, removals));
}
