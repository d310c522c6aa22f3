import { z } from "zod";
import { clean, RefusedError } from "./api/errors.ts";

/**
 * An id of the API, judged by its prefix before anybody is asked: the API answers a wrong one with riddles. What comes
 * after the prefix is opaque, but nothing that could leave its place in a path.
 */
export function idWithPrefix(prefix: string, ...others: readonly string[]): z.ZodString {
  const prefixes = [prefix, ...others];
  return z
    .string("must be an id, a text")
    .trim()
    .refine(
      (id) =>
        prefixes.some((each) => id.startsWith(each) && id.length > each.length) && /^[\w:./+=@-]+$/.test(id),
      { error: `must be an id that begins with \`${prefix}\`` },
    );
}

/** Puts an id that a user gave into its one form, or refuses it in words. */
export function parsedId(kind: string, prefix: string, id: string): string {
  const answer = idWithPrefix(prefix).safeParse(id);
  if (answer.success) return answer.data;
  throw new RefusedError(
    `${JSON.stringify(clean(id))} is not the id of ${kind}, which begins with \`${prefix}\`.`,
  );
}
