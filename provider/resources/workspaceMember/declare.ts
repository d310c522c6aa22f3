import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { explainRejection } from "../../memberships/advice.ts";
import { ensureMember } from "../../memberships/ensure.ts";
import { changeRole, memberOf } from "../../memberships/membership.ts";
import { membershipNames } from "../../memberships/names.ts";
import { notifyPending } from "../../memberships/pendingNotice.ts";
import { isOnlyProbable, noteEmailChange } from "../../users/emailChanged.ts";
import { findUser, type Standing, waitingFor } from "../../users/findUser.ts";
import type { UserIdentity } from "../../users/names.ts";
import { isImplicit } from "../../users/roles.ts";
import { requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { membershipInId } from "./identity.ts";
import type { Inputs, State } from "./schema.ts";
import { absent, fromWire, implicit } from "./wire.ts";

/** Adds the membership if the user is in the organization. An existing one that the state has, `old`, gets the declared role. */
export async function declareMembership(
  operation: Operation,
  id: string,
  { workspace, role }: Inputs,
  identity: UserIdentity,
  minFreshness: number,
  old?: State,
): Promise<Observed<State>> {
  const { ownership, began } = operation;
  const doing = `set the role of ${identity.email ?? identity.userId} in workspace ${workspace} to ${role}`;
  await requireWorkspace(operation, workspace, minFreshness, doing, "defaultWorkspaceMembers");
  // A user may accept an invitation while a long `up` runs.
  const standing = await findUser(
    operation,
    identity,
    old === undefined ? minFreshness : operation.cache.lastMinute(),
  );
  noteEmailChange(operation, standing);
  const pending = (seen: Standing): Observed<State> => {
    const user = identity.email ?? identity.userId ?? "";
    notifyPending(operation, `workspace ${workspace}`, [{ user, waitingFor: waitingFor(seen) }]);
    return absent(workspace, seen);
  };
  if (standing.is !== "member") return pending(standing);
  const { user } = standing;
  if (isImplicit(user, role)) return implicit(workspace, user);

  const found = (member: WorkspaceMemberWire): Observed<State> => ({
    ...fromWire(member, user),
    adopted: old?.adopted ?? true,
  });
  const mayChange = old !== undefined && !isOnlyProbable(old, user);
  const present = await memberOf(operation, workspace, user.id, minFreshness);
  if (present !== undefined) {
    if (present.workspace_role === role) return found(present);
    const names = [
      ...membershipNames(workspace, membershipInId(id)),
      ...membershipNames(workspace, { userId: user.id }),
    ];
    const isOurs = mayChange || names.some((name) => ownership.isReleased(name));
    const now = isOurs ? present : await memberOf(operation, workspace, user.id, began);
    if (now?.workspace_role === role) return found(now);
    if (now !== undefined) {
      if (!isOurs && !(await operation.isReleased(...names))) throw hasOtherRole(doing, workspace, user, now);
      return fromWire(await changeRole(operation, workspace, user, role, doing), user);
    }
  }
  const ensured = await ensureMember(operation, {
    workspace,
    user,
    role,
    doing,
    isRecorded: old?.status === "active",
    mayChange,
  });
  switch (ensured.is) {
    case "added":
      return { ...fromWire(ensured.member, user), adopted: false };
    case "found":
      return found(ensured.member);
    case "changed":
      return fromWire(ensured.member, user);
    case "different":
      throw hasOtherRole(doing, workspace, user, ensured.member);
    case "refused": {
      // The user may have left the organization, or have access through an organization role by now.
      const now = await findUser(operation, identity, operation.cache.now()).catch(() => standing);
      if (now.is !== "member") return pending(now);
      if (isImplicit(now.user, role)) return implicit(workspace, now.user);
      throw await explainRejection(operation, ensured.error, { workspace, userId: user.id, role });
    }
  }
}

function hasOtherRole(
  doing: string,
  workspace: string,
  user: UserWire,
  member: WorkspaceMemberWire,
): UserError {
  return new UserError(
    `cannot ${doing}: they have the role ${member.workspace_role} already.`,
    "If you renamed or moved this resource, add the resource option `aliases`. " +
      `To adopt the membership, declare that role with the resource option \`import: "${workspace}/${user.id}"\`, and change it afterwards.`,
  );
}
