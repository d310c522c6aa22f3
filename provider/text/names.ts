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
 * Warns of characters in names that readers cannot see. They are not rejected: an object that was created in the Console can have
 * them, and must remain manageable.
 */
export function unseenWarnings(property: string, names: readonly (string | undefined)[]): Failure[] {
  const unseen = names.flatMap((name) => (name === undefined ? [] : (unseenCharacter(name) ?? [])));
  const [first] = unseen;
  if (first === undefined) return [];
  const reason = `\`${property}\` contains ${codePoint(first)}, which readers cannot see or take for a space. Remove it, unless it is intended.`;
  return [{ property, reason }];
}
