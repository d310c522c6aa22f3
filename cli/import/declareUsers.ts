import type { InviteWire } from "../../provider/api/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { normalEmail, rejectForeignDomain } from "../../provider/users/email.ts";
import { userNames } from "../../provider/users/names.ts";
import { isAdministrator, OrganizationRoleInput } from "../../provider/users/roles.ts";
import { type Noun, nouns } from "../output/phrases.ts";
import type { Declaration } from "./declaration.ts";
import { compareNames, words } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** Declares the users of the organization as `Member`s. */
export async function declareUsers(program: ProgramBuilder): Promise<Declaration[]> {
  const { users } = program.organization;
  const { workspaces, matches } = program.selection;
  const inside = new Set([...program.organization.members.values()].flat().map(({ user_id: id }) => id));
  const candidates = users
    .map((user) => ({ user, email: normalEmail(user.email) }))
    .filter(({ user, email }) => matches(email) && (workspaces.length === 0 || inside.has(user.id)))
    .sort((one, other) => compareNames(one.email, other.email));
  program.nameUsers(candidates.map(({ email }) => email));
  const declared: Declaration[] = [];
  for (const { user, email } of candidates) {
    if (program.isManaged(nouns.user, ...userNames({ email, userId: user.id }))) continue;
    if (isAdministrator(user)) {
      const admins: Noun = [`user with the role \`${user.role}\``, `users with the role \`${user.role}\``];
      program.leftOut.add(admins, "can be changed and removed only in the Console", email);
      continue;
    }
    if (program.users.has(email)) {
      program.leftOut.add(nouns.user, "another user has the same email", `${email} (${user.id})`);
      continue;
    }
    const member = await declareMember(program, email, user.role, nouns.user);
    if (member !== undefined) declared.push(member);
  }
  return declared;
}

/** Declares the pending invitations as `Member`s. */
export async function declareInvitedUsers(program: ProgramBuilder): Promise<Declaration[]> {
  const { users, invites } = program.organization;
  const existing = new Set(users.map((user) => normalEmail(user.email)));
  const newest = new Map<string, InviteWire>();
  for (const invite of invites) {
    const email = normalEmail(invite.email);
    if (existing.has(email) || !program.selection.matches(email)) continue;
    if (invite.status !== "pending" && invite.status !== "expired") continue;
    const known = newest.get(email);
    if (known === undefined || rank(invite) > rank(known)) newest.set(email, invite);
  }
  const candidates = [...newest].sort(([one], [other]) => compareNames(one, other));
  program.nameUsers(candidates.map(([email]) => email));
  const declared: Declaration[] = [];
  for (const [email, invite] of candidates) {
    if (program.isManaged(nouns.invitation, ...userNames({ email }), objectName("Invite", invite.id)))
      continue;
    if (invite.status === "expired") {
      program.leftOut.add(
        ["expired invitation", "expired invitations"],
        "cannot be renewed; to invite a user again, declare a `Member`",
        email,
      );
    } else if (!OrganizationRoleInput.safeParse(invite.role).success) {
      program.leftOut.add(
        nouns.invitation,
        `the role \`${invite.role}\` can only be assigned in the Console`,
        email,
      );
    } else {
      const member = await declareMember(program, email, invite.role, nouns.invitation);
      if (member !== undefined) declared.push(member);
    }
  }
  return declared;
}

async function declareMember(
  program: ProgramBuilder,
  email: string,
  role: string,
  what: Noun,
): Promise<Declaration | undefined> {
  if (rejectForeignDomain(email, program.session.settings).length > 0) {
    program.leftOut.add(what, "`anthropic:emailDomains` does not allow the domain", email);
    return undefined;
  }
  const name = program.claimName("Member", program.userName(email), words(email) || "member");
  const member = await program.adopt({
    kind: "Member",
    id: email,
    name,
    args: { email, role },
    optional: ["role"],
    what,
    shown: email,
  });
  if (member !== undefined) program.users.set(email, member);
  return member;
}

/** Among several invitations of an email the pending one is declared, otherwise the newest. */
function rank({ status, invited_at: at }: InviteWire): number {
  return status === "pending" ? Number.POSITIVE_INFINITY : Date.parse(at);
}
