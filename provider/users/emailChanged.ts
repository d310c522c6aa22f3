import type { UserWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import { normalEmail } from "./email.ts";

/**
 * Rejects an email that belonged to a user and no longer does. The resource keeps the user, so the program must follow. An
 * undefined email is accepted.
 */
export function rejectChangedEmail(doing: string, declared: string | undefined, user: UserWire): void {
  const email = normalEmail(user.email);
  if (declared === undefined || declared === email) return;
  throw new UserError(
    `cannot ${doing}: the email address changed. ${declared} is ${email} now (${user.id}). Use the new email address in the program; nothing else changes, and no invitation is sent.`,
  );
}
