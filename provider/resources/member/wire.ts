import type { InviteWire, UserWire } from "../../api/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { userInId } from "../../users/names.ts";
import { normalEmail, type Person } from "../../users/people.ts";
import type { State } from "./schema.ts";

export function fromUser(user: UserWire): Observed<State> {
  return {
    email: normalEmail(user.email),
    userId: user.id,
    name: user.name,
    role: user.role,
    status: "active",
    inviteId: null,
    inviteRole: null,
    expiresAt: null,
  };
}

export function fromInvite(invite: InviteWire): Observed<State> {
  return {
    email: normalEmail(invite.email),
    userId: null,
    name: null,
    status: invite.status === "expired" ? "expired" : "invited",
    inviteId: invite.id,
    inviteRole: invite.role,
    expiresAt: invite.expires_at,
  };
}

export function personOf(id: string, old: State | undefined): Person {
  if (old?.userId !== undefined) return { userId: old.userId, email: old.email };
  return { email: old?.email, ...userInId(id) };
}
