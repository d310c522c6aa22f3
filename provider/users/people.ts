import { z } from "zod";
import type { InviteWire, UserWire } from "../api/objects.ts";
import { administratorRoles } from "../api/plausible.ts";
import { apiLimitation } from "../apiLimitations.ts";
import type { Failure, Operation } from "../kernel/definition.ts";
import type { Settings } from "../settings/config.ts";

/** An address as it is compared and kept: the API finds variants of it too, we never do. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** An email address as an input. */
export const Email = z
  .string("must be an email address, a text")
  .trim()
  .toLowerCase()
  .regex(
    /^[^\s@,;<>/"]+@[^\s@,;<>/"]+\.[^\s@,;<>/".]+$/,
    "must be an email address such as `alice@example.com`",
  );

/** The roles in the organization that the API can give. `admin` is given in the Console only. */
export type OrganizationRole = "user" | "developer" | "billing" | "claude_code_user";

/** An organization role as an input. */
export const OrganizationRoleInput = z.enum(["user", "developer", "billing", "claude_code_user"], {
  error: ({ input }) => {
    if (input === "admin") return apiLimitation("assignAdmin");
    const roles = "must be `user`, `developer`, `billing` or `claude_code_user`";
    return typeof input === "string" && input.startsWith("workspace_")
      ? `${roles}. Roles in a workspace are given by a WorkspaceMember.`
      : roles;
  },
});

/** `anthropic:emailDomains` limits whom a program can name. */
export function foreignDomain(email: string | undefined, { emailDomains }: Settings): Failure[] {
  const domain = email?.split("@")[1];
  if (email === undefined || domain === undefined || emailDomains?.includes(domain) !== false) return [];
  return [
    {
      property: "email",
      reason: `${email} is not of a domain that \`anthropic:emailDomains\` allows (${emailDomains.join(", ")}). Correct the address, or add its domain there.`,
    },
  ];
}

/** Whom a program means: by address, by id, or (once known) both. */
export interface Person {
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

/** Where somebody stands: in the organization, invited, invited too long ago, or unknown to it. */
export type Standing =
  | { readonly is: "member"; readonly user: UserWire }
  | { readonly is: "invited" | "expired"; readonly invite: InviteWire }
  | { readonly is: "notInvited" };

/** What a membership waits for while its person is not there. */
export type WaitingFor = "acceptance" | "expired" | "notInvited";

export function waitingFor(standing: Standing): WaitingFor {
  return standing.is === "invited" ? "acceptance" : standing.is === "expired" ? "expired" : "notInvited";
}

/**
 * Finds a person. Once a `user_` id is known it *is* the person, whatever the address says; its absence from a list is
 * confirmed by a GET. An address is looked for among the members first, then among the invitations.
 */
export async function findPerson(
  { cache }: Operation,
  person: Person,
  minFreshness: number,
): Promise<Standing> {
  const users = await cache.users(minFreshness);
  if (person.userId !== undefined) {
    const { userId } = person;
    const user =
      users.find((candidate) => candidate.id === userId) ?? (await cache.confirmUser(userId, minFreshness));
    if (user !== undefined) return { is: "member", user };
  }
  const email = person.email === undefined ? undefined : normalEmail(person.email);
  if (email === undefined) return { is: "notInvited" };
  const user = withAddress(users, email);
  if (user !== undefined) return { is: "member", user };
  const invite = lastInvite(await cache.invites(minFreshness), email);
  if (invite?.status === "pending") return { is: "invited", invite };
  if (invite?.status === "expired") return { is: "expired", invite };
  if (invite?.status !== "accepted" || person.userId !== undefined) return { is: "notInvited" };
  // They may have come between the two lists, and must not be taken for somebody who was removed.
  const arrived = withAddress(await cache.usersAfterInvites(), email);
  return arrived === undefined ? { is: "notInvited" } : { is: "member", user: arrived };
}

export function withAddress(users: readonly UserWire[], email: string | undefined): UserWire | undefined {
  return users.find((user) => normalEmail(user.email) === email);
}

/** The pending invitation of an address, else its newest. */
function lastInvite(invites: readonly InviteWire[], email: string): InviteWire | undefined {
  const theirs = invites.filter((invite) => normalEmail(invite.email) === email);
  const newest = () => theirs.toSorted((a, b) => Date.parse(b.invited_at) - Date.parse(a.invited_at))[0];
  return theirs.find((invite) => invite.status === "pending") ?? newest();
}

/** Whether a person has every right in the organization, so that the API lets nobody change or remove them. */
export function isAdministrator(user: UserWire): boolean {
  return administratorRoles.includes(user.role);
}

/**
 * Whether the organization role already gives a place in every workspace, and the API refuses to give this one
 * explicitly. Billing members can only be raised to `workspace_admin`.
 */
export function isImplicit(user: UserWire, workspaceRole: string | undefined): boolean {
  return isAdministrator(user) || (user.role === "billing" && workspaceRole !== "workspace_admin");
}
