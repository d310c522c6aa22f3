import type { z } from "zod";
import type { ApiError } from "../../api/apiError.ts";
import type { UserWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import type { MinFreshness } from "../../api/sharedList.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Created, Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { explainPresent } from "../../users/alreadyPresent.ts";
import { normalEmail, rejectForeignDomain } from "../../users/email.ts";
import { allWithEmail, findUser } from "../../users/findUser.ts";
import { rejectFormerEmail } from "../../users/formerEmail.ts";
import {
  confirmPending,
  deleteInvite,
  inviting,
  isPresentAlready,
  noteAdoptedInvite,
  pendingInvite,
  replaceInvite,
  sendInvite,
} from "../../users/invitations.ts";
import { userNames } from "../../users/names.ts";
import type { Inputs as MemberInputs } from "../member/schema.ts";
import { Inputs, State } from "./schema.ts";
import { changing, fromWire, lookUp, statusOf, statusOfMissing, whyWithdrawn } from "./status.ts";

// An invitation: `/v1/organizations/invites`. The API can neither change, extend nor resend one, so another email or role
// replaces it and sends another. Delete deletes it while it is pending. Most programs declare a Member, which is the user
// before and after the invitation is accepted.

export const invite = defineResource<typeof Inputs, typeof State>({
  kind: "Invite",
  inputs: Inputs,
  state: State,
  managed: ["email", "role"],
  identifying: ["email", "role", "reinvite"],
  requestTriggers: ["reinvite"],
  // When a loop names resources by index, emails can move between resources. Deletes run last, when all resources are declared.
  // For the same email, the old invitation is deleted first: the API rejects a second pending one.
  replaceInOrder: ["email"],
  impossible: { expiresAt: "extendInvite", expiresInDays: "extendInvite", resend: "resendInvite" },

  parseId: (id) => parsedId("an Invite", "invite_", id),
  // Another role or `reinvite` means another invitation. The old one is deleted, and its ownership does not move.
  names: ({ email, role, reinvite }, id) => [
    ...(id === undefined ? [] : [objectName("Invite", id)]),
    ...(email === undefined || role === undefined
      ? []
      : [objectName("Invite", JSON.stringify([email, role, reinvite]), "request")]),
  ],

  // An email address can have one pending invitation. Only the state shows whether an invitation was accepted or has expired.
  exclusiveNames: ({ email }, _, isNew) =>
    isNew && email !== undefined ? [objectName("Invite", email, "email")] : [],
  exclusiveNamesInState: (_, { email, status, expiresAt = "" }) =>
    email !== undefined && status === "pending" && !(Date.parse(expiresAt) < Date.now())
      ? [objectName("Invite", email, "email")]
      : [],

  reject: ({ email }, { settings }) => rejectForeignDomain(email, settings),

  async verify(operation, { email, role }, { olds, minFreshness }) {
    if (email === undefined || role === undefined || email === olds?.email) return;
    const [member] = allWithEmail(await operation.cache.users(minFreshness), email);
    if (member !== undefined) throw alreadyMemberError(`invite ${email} as ${role}`, member);
  },

  // Update rejects a change of an accepted invitation, and of one that was deleted outside of Pulumi, unless the program
  // requests another one.
  async sameObject(operation, id, old, { email, reinvite }) {
    const status = await statusOf(operation, id, old);
    const isRequested = email !== old.email || (reinvite !== undefined && reinvite !== old.reinvite);
    return status === "accepted" || (status === "withdrawn" && !isRequested);
  },

  // Update looks at the current status only if the program changed.
  async attention(operation, old, inputs, id) {
    const refused = () => whyWithdrawn(operation, old, id, inputs, "preview");
    if (old.status === "withdrawn") return { refuses: refused() };
    if (!isChanged(old, inputs)) return undefined;
    const status = await statusOf(operation, id, old);
    if (status === "withdrawn") return { refuses: refused(), inInputs: true };
    return status === "accepted" ? { refuses: whyAccepted(old, id), inInputs: true } : undefined;
  },

  async create(operation, inputs) {
    try {
      return await declare(operation, inputs, OrganizationCache.anyAge);
    } catch (error) {
      if (!isPresentAlready(error)) throw error;
      return await declare(operation, inputs, operation.cache.now(), error);
    }
  },

  async read(operation, id, old) {
    const wire = await lookUp(operation, id, old, operation.cache.lastMinute());
    if (wire !== undefined) return fromWire(wire);
    return old === undefined ? undefined : { status: await statusOfMissing(operation, old) };
  },

  async update(operation, id, old, inputs) {
    const changed = isChanged(old, inputs);
    const status = changed ? await statusOf(operation, id, old) : old.status;
    if (status === "accepted" && changed) throw new UserError(`cannot ${whyAccepted(old, id)}`);
    if (status === "withdrawn")
      throw new UserError(`cannot ${whyWithdrawn(operation, old, id, inputs, "update")}`);
    return {};
  },

  async delete(operation, id, old) {
    if (old.status === "withdrawn") return;
    const wire = await lookUp(operation, id, old, operation.began);
    if (wire?.status !== "pending") return;
    const email = normalEmail(wire.email);
    if (
      isDeclaredAsMember(operation, email) ||
      (await operation.recordedAs(...userNames({ email }))) !== undefined
    ) {
      operation.notify(
        "retained",
        `The invitation of ${email} (${id}) is left unchanged: a Member of this stack declares the user now.`,
      );
      return;
    }
    if ((await deleteInvite(operation, wire)) === "withdrawn") noteAdoptedInvite(operation, old, wire);
  },
});

/** Whether the program declares another invitation. Unknown inputs are absent. */
function isChanged(old: State, { email, role, reinvite }: Partial<Inputs>): boolean {
  return (
    (email !== undefined && email !== old.email) ||
    (role !== undefined && role !== old.role) ||
    (reinvite !== undefined && reinvite !== old.reinvite)
  );
}

/** Why update rejects a change of an accepted invitation: the text after "cannot". */
function whyAccepted(old: State, id: string): string {
  return `${changing(old, id)}: ${apiLimitation("editAcceptedInvite")}`;
}

function isDeclaredAsMember({ ownership }: Operation, email: string): boolean {
  return ownership.ofType<MemberInputs>("Member").some(({ inputs }) => inputs.email === email);
}

function alreadyMemberError(doing: string, { id, role }: UserWire): UserError {
  return new UserError(
    `cannot ${doing}: they are in the organization already (${id}, ${role}). Declare a Member with this email address instead.`,
  );
}

/** Adopts or sends the invitation. `present` is the error of an earlier attempt, after which none is sent. */
async function declare(
  operation: Operation,
  { email, role, reinvite }: Inputs,
  minFreshness: MinFreshness,
  present?: ApiError,
): Promise<Created<z.infer<typeof State>>> {
  const { cache, began } = operation;
  const doing = inviting(email, role);
  // A cached list may be stale, so create requests a fresh one before it rejects anything.
  const known = allWithEmail(await cache.users(minFreshness), email);
  const [member] = known.length === 0 ? [] : allWithEmail(await cache.users(began), email);
  if (member !== undefined) {
    throw alreadyMemberError(doing, member);
  }
  const listed = await pendingInvite(operation, email, minFreshness);
  const pending = listed === undefined ? undefined : await confirmPending(operation, listed);
  if (pending !== undefined) {
    if (pending.role === role) return { id: pending.id, observed: { ...fromWire(pending), adopted: true } };
    if (await operation.isReleased(objectName("Invite", pending.id), ...userNames({ email }))) {
      // The resource that has it is replaced, and would delete it afterwards.
      const again = await replaceInvite(operation, pending, email, role);
      if (again !== undefined) return { id: again.id, observed: { ...fromWire(again), adopted: false } };
      throw new UserError(
        `cannot ${doing}: the invitation as ${pending.role} (${pending.id}) has just been accepted. Declare a Member with this email address instead.`,
      );
    }
    throw new UserError(
      `cannot ${doing}: they have a pending invitation as ${pending.role} (${pending.id}), and the API cannot change invitations.`,
      "If you renamed or moved this resource, add the resource option `aliases`. " +
        `To adopt it, declare that role with the resource option \`import: "${pending.id}"\`; otherwise delete it in the Console.`,
    );
  }
  if (present !== undefined) throw await explainPresent(operation, present, email, role);
  await rejectFormerEmail(operation, doing, await findUser(operation, { email }, minFreshness), reinvite);
  const sent = await sendInvite(operation, email, role);
  return { id: sent.id, observed: { ...fromWire(sent), adopted: false } };
}
