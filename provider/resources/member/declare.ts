import type { ApiError } from "../../api/apiError.ts";
import type { UserWire } from "../../api/objects.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { explainPresent } from "../../users/alreadyPresent.ts";
import { normalEmail } from "../../users/email.ts";
import { noteEmailChange } from "../../users/emailChanged.ts";
import { findUser } from "../../users/findUser.ts";
import { rejectFormerEmail } from "../../users/formerEmail.ts";
import { confirmPending, inviting, sendInvite } from "../../users/invitations.ts";
import { userInId, userNames } from "../../users/names.ts";
import type { Inputs, State } from "./schema.ts";
import { noteInvitedRole, wantsInvite } from "./status.ts";
import { fromInvite, fromUser } from "./wire.ts";
import { declaring, giveRole, rejectAdministrator } from "./writes.ts";

/**
 * Adopts a user who is a member or invited, and invites any other. `present` is the error of an earlier attempt: the API then has a user
 * or an invitation, and no other invitation is sent.
 */
export async function declare(
  operation: Operation,
  id: string,
  inputs: Inputs,
  minFreshness: number,
  present?: ApiError,
): Promise<Observed<State>> {
  const standing = await findUser(operation, inputs, minFreshness);
  if (standing.is === "member") return await adoptUser(operation, inputs, standing.user);
  const { email, role = "user" } = inputs;
  if (email === undefined) {
    throw unknownUserError(inputs.userId);
  }
  const invite = standing.is === "invited" ? await confirmPending(operation, standing.invite) : undefined;
  if (invite !== undefined) {
    const names = [userInId(id), { email }].flatMap(userNames);
    const ours = invite.role === role || invite.role === "user" || inputs.role === undefined;
    if (ours || (await operation.isReleased(...names, objectName("Invite", invite.id)))) {
      noteInvitedRole(operation, invite, inputs.role);
      return { ...fromInvite(invite), adopted: true };
    }
    throw new UserError(
      `cannot invite ${email} as ${role}: they have a pending invitation as ${invite.role} (${invite.id}), and the API cannot change invitations. ` +
        "If you renamed or moved this resource, add the resource option `aliases`. " +
        `Otherwise declare that role, or adopt the invitation with the resource option \`import: "${email}"\`.`,
    );
  }
  if (!wantsInvite(operation, inputs)) {
    noteEmailChange(operation, standing);
    if (standing.is !== "emailChanged") {
      operation.notify(
        "userPending",
        `${email} is not in the organization, and \`invite\` is "never": no invitation was sent. The next \`pulumi up\` after they join completes this resource.`,
      );
    }
    return { status: "awaited" };
  }
  if (present !== undefined) throw await explainPresent(operation, present, email, role);
  await rejectFormerEmail(operation, inviting(email, role), standing, inputs.reinvite);
  return { ...fromInvite(await sendInvite(operation, email, role)), adopted: false };
}

export function unknownUserError(userId: string | undefined): UserError {
  return new UserError(
    `cannot declare ${userId}: the organization has no user with this ID, and ${apiLimitation("createUser")}`,
  );
}

/** Adopts a user of the organization who is in no state of this stack. */
async function adoptUser(operation: Operation, inputs: Inputs, user: UserWire): Promise<Observed<State>> {
  const { role } = inputs;
  const known = { ...fromUser(user), adopted: true, previousRole: user.role };
  if (role === undefined || role === user.role) return known;
  if (
    user.role === "user" ||
    (await operation.isReleased(
      ...[inputs, { email: normalEmail(user.email), userId: user.id }].flatMap(userNames),
    ))
  ) {
    const raised = await giveRole(operation, user, role, user.role);
    return { ...raised, adopted: true, previousRole: user.role };
  }
  rejectAdministrator(user, role);
  throw new UserError(
    `cannot ${declaring(user, role)}: they are in the organization already, as ${user.role}. ` +
      "If you renamed or moved this resource, add the resource option `aliases`. " +
      `To adopt the user, declare that role with the resource option \`import: "${normalEmail(user.email)}"\`, and change it afterwards.`,
  );
}
