import { z } from "zod";
import type { Failure } from "../kernel/definition.ts";
import type { Settings } from "../settings/config.ts";

/** Normalizes an email address for comparison and storage. Unlike in the API, `a+x@...` and `a@...` are different addresses. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** An email address as an input. */
export const Email = z
  .string("must be a string such as `alice@example.com`")
  .trim()
  .toLowerCase()
  .regex(
    /^[^\s@,;<>/"]+@[^\s@,;<>/"]+\.[^\s@,;<>/".]+$/,
    "must be an email address such as `alice@example.com`",
  );

/** Rejects an email address in a domain that `anthropic:emailDomains` does not list. */
export function rejectForeignDomain(email: string | undefined, { emailDomains }: Settings): Failure[] {
  const domain = email?.split("@")[1];
  if (email === undefined || domain === undefined || emailDomains?.includes(domain) !== false) return [];
  return [
    {
      property: "email",
      reason: `${email} is not in a domain that \`anthropic:emailDomains\` allows (${emailDomains.join(", ")}). Correct the email address, or add its domain to the setting.`,
    },
  ];
}
