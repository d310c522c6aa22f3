import { clean } from "../../api/foreignText.ts";
import type { InviteWire, UserWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { idWithPrefix } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { deactivateKeysOf } from "../../keys.ts";
import { rejectChangedEmail } from "../../users/emailChanged.ts";
import { isKnownAlready, sendAgain, sendInvite, withdrawInvite } from "../../users/invitations.ts";
import { userInId, userNames } from "../../users/names.ts";
import {
  Email,
  findPerson,
  foreignDomain,
  isAdministrator,
  normalEmail,
  type Person,
} from "../../users/people.ts";
import { acceptedBy, seek, seekToRemove } from "../../users/whereabouts.ts";
import type { Inputs as InviteInputs } from "../invite/schema.ts";
import { declare } from "./declare.ts";
import { Inputs, State } from "./schema.ts";
import {
  pending,
  refuseTakenAway,
  shown,
  statusOf,
  takenAway,
  takenAwayBy,
  updating,
  wantsInvite,
  whyTakenAway,
} from "./status.ts";
import { fromInvite, fromUser, personOf } from "./wire.ts";
import { giveRole, removeUser, setRole } from "./writes.ts";

// A person in the organization, from the invitation to the removal: `/v1/organizations/invites` until they accept,
// `/v1/organizations/users/{id}` afterwards. The API cannot make a person, only invite one. Another person replaces the
// resource. Deleting it demotes to the role `user`, or removes; while invited, it withdraws the invitation.

export const member = defineResource<typeof Inputs, typeof State>({
  kind: "Member",
  inputs: Inputs,
  state: State,
  managed: ["email", "userId", "role"],
  identifying: ["email", "userId"],
  requestTriggers: ["invite", "reinvite"],
  // In a list by number one person takes the place of another. Only after all are declared is it known who has to go.
  replaceInOrder: "createFirst",
  impossible: { expiresAt: "extendInvite", expiresInDays: "extendInvite", resend: "resendInvite" },

  parseId(id) {
    const answer = (id.includes("@") ? Email : idWithPrefix("user_")).safeParse(id);
    if (answer.success) return answer.data;
    throw new UserError(
      `${JSON.stringify(clean(id))} is not the ID of a Member, which is the person's address, or their id \`user_...\`.`,
    );
  },
  idOf: ({ email, userId }) => email ?? userId,
  names: (properties, id) => [...(id === undefined ? [] : userNames(userInId(id))), ...userNames(properties)],
  // Not the email in the state: it may be another user's by now.
  exclusiveNamesInState: (_, { userId }) => userNames({ userId }),

  reject({ email, userId }, { unknown, settings }) {
    const failures = foreignDomain(email, settings);
    if (unknown.has("email") || unknown.has("userId")) return failures;
    if ((email === undefined) === (userId === undefined)) {
      failures.push({
        // Of the whole resource: the one that was there before is not blamed for what is new.
        property: "",
        reason: `Name the person by \`email\` or by \`userId\`${email === undefined ? "" : ", not by both"}.`,
      });
    }
    return failures;
  },

  async sameObject(operation, id, old, { email, userId }) {
    // The address under which the person was declared stays the resource's name, also when they have another one now.
    if (email !== undefined && (email === old.email || email === id)) return true;
    if (userId !== undefined && (userId === old.userId || userId === id)) return true;
    const standing = await findPerson(operation, { email, userId }, operation.cache.lastMinute());
    if (standing.is !== "member") return false;
    return old.userId === undefined
      ? normalEmail(standing.user.email) === old.email
      : standing.user.id === old.userId;
  },

  async attention(operation, old, inputs) {
    const { email, userId, reinvite } = inputs;
    const lost = (status: string) => {
      const again = email !== undefined && reinvite !== undefined && reinvite !== old.reinvite;
      if (again) return "update";
      return { refuses: whyTakenAway(updating(inputs, old), status, email !== undefined) };
    };
    if (old.status !== undefined && takenAway.includes(old.status)) return lost(old.status);
    if (!pending.includes(old.status)) return undefined;
    if (old.status === "awaited" && wantsInvite(operation, inputs)) return "complete";
    const whereabouts = await seek(operation, { email, userId }, old, operation.cache.lastMinute());
    if (whereabouts.is === "withdrawn" || whereabouts.is === "removed") return lost(whereabouts.is);
    return statusOf(whereabouts, old) === old.status ? undefined : "complete";
  },

  async create(operation, inputs) {
    const id = inputs.email ?? inputs.userId ?? "";
    try {
      return { id, observed: await declare(operation, id, inputs, OrganizationCache.anyAge) };
    } catch (error) {
      if (!isKnownAlready(error)) throw error;
      return { id, observed: await declare(operation, id, inputs, operation.cache.now()) };
    }
  },

  async read(operation, id, old, inputs) {
    const whereabouts = await seek(operation, personOf(id, old), old, operation.cache.lastMinute());
    if (whereabouts.is === "member") {
      const { user } = whereabouts;
      // Somebody else may have got the address of a person who is gone.
      if (old?.userId !== undefined && user.id !== old.userId) return { status: "removed" };
      // With inputs it is the resource option `import` that asks.
      return { ...fromUser(user), ...(inputs === undefined ? {} : { previousRole: user.role }) };
    }
    if (old?.userId !== undefined) return { status: "removed" };
    if ("invite" in whereabouts) return fromInvite(whereabouts.invite);
    if (whereabouts.is !== "notInvited") return { status: whereabouts.is };
    return old === undefined ? undefined : { status: old.status ?? "awaited" };
  },

  async update(operation, _, old, inputs) {
    const { cache } = operation;
    const asked = inputs.reinvite !== undefined && inputs.reinvite !== old.reinvite;
    const doing = updating(inputs, old);
    const minFreshness = cache.lastMinute();

    if (old.status === "active") {
      const roleChanged = inputs.role !== undefined && inputs.role !== old.role;
      const emailChanged = inputs.email !== undefined && inputs.email !== old.email;
      if (!roleChanged && !emailChanged) return {};
      const standing = await findPerson(operation, { userId: old.userId }, minFreshness);
      if (standing.is !== "member") throw refuseTakenAway(doing, "removed", inputs.email !== undefined);
      const { user } = standing;
      rejectChangedEmail(doing, inputs.email, user);
      return roleChanged ? await giveRole(operation, user, inputs.role, old.role) : fromUser(user);
    }

    const person: Person = takenAway.includes(old.status)
      ? { ...inputs, email: inputs.email ?? old.email }
      : inputs;
    // Accepted (or back): record it, and give the role that was declared meanwhile.
    const arrived = async (user: UserWire) =>
      inputs.role === undefined || inputs.role === user.role
        ? fromUser(user)
        : await giveRole(operation, user, inputs.role, old.inviteRole ?? user.role);
    const fresh = takenAway.includes(old.status);
    const whereabouts = await seek(operation, person, old, fresh ? operation.began : minFreshness);
    if (whereabouts.is === "member") return await arrived(whereabouts.user);
    const { email } = inputs;
    if (email === undefined) throw refuseTakenAway(doing, "removed", false);
    const role = inputs.role ?? "user";
    if (whereabouts.is === "invited") {
      const { invite } = whereabouts;
      // Another invitation than the one we knew is what an interrupted run sent for this same request.
      if (!asked || invite.id !== old.inviteId) return fromInvite(invite);
      const sent = await sendAgain(operation, invite, email, role);
      return sent === undefined ? await arrived(await acceptedBy(operation, invite)) : fromInvite(sent);
    }
    const first = old.status === "awaited" && wantsInvite(operation, inputs);
    if (asked || first) return fromInvite(await sendInvite(operation, email, role));
    if (whereabouts.is === "expired" && "invite" in whereabouts) return fromInvite(whereabouts.invite);
    const status = whereabouts.is === "notInvited" ? (old.status ?? "awaited") : whereabouts.is;
    if (takenAway.includes(status)) throw refuseTakenAway(doing, status);
    return { status };
  },

  retained(old, id) {
    // Whoever was invited or let in again since, was so by somebody else.
    if (takenAway.includes(old.status)) {
      return `${shown(old.email ?? id, old.userId)} is left unchanged: ${takenAwayBy(old.status)}.`;
    }
    if (old.onDelete !== "retain") return undefined;
    return `${shown(old.email ?? id, old.userId)} is left unchanged, since \`onDelete\` is "retain".`;
  },

  async delete(operation, id, old) {
    const { cache, began } = operation;
    const standing = await seekToRemove(operation, personOf(id, old), old);
    if (standing.is === "notInvited" || standing.is === "expired") return;
    if (standing.is === "invited" && isDeclaredAsInvite(operation, standing.invite)) {
      operation.notify(
        "retained",
        `The invitation of ${normalEmail(standing.invite.email)} (${standing.invite.id}) is left unchanged: an Invite of this program declares it now.`,
      );
      return;
    }
    if (standing.is === "invited" && (await withdrawInvite(operation, standing.invite)) === "withdrawn")
      return;
    const seen = standing.is === "member" ? standing.user : await acceptedBy(operation, standing.invite);
    if (old.userId !== undefined && seen.id !== old.userId) return;
    // A stale list may still show `user` for a user whose role was just raised, and the delete would not demote them.
    const raised = old.role !== undefined && old.role !== "user";
    const user = raised && seen.role === "user" ? ((await cache.confirmUser(seen.id, began)) ?? seen) : seen;
    const person = shown(normalEmail(user.email), user.id);
    const removing = old.onDelete === "remove";
    const doing = removing
      ? `remove ${person} from the organization`
      : `demote ${person} from ${user.role} to user`;
    if (isAdministrator(user)) {
      // Taken over as an admin, they were only ever read.
      if (old.adopted === true && old.previousRole === user.role) {
        operation.notify(
          "retained",
          `${person} is left unchanged: they were \`${user.role}\` before the program knew them.`,
        );
        return;
      }
      throw new UserError(`cannot ${doing}: they are \`${user.role}\`, and ${apiLimitation("removeAdmin")}`);
    }
    if (!removing && user.role === "user") {
      await deactivateKeysOf(operation, user, old.deactivateKeys);
      return;
    }
    operation.limits.spend("removals", doing);
    await deactivateKeysOf(operation, user, old.deactivateKeys);
    if (removing) await removeUser(operation, user, doing);
    else await setRole(operation, user, "user", doing);
  },
});

function isDeclaredAsInvite({ ownership }: Operation, { email, role }: InviteWire): boolean {
  return ownership
    .ofType<InviteInputs>("Invite")
    .some(({ inputs }) => inputs.email === normalEmail(email) && inputs.role === role);
}
