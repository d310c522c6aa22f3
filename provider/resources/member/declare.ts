import type { UserWire } from "../../api/objects.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { sendInvite } from "../../users/invitations.ts";
import { type UserIdentity, userInId, userNames } from "../../users/names.ts";
import { findPerson, isAdministrator, normalEmail } from "../../users/people.ts";
import type { Inputs, State } from "./schema.ts";
import { shown, wantsInvite } from "./status.ts";
import { fromInvite, fromUser } from "./wire.ts";
import { giveRole } from "./writes.ts";

/** Takes over whoever is there or invited, and invites whoever is not. */
export async function declare(
  operation: Operation,
  id: string,
  inputs: Inputs,
  minFreshness: number,
): Promise<Observed<State>> {
  const standing = await findPerson(operation, inputs, minFreshness);
  if (standing.is === "member") return await takeOver(operation, inputs, standing.user);
  const { email, role = "user" } = inputs;
  if (email === undefined) {
    throw new UserError(
      `cannot declare ${inputs.userId}: the organization has nobody with this id, and ${apiLimitation("createUser")}`,
    );
  }
  if (standing.is === "invited") {
    const { invite } = standing;
    const ours = invite.role === role || invite.role === "user" || inputs.role === undefined;
    if (ours || wasLeftToUs(operation, userInId(id), { email }))
      return { ...fromInvite(invite), adopted: true };
    throw new UserError(
      `cannot invite ${email} as ${role}: they have a pending invitation as ${invite.role} (${invite.id}), and the API cannot change one. ` +
        "If you renamed or moved this resource, add the resource option `aliases`. " +
        `Else declare that role, or take the person over with the resource option \`import: "${email}"\`.`,
    );
  }
  if (!wantsInvite(operation, inputs)) return { status: "awaited" };
  return { ...fromInvite(await sendInvite(operation, email, role)), adopted: false };
}

/** A person who is there already, and whom no resource of this stack has known so far. */
async function takeOver(operation: Operation, inputs: Inputs, user: UserWire): Promise<Observed<State>> {
  const { role } = inputs;
  const known = { ...fromUser(user), adopted: true, previousRole: user.role };
  if (role === undefined || role === user.role) return known;
  if (
    user.role === "user" ||
    wasLeftToUs(operation, inputs, { email: normalEmail(user.email), userId: user.id })
  ) {
    const raised = await giveRole(operation, user, role, user.role);
    return { ...raised, adopted: true, previousRole: user.role };
  }
  const doing = `declare ${shown(normalEmail(user.email), user.id)} as ${role}`;
  if (isAdministrator(user)) {
    throw new UserError(
      `cannot ${doing}: they are \`${user.role}\`, which can only be changed in the Console. Leave \`role\` out of the program, or change it there first.`,
    );
  }
  throw new UserError(
    `cannot ${doing}: they are in the organization already, as ${user.role}. ` +
      "If you renamed or moved this resource, add the resource option `aliases`. " +
      `If the program is to take them over, declare that role with the resource option \`import: "${normalEmail(user.email)}"\`, and change it afterwards.`,
  );
}

/**
 * Whether this process has just left the person to us, or the resource that had them takes another one: then what is
 * there is ours, also when it is not as declared.
 */
function wasLeftToUs({ ownership }: Operation, ...users: readonly UserIdentity[]): boolean {
  return users.flatMap(userNames).some((name) => ownership.isReleased(name));
}
