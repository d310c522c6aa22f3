import type { UserWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import { normalEmail } from "./email.ts";

/**
 * Rejects the former email address of a user. The resource keeps the user, so the program must declare the new address. An undefined
 * address is accepted.
 */
export function rejectChangedEmail(doing: string, declared: string | undefined, user: UserWire): void {
  const email = normalEmail(user.email);
  if (declared === undefined || declared === email) return;
  throw new UserError(
    `cannot ${doing}: the user's email address changed from ${declared} to ${email} (${user.id}). Use the new email address in the program. Nothing else changes, and no invitation is sent.`,
  );
}
