import { z } from "zod";
import type { Failure } from "../kernel/definition.ts";
import { codePoint, unseenCharacter } from "./characters.ts";
import { normalName } from "./spelling.ts";

/** The schema of the name of an object. */
export function nameInput(most: number): z.ZodString {
  return z
    .string("must be a string")
    .overwrite(normalName)
    .min(1, "must not be empty")
    .max(most, `must have at most ${most} characters`);
}

/**
 * Warns of invisible characters in names. They are not rejected: an object that was created in the Console can have
 * them, and must remain manageable.
 */
export function unseenWarnings(property: string, names: readonly (string | undefined)[]): Failure[] {
  const unseen = names.flatMap((name) => (name === undefined ? [] : (unseenCharacter(name) ?? [])));
  const [first] = unseen;
  if (first === undefined) return [];
  const reason = `\`${property}\` contains ${codePoint(first)}, which is invisible or looks like a space. Remove it, unless it is intended.`;
  return [{ property, reason }];
}
