import { ApiError, isUncodedRefusal } from "../../api/apiError.ts";
import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { addMember, changeRole, lookAfter, memberOf, mustTakeMembers } from "../../memberships/membership.ts";
import { findPerson, isImplicit, type Person } from "../../users/people.ts";
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
  const { session, began } = operation;
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
      [id, `${workspace}/${user.id}`].some(
        (name) =>
          session.handedOver.has(`WorkspaceMember ${name}`) || session.givenUp.has(`WorkspaceMember ${name}`),
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
  try {
    const made = await addMember(operation, workspace, user, role, doing);
    return { ...fromWire(made, user), adopted: false };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Refused, maybe because what we saw was not the newest: somebody gave it already, or the person left, or inherits it now.
    const after = await lookAfter(operation, workspace, user, error);
    if (after?.workspace_role === role) return found(after);
    if (after !== undefined && old === undefined) throw hasAnother(doing, workspace, user, after);
    if (after !== undefined) return fromWire(await changeRole(operation, workspace, user, role, doing), user);
    // A list may be late for a membership that an earlier run wrote. The API then refuses to add it, and can change its role.
    if (old?.status === "active" && isUncodedRefusal(error)) {
      const changed = await changeRole(operation, workspace, user, role, doing).catch((failure: unknown) => {
        if (failure instanceof ApiError && !failure.outcomeUnknown) return undefined;
        throw failure;
      });
      if (changed !== undefined) return fromWire(changed, user);
    }
    const now = await findPerson(operation, person, operation.cache.now()).catch(() => standing);
    if (now.is !== "member") return absent(workspace, now);
    if (isImplicit(now.user, role)) return implicit(workspace, now.user);
    throw error;
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
