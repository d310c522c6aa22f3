import { clean } from "../../api/foreignText.ts";
import type { InviteWire, UserWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { idWithPrefix } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { deactivateKeysOf } from "../../keys.ts";
import { explainPresent } from "../../users/alreadyPresent.ts";
import { Email, normalEmail, rejectForeignDomain } from "../../users/email.ts";
import { type EmailChange, probablyIs, rejectChangedEmail } from "../../users/emailChanged.ts";
import { findUser, isSameUser, withEmail } from "../../users/findUser.ts";
import {
  deleteInvite,
  isPresentAlready,
  noteAdoptedInvite,
  pendingInvite,
  replaceInvite,
  sendInvite,
} from "../../users/invitations.ts";
import { userInId, userNames } from "../../users/names.ts";
import { acceptedBy, findOutcome, findUserToRemove } from "../../users/outcome.ts";
import { isAdministrator } from "../../users/roles.ts";
import type { Inputs as InviteInputs } from "../invite/schema.ts";
import { attention } from "./attention.ts";
import { declare, unknownUserError } from "./declare.ts";
import { Inputs, State } from "./schema.ts";
import {
  endedError,
  endedOutside,
  hasNewRole,
  howEnded,
  lookUp,
  noteInvitedRole,
  removedOutside,
  shown,
  updating,
  wantsInvite,
} from "./status.ts";
import { fromInvite, fromUser, userOf } from "./wire.ts";
import {
  giveRole,
  rejectAdministrator,
  removeUser,
  setRole,
  whyRoleIsFixed,
  whyRoleIsKept,
} from "./writes.ts";

// A user of the organization, from the invitation to the removal: `/v1/organizations/invites` until they accept,
// `/v1/organizations/users/{id}` afterwards. The API cannot create a user, only invite one. Another user replaces the resource.
// Delete demotes the user to the role `user`, or removes the user, and deletes a pending invitation.

export const member = defineResource<typeof Inputs, typeof State>({
  kind: "Member",
  inputs: Inputs,
  state: State,
  managed: ["email", "userId", "role"],
  derived: { name: ["email", "userId"], email: ["userId"] },
  identifying: ["email", "userId"],
  requestTriggers: ["invite", "reinvite"],
  // When a loop names resources by index, users can move between resources. Deletes run last, when all resources are declared.
  replaceInOrder: "createFirst",
  impossible: { expiresAt: "extendInvite", expiresInDays: "extendInvite", resend: "resendInvite" },

  parseId(id) {
    const result = (id.includes("@") ? Email : idWithPrefix("user_")).safeParse(id);
    if (result.success) return result.data;
    throw new UserError(
      `${JSON.stringify(clean(id))} is not the ID of a Member, which is the email address or the ID \`user_...\` of the user.`,
    );
  },
  idOf: ({ email, userId }) => email ?? userId,
  names: (properties, id) => [...(id === undefined ? [] : userNames(userInId(id))), ...userNames(properties)],
  // The email in the state is not used, since it may belong to another user by now.
  exclusiveNamesInState: (_, { userId }) => userNames({ userId }),

  reject({ email, userId }, { unknown, settings }) {
    const failures = rejectForeignDomain(email, settings);
    if (unknown.has("email") || unknown.has("userId")) return failures;
    if ((email === undefined) === (userId === undefined)) {
      failures.push({
        // Reported for the whole resource: either property may be the one that changed.
        property: "",
        reason: `Set \`email\` or \`userId\`${email === undefined ? "" : ", not both"}.`,
      });
    }
    return failures;
  },

  async verify(operation, { email, userId, role }, { olds, minFreshness }) {
    // The role of a user in the state may have been changed outside of Pulumi, which must not stop everything else.
    if (email === olds?.email && userId === olds?.userId) return;
    const { cache } = operation;
    const users = await cache.users(minFreshness);
    const user =
      userId === undefined
        ? email === undefined
          ? undefined
          : withEmail(users, email)
        : (users.find(({ id }) => id === userId) ?? (await cache.confirmUser(userId)));
    if (user === undefined) {
      if (userId !== undefined) throw unknownUserError(userId);
      if (email === undefined || role === undefined) return;
      const invite = await pendingInvite(operation, email, OrganizationCache.anyAge);
      // Create adopts this invitation. It rejects one for another role, unless a resource of the program has it.
      if (invite?.role === "user") noteInvitedRole(operation, invite, role);
    } else if (role !== undefined && role !== user.role) rejectAdministrator(user, role);
  },

  refused: ({ email, userId, role: current }, { role }) =>
    current === undefined ? undefined : whyRoleIsFixed({ name: shown(email, userId), role: current }, role),

  async sameObject(operation, id, old, { email, userId }) {
    // The declared email names the resource, also when the user has another email now.
    if (email !== undefined && (email === old.email || email === id)) return true;
    if (userId !== undefined && (userId === old.userId || userId === id)) return true;
    return await isSameUser(operation, { email, userId }, old);
  },

  attention,

  // An invitation is adopted whatever its role is, since the role is set after acceptance.
  async unadoptable(operation, _, { inviteId }, { role }) {
    const { cache } = operation;
    const invites = inviteId == null ? [] : await cache.invites(OrganizationCache.anyAge);
    const invite = invites.find(({ id }) => id === inviteId);
    if (invite !== undefined) noteInvitedRole(operation, invite, role);
    return undefined;
  },

  async create(operation, inputs) {
    const id = inputs.email ?? inputs.userId ?? "";
    try {
      return { id, observed: await declare(operation, id, inputs, OrganizationCache.anyAge) };
    } catch (error) {
      if (!isPresentAlready(error)) throw error;
      return { id, observed: await declare(operation, id, inputs, operation.cache.now(), error) };
    }
  },

  async read(operation, id, old, inputs) {
    const outcome = await findOutcome(operation, userOf(id, old), old, operation.cache.lastMinute());
    if (outcome.is === "member") {
      const { user } = outcome;
      // Another user may have the email of a removed user.
      if (old?.userId !== undefined && user.id !== old.userId) return { status: "removed" };
      // Only the resource option `import` passes inputs.
      return { ...fromUser(user), ...(inputs === undefined ? {} : { previousRole: user.role }) };
    }
    if (old?.userId !== undefined) return { status: "removed" };
    if (outcome.is === "invited" || (outcome.is === "expired" && "invite" in outcome)) {
      return fromInvite(outcome.invite);
    }
    if (outcome.is === "notInvited" || (outcome.is === "emailChanged" && old?.status === "awaited")) {
      return old === undefined ? undefined : { status: old.status ?? "awaited" };
    }
    return { status: outcome.is };
  },

  async update(operation, _, old, inputs) {
    const { cache } = operation;
    const reinviteRequested = inputs.reinvite !== undefined && inputs.reinvite !== old.reinvite;
    const doing = updating(inputs, old);
    const minFreshness = cache.lastMinute();

    if (old.status === "active") {
      const roleChanged = inputs.role !== undefined && inputs.role !== old.role;
      const emailChanged = inputs.email !== undefined && inputs.email !== old.email;
      if (!roleChanged && !emailChanged) return {};
      const standing = await findUser(operation, { userId: old.userId }, minFreshness);
      if (standing.is !== "member") throw endedError(doing, { is: "removed" }, inputs.email !== undefined);
      const { user } = standing;
      rejectChangedEmail(doing, inputs.email, user);
      return roleChanged ? await giveRole(operation, user, inputs.role, old.role) : fromUser(user);
    }

    // The user accepted, or joined again. The declared role may have changed meanwhile.
    const joined = async (user: UserWire) => {
      const kept = whyRoleIsKept(user, inputs.role, old);
      if (kept !== undefined) throw new UserError(`cannot ${kept}`);
      return inputs.role === undefined || inputs.role === user.role
        ? fromUser(user)
        : await giveRole(operation, user, inputs.role, old.inviteRole ?? user.role);
    };
    const fresh = endedOutside.includes(old.status);
    const outcome = await lookUp(operation, inputs, old, fresh ? operation.began : minFreshness);
    if (outcome.is === "member") return await joined(outcome.user);
    const { email } = inputs;
    if (email === undefined) throw endedError(doing, { is: "removed" }, false);
    const role = inputs.role ?? "user";
    const explained = async (error: unknown) => {
      throw isPresentAlready(error) ? await explainPresent(operation, error, email, role) : error;
    };
    if (outcome.is === "invited") {
      const { invite } = outcome;
      // Another invitation than the recorded one was sent by an interrupted run, for this `reinvite`.
      if (!reinviteRequested || invite.id !== old.inviteId) {
        if (hasNewRole(invite, old, inputs)) noteInvitedRole(operation, invite, inputs.role);
        return fromInvite(invite);
      }
      const sent = await replaceInvite(operation, invite, email, role).catch(explained);
      return sent === undefined ? await joined(await acceptedBy(operation, invite)) : fromInvite(sent);
    }
    const first = old.status === "awaited" && wantsInvite(operation, inputs);
    if (reinviteRequested || first) {
      return fromInvite(await sendInvite(operation, email, role).catch(explained));
    }
    if (outcome.is === "expired" && "invite" in outcome) return fromInvite(outcome.invite);
    const status = outcome.is === "notInvited" ? (old.status ?? "awaited") : outcome.is;
    if (endedOutside.includes(status)) throw endedError(doing, "users" in outcome ? outcome : { is: status });
    return { status };
  },

  retained(old, id) {
    // The user may have been invited or added again outside of Pulumi.
    if (removedOutside.includes(old.status)) {
      return `${shown(old.email ?? id, old.userId)} is left unchanged: ${howEnded(old.status)}.`;
    }
    if (old.onDelete !== "retain") return undefined;
    return `${shown(old.email ?? id, old.userId)} is left unchanged, since \`onDelete\` is "retain".`;
  },

  async delete(operation, id, old) {
    const { cache, began } = operation;
    const standing = await findUserToRemove(operation, userOf(id, old), old);
    if (standing.is === "notInvited" || standing.is === "expired") return;
    if (standing.is === "invited" && (await isDeclaredAsInvite(operation, standing.invite))) {
      operation.notify(
        "retained",
        `The invitation of ${normalEmail(standing.invite.email)} (${standing.invite.id}) is left unchanged: an Invite of this stack declares it now.`,
      );
      return;
    }
    if (standing.is === "invited" && (await deleteInvite(operation, standing.invite)) === "withdrawn") {
      noteAdoptedInvite(operation, old, standing.invite);
      return;
    }
    if (standing.is === "emailChanged") return rejectUncertainDelete(old, standing);
    const seen = standing.is === "member" ? standing.user : await acceptedBy(operation, standing.invite);
    if (old.userId !== undefined && seen.id !== old.userId) return;
    // A stale list may still show `user` for a user whose role was just raised, and the delete would not demote them.
    const raised = old.role !== undefined && old.role !== "user";
    const user = raised && seen.role === "user" ? ((await cache.confirmUser(seen.id, began)) ?? seen) : seen;
    const name = shown(normalEmail(user.email), user.id);
    const removing = old.onDelete === "remove";
    const doing = removing
      ? `remove ${name} from the organization`
      : `demote ${name} from ${user.role} to user`;
    if (isAdministrator(user)) {
      // An adopted admin was only read.
      if (old.adopted === true && old.previousRole === user.role) {
        operation.notify(
          "retained",
          `${name} is left unchanged: they were \`${user.role}\` before the program adopted them.`,
        );
        return;
      }
      throw new UserError(`cannot ${doing}: they are \`${user.role}\`, and ${apiLimitation("removeAdmin")}`);
    }
    if (!removing && user.role === "user") {
      await deactivateKeysOf(operation, user, old.deactivateKeys);
      operation.notify("retained", `${name} stays in the organization. Their role is \`user\` already.`);
      return;
    }
    operation.limits.spend("removals", doing);
    await deactivateKeysOf(operation, user, old.deactivateKeys);
    if (removing) {
      await removeUser(operation, user, doing);
      operation.notify("userRemoved", `${name} was removed from the organization.`);
    } else {
      await setRole(operation, user, "user", doing, "delete");
      operation.notify(
        "userDemoted",
        `${name} was demoted from ${user.role} to user, and stays in the organization.`,
      );
    }
  },
});

/** Rejects the delete of a user with another email address, unless delete would remove no access of any candidate. */
function rejectUncertainDelete({ email, onDelete }: State, { users }: EmailChange): void {
  const removing = onDelete === "remove";
  const affected = users.filter(({ role }) => removing || role !== "user");
  if (affected.length === 0) return;
  throw new UserError(
    `cannot ${removing ? "remove" : "demote"} ${email}: ${howEnded("emailChanged")}. ${probablyIs(affected)}: use that email address in the program and run \`pulumi up\` before you delete the resource. If it is someone else, remove the resource from the state with \`pulumi state delete\`.`,
  );
}

async function isDeclaredAsInvite(operation: Operation, { id, email, role }: InviteWire): Promise<boolean> {
  const declared = operation.ownership.ofType<InviteInputs>("Invite");
  return (
    declared.some(({ inputs }) => inputs.email === normalEmail(email) && inputs.role === role) ||
    (await operation.recordedAs(objectName("Invite", id))) !== undefined
  );
}
