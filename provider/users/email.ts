import { z } from "zod";
import type { Failure } from "../kernel/definition.ts";
import type { Settings } from "../settings/config.ts";
import { anyUnseenCharacter, codePoint, looksLike } from "../text/characters.ts";

/** Normalizes an email address for comparison and storage. Unlike in the API, `a+x@...` and `a@...` are different addresses. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase().normalize("NFC");
}

/** The form of an email address. */
export const emailForm = /^[^\s@,;<>/"]+@[^\s@,;<>/"]+\.[^\s@,;<>/".]+$/;

const form = "must be an email address such as `alice@example.com`";

/** Why a text cannot be the email address of an input. Undefined for an address. The reason does not repeat the address. */
export function emailProblem(text: string): string | undefined {
  const email = normalEmail(text);
  return confusingEmail(email) ?? (emailForm.test(email) ? undefined : form);
}

/**
 * Why an email address can be mistaken for another one: it contains an invisible character, or one that looks like another. An
 * invitation to it would go to someone else. Undefined for other texts.
 */
export function confusingEmail(text: string): string | undefined {
  const email = normalEmail(text);
  const unseen = anyUnseenCharacter(email);
  if (unseen !== undefined)
    return `must not contain ${codePoint(unseen)} (character ${positionOf(unseen, email)}), which is invisible or looks like a space. Type the email address again`;
  const [alike] = email.split(/[^\p{L}\p{N}\p{M}]+/u).flatMap(lookalikeIn);
  return alike === undefined
    ? undefined
    : `must not contain ${codePoint(alike)} (character ${positionOf(alike, email)}), which looks like \`${looksLike(alike)}\`. Type the email address again`;
}

function positionOf(character: string, text: string): number {
  return [...text].indexOf(character) + 1;
}

/** A character that looks like an ASCII one, in a word with ASCII letters. Words of one script are addresses in that script. */
function lookalikeIn(word: string): string[] {
  const characters = [...word];
  const isMixed = characters.some((character) => /[a-z]/.test(character));
  const found = characters.find(
    (character) =>
      looksLike(character) !== undefined && (isMixed || character.normalize("NFKC") !== character),
  );
  return found === undefined ? [] : [found];
}

/** An email address as an input. */
export const Email = z
  .string("must be a string such as `alice@example.com`")
  .overwrite(normalEmail)
  .superRefine((email, context) => {
    const message = emailProblem(email);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

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
