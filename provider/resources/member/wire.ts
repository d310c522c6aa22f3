import type { InviteWire, UserWire } from "../../api/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { normalEmail } from "../../users/email.ts";
import type { UserIdentity } from "../../users/names.ts";
import { userInId } from "../../users/names.ts";
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

export function userOf(id: string, old: State | undefined): UserIdentity {
  if (old?.userId !== undefined) return { userId: old.userId, email: old.email };
  return { email: old?.email, ...userInId(id) };
}
