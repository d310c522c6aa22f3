import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { ensureMember } from "../../memberships/ensure.ts";
import { changeRole, memberOf, mustTakeMembers } from "../../memberships/membership.ts";
import { membershipNames } from "../../memberships/names.ts";
import { findPerson, isImplicit, type Person } from "../../users/people.ts";
import { placeOf } from "./place.ts";
import type { Inputs, State } from "./schema.ts";
import { absent, fromWire, implicit } from "./wire.ts";

/** Gives the membership, as far as the person is there. One that the stack has, as `old`, gets its role back. */
export async function give(
  operation: Operation,
  id: string,
  { workspace, role }: Inputs,
  person: Person,
  minFreshness: number,
  old?: State,
): Promise<Observed<State>> {
  const { ownership, began } = operation;
  const doing = `give ${person.email ?? person.userId} the role ${role} in workspace ${workspace}`;
  await mustTakeMembers(operation, workspace, minFreshness, doing);
  // What is waited for comes while the process lives; a long `up` must not miss it.
  const standing = await findPerson(
    operation,
    person,
    old === undefined ? minFreshness : operation.cache.lastMinute(),
  );
  if (standing.is !== "member") return absent(workspace, standing);
  const { user } = standing;
  if (isImplicit(user, role)) return implicit(workspace, user);

  const found = (member: WorkspaceMemberWire): Observed<State> => ({
    ...fromWire(member, user),
    adopted: old?.adopted ?? true,
  });
  const present = await memberOf(operation, workspace, user.id, minFreshness);
  if (present !== undefined) {
    if (present.workspace_role === role) return found(present);
    const isOurs = () =>
      old !== undefined ||
      [...membershipNames(workspace, placeOf(id)), ...membershipNames(workspace, { userId: user.id })].some(
        (name) => ownership.isReleased(name),
      );
    const change = async () => fromWire(await changeRole(operation, workspace, user, role, doing), user);
    if (isOurs()) return await change();
    const now = await memberOf(operation, workspace, user.id, began);
    if (now !== undefined && now.workspace_role !== role) {
      // By now the program may have given the place of this resource to another one, and that one's to this.
      if (isOurs()) return await change();
      throw hasAnother(doing, workspace, user, now);
    }
    if (now !== undefined) return found(now);
  }
  const ensured = await ensureMember(operation, {
    workspace,
    user,
    role,
    doing,
    isRecorded: old?.status === "active",
    mayChange: old !== undefined,
  });
  switch (ensured.is) {
    case "added":
      return { ...fromWire(ensured.member, user), adopted: false };
    case "found":
      return found(ensured.member);
    case "changed":
      return fromWire(ensured.member, user);
    case "different":
      throw hasAnother(doing, workspace, user, ensured.member);
    case "refused": {
      // The user may have left the organization, or have access through an organization role by now.
      const now = await findPerson(operation, person, operation.cache.now()).catch(() => standing);
      if (now.is !== "member") return absent(workspace, now);
      if (isImplicit(now.user, role)) return implicit(workspace, now.user);
      throw ensured.error;
    }
  }
}

function hasAnother(
  doing: string,
  workspace: string,
  user: UserWire,
  member: WorkspaceMemberWire,
): UserError {
  return new UserError(
    `cannot ${doing}: they have the role ${member.workspace_role} there already. ` +
      "If you renamed or moved this resource, add the resource option `aliases`. " +
      `If the program is to take it over, declare that role with the resource option \`import: "${workspace}/${user.id}"\`, and change it afterwards.`,
  );
}
