import { z } from "zod";

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
