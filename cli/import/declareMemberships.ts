import type { WorkspaceMemberWire, WorkspaceWire } from "../../provider/api/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { membershipNames } from "../../provider/memberships/names.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { isImplicit } from "../../provider/users/roles.ts";
import { nouns } from "../output/phrases.ts";
import type { Declaration } from "./declaration.ts";
import { compareNames } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** Declares the members of a workspace, one resource for each or one list, as the selection says. */
export async function declareMemberships(
  program: ProgramBuilder,
  wire: WorkspaceWire,
): Promise<Declaration[]> {
  if (program.isManaged(nouns.list, objectName("WorkspaceMembers", wire.id))) return [];
  const users = new Map(program.organization.users.map((user) => [user.id, user]));
  const members = program.organization.members.get(wire.id) ?? [];
  const candidates = members
    .map((member) => {
      const user = users.get(member.user_id);
      return { member, user, email: user === undefined ? undefined : normalEmail(user.email) };
    })
    .sort((one, other) => compareNames(one.email ?? one.member.user_id, other.email ?? other.member.user_id));
  const open: { member: WorkspaceMemberWire; email: string }[] = [];
  const others: string[] = [];
  for (const { member, user, email } of candidates) {
    const { user_id: userId, workspace_role: role } = member;
    const shown = `${email ?? userId} in ${wire.name}`;
    if (user === undefined || email === undefined) {
      program.leftOut.add(nouns.membership, "the organization has no user with this ID", shown);
      others.push(userId);
    } else if (program.isManaged(nouns.membership, ...membershipNames(wire.id, { email, userId }))) {
      others.push(email);
    } else if (isImplicit(user, role)) {
      program.leftOut.add(nouns.membership, "the organization role of the user gives the access", shown);
    } else if (role === "workspace_billing") {
      program.leftOut.add(nouns.membership, `the role \`${role}\` cannot be assigned`, shown);
      others.push(email);
    } else {
      open.push({ member, email });
    }
  }
  if (program.selection.style === "list") {
    return open.length === 0 ? [] : await declareList(program, wire, open, others);
  }
  const declared: Declaration[] = [];
  for (const { member, email } of open) {
    const one = await declareMembership(program, wire, member, email);
    if (one !== undefined) declared.push(one);
  }
  return declared;
}

async function declareMembership(
  program: ProgramBuilder,
  wire: WorkspaceWire,
  { workspace_role: role }: WorkspaceMemberWire,
  email: string,
): Promise<Declaration | undefined> {
  const name = program.claimName(
    "WorkspaceMember",
    `${program.userName(email)}-${program.workspaceName(wire)}`,
  );
  const args = { workspace: program.workspaceValue(wire.id), email: program.emailValue(email), role };
  return await program.adopt({
    kind: "WorkspaceMember",
    id: `${wire.id}/${email}`,
    name,
    args,
    what: nouns.membership,
    shown: `${email} in ${wire.name}`,
  });
}

async function declareList(
  program: ProgramBuilder,
  wire: WorkspaceWire,
  open: readonly { readonly member: WorkspaceMemberWire; readonly email: string }[],
  others: readonly string[],
): Promise<Declaration[]> {
  const name = program.claimName("WorkspaceMembers", program.workspaceName(wire));
  const members = open.map(({ member, email }) => ({
    email: program.emailValue(email),
    role: member.workspace_role,
  }));
  const args = {
    workspace: program.workspaceValue(wire.id),
    members,
    ...(others.length === 0 ? {} : { except: [...others].sort() }),
  };
  const list = await program.adopt({
    kind: "WorkspaceMembers",
    id: wire.id,
    name,
    args,
    what: nouns.list,
    shown: wire.name,
  });
  return list === undefined ? [] : [list];
}
