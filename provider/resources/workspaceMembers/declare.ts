import type { WorkspaceMemberWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { membershipNames } from "../../memberships/names.ts";
import { enumerated } from "../../text/phrases.ts";
import { normalEmail } from "../../users/email.ts";
import { noteEmailChange } from "../../users/emailChanged.ts";
import { requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { applyChanges, changesFor, countRemovals, type Removal, removalOf } from "./reconcile.ts";
import { active } from "./records.ts";
import { mustBeDistinct, Roster, resolve } from "./roster.ts";
import type { Inputs, MemberState } from "./schema.ts";

function declaring(workspace: string): string {
  return `declare the members of workspace ${workspace}`;
}

/** Rejects a workspace that cannot have members. */
export async function requireOpen(
  operation: Operation,
  workspace: string,
  minFreshness: number,
): Promise<void> {
  const doing = declaring(workspace);
  await requireWorkspace(operation, workspace, minFreshness, doing, "defaultWorkspaceMembers");
}

/**
 * Adds the declared members. Changes or removes other members only if their ownership moves from another resource of this stack, so
 * that the preview shows their change.
 */
export async function declareList(operation: Operation, inputs: Inputs): Promise<MemberState[]> {
  const { began } = operation;
  const { workspace, except } = inputs;
  const doing = declaring(workspace);
  await requireOpen(operation, workspace, OrganizationCache.anyAge);
  const roster = await Roster.of(operation, workspace, { members: began, users: OrganizationCache.anyAge });
  const declared = await resolve(operation, inputs.members, [], OrganizationCache.anyAge);
  for (const { standing } of declared) noteEmailChange(operation, standing);
  const namesOf = ({ user_id: userId }: WorkspaceMemberWire) => {
    const user = roster.user(userId);
    return membershipNames(workspace, {
      userId,
      ...(user === undefined ? {} : { email: normalEmail(user.email) }),
    });
  };
  const removals: Removal[] = [];
  const undeclared: WorkspaceMemberWire[] = [];
  for (const member of roster.undeclared(mustBeDistinct(doing, declared, except), except)) {
    // The ownership moves from another resource of this stack, so the removal was in the preview.
    const removal = (await operation.isReleased(...namesOf(member)))
      ? removalFor(operation, workspace, roster, member)
      : undefined;
    if (removal === undefined) undeclared.push(member);
    else removals.push(removal);
  }
  const known = "If you renamed or moved this resource, add the resource option `aliases`.";
  if (undeclared.length > 0) {
    throw new UserError(
      `cannot ${doing}: it has members that the program does not declare: ${enumerated(undeclared.map((member) => roster.shown(member)))}. ${known} ` +
        "Otherwise add them to `members`, or to `except` to leave them unchanged; " +
        `or use the resource option \`import: "${workspace}"\`, which records them, so that the next preview shows their removal.`,
    );
  }
  const changes = changesFor(declared, roster, removals);
  const others: string[] = [];
  const list = objectName("WorkspaceMembers", workspace);
  for (const { entry, present } of changes.changes) {
    if (!(await operation.isReleased(list, ...namesOf(present))))
      others.push(`${roster.shown(present)} instead of ${entry.role}`);
  }
  if (others.length > 0) {
    throw new UserError(
      `cannot ${doing}: members have other roles than declared: ${enumerated(others)}. ${known} ` +
        "Otherwise declare the current roles, run `up`, and change them afterwards.",
    );
  }
  countRemovals(operation, workspace, removals);
  return await applyChanges(operation, workspace, changes);
}

function removalFor(
  operation: Operation,
  workspace: string,
  roster: Roster,
  member: WorkspaceMemberWire,
): Removal | undefined {
  const user = roster.user(member.user_id);
  return removalOf(operation, workspace, active(user, member), user, member);
}
