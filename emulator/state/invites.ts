import { type Clock, timestamp } from "../clock.ts";
import { Collection } from "../collection.ts";
import { normalizedEmail } from "../emails.ts";
import { newId, prefixes } from "../ids.ts";
import type { InviteJson, OrganizationRole } from "../json.ts";

const lifetime = 21 * 86_400_000;

/** When an invitation expires: 21 days after it was sent. */
export function expiryOf(invitedAt: string): string {
  return timestamp(new Date(Date.parse(invitedAt) + lifetime));
}

/** The invitations of an organization, deleted ones included. */
export class Invites {
  readonly #clock: Clock;
  readonly #onSent: (invite: InviteJson) => void;
  readonly #stored: Collection<InviteJson>;
  readonly #lastIdByEmail = new Map<string, string>();

  constructor(clock: Clock, onSent: (invite: InviteJson) => void) {
    this.#clock = clock;
    this.#onSent = onSent;
    this.#stored = new Collection(clock);
  }

  load(invite: InviteJson): void {
    this.#stored.load(invite.id, invite);
    if (invite.status === "pending") this.#lastIdByEmail.set(normalizedEmail(invite.email), invite.id);
  }

  /** Every invitation with its current status, newest first. */
  all(): InviteJson[] {
    return this.#stored.newestFirst().map((invite) => this.current(invite));
  }

  /** The stored invitations of `seconds` ago, newest first. `current` returns one with its current status. */
  storedAgo(seconds: number): readonly InviteJson[] {
    return this.#stored.newestFirstAgo(seconds);
  }

  get(id: string): InviteJson | undefined {
    const invite = this.#stored.get(id);
    return invite === undefined ? undefined : this.current(invite);
  }

  pendingFor(email: string): InviteJson | undefined {
    const invite = this.get(this.#lastIdByEmail.get(normalizedEmail(email)) ?? "");
    return invite?.status === "pending" ? invite : undefined;
  }

  send(email: string, role: OrganizationRole, groupIds: string[] = []): InviteJson {
    const invitedAt = this.#clock.timestamp();
    const invite: InviteJson = {
      id: newId(prefixes.invite),
      type: "invite",
      email,
      role,
      status: "pending",
      invited_at: invitedAt,
      expires_at: expiryOf(invitedAt),
      accepted_at: null,
      rbac_group_ids: groupIds,
    };
    this.#stored.set(invite.id, invite);
    this.#lastIdByEmail.set(normalizedEmail(email), invite.id);
    this.#onSent(invite);
    return invite;
  }

  accept(invite: InviteJson, acceptedAt: string): void {
    this.#stored.set(invite.id, { ...invite, status: "accepted", accepted_at: acceptedAt });
  }

  delete(invite: InviteJson): InviteJson {
    const deleted: InviteJson = { ...invite, status: "deleted" };
    this.#stored.set(invite.id, deleted);
    return deleted;
  }

  /** Expiry is computed on reads and never stored. */
  current(invite: InviteJson): InviteJson {
    return invite.status === "pending" && this.#clock.hasPassed(invite.expires_at)
      ? { ...invite, status: "expired" }
      : invite;
  }
}
