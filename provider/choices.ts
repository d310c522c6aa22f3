import { z } from "zod";
import { didYouMean } from "./nearest.ts";

/** Words in backquotes, as `a`, `b` or `c`. */
export function wordsText(words: readonly string[]): string {
  const shown = words.map((word) => `\`${word}\``);
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} or ${last}`;
}

/** The error for a value that is not one of these words. Suggests the nearest one, such as `user` for `User`. */
export function notAChoice(words: readonly string[], input: unknown): string {
  const form = `must be ${wordsText(words)}`;
  const question = typeof input === "string" ? didYouMean(input.trim(), words) : undefined;
  return question === undefined ? form : `${form}. ${question}`;
}

/**
 * The schema of an input that is one of several words. `reasonFor` returns the error for values that users may try to set, but the
 * API does not support.
 */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  reasonFor: (input: unknown) => string | undefined = () => undefined,
) {
  return z.enum(words, { error: ({ input }) => reasonFor(input) ?? notAChoice(words, input) });
}
