import { UserError } from "../errors.ts";
import type { Attention, Operation } from "../kernel/definition.ts";
import { normalEmail } from "./email.ts";
import { probablyIs, whyEmailChanged } from "./emailChanged.ts";
import { findUser, type Standing } from "./findUser.ts";
import type { UserIdentity } from "./names.ts";

/**
 * Rejects an invitation for an email address that one user of the organization probably had before, unless the program requests it with
 * `reinvite`. The user is looked up again, since the lists may be stale.
 */
export async function rejectFormerEmail(
  operation: Operation,
  doing: string,
  standing: Standing,
  reinvite: string | undefined,
): Promise<void> {
  if (standing.is !== "emailChanged" || reinvite !== undefined) return;
  const email = normalEmail(standing.invite.email);
  const now = await findUser(operation, { email }, operation.began);
  if (now.is !== "emailChanged" || now.users.length > 1) return;
  throw new UserError(
    `cannot ${doing}: an invitation for this email address was accepted, but no user has this email address now. ${probablyIs(now.users)}: declare that email address instead. To invite ${email} anyway, set \`reinvite\`, for example to today's date.`,
  );
}

/** Announces that update rejects the declared email address, because the user in the state has another one. */
export async function formerEmailAttention(
  operation: Operation,
  doing: string,
  declared: string | undefined,
  { email, userId }: UserIdentity,
): Promise<Attention | undefined> {
  if (declared === undefined || declared === email || userId === undefined) return undefined;
  const standing = await findUser(operation, { userId }, operation.cache.lastMinute());
  const why = standing.is === "member" ? whyEmailChanged(doing, declared, standing.user) : undefined;
  return why === undefined ? undefined : { refuses: why, inInputs: true };
}
