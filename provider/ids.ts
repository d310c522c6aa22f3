import { z } from "zod";
import { clean } from "./api/foreignText.ts";
import { UserError } from "./errors.ts";

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
      { error: ({ input }) => `must be an id that begins with \`${prefix}\`${hint(prefix, input)}` },
    );
}

/** What somebody may have taken for the id. The value itself is never repeated. */
function hint(prefix: string, input: unknown): string {
  if (typeof input !== "string") return "";
  if (isSecret(input)) {
    return ". This is a key's secret, and not its id: take it out of the program, and revoke the key if others have seen it.";
  }
  const named = prefix === "wrkspc_" && /^(?![a-z]+_)./is.test(input);
  return named
    ? ". A name is not enough, since several workspaces may have it: give the Workspace itself, or its id, which `getWorkspace` finds by name."
    : "";
}

function isSecret(text: string): boolean {
  return /^\s*sk-ant-/i.test(text);
}

/** Puts an id that a user gave into its one form, or refuses it in words. */
export function parsedId(kind: string, prefix: string, id: string): string {
  const answer = idWithPrefix(prefix).safeParse(id);
  if (answer.success) return answer.data;
  if (isSecret(id)) {
    throw new UserError(
      `A key's secret is not the id of ${kind}, which begins with \`${prefix}\`. Take it out of the program, and revoke the key if others have seen it.`,
    );
  }
  throw new UserError(
    `${JSON.stringify(clean(id))} is not the id of ${kind}, which begins with \`${prefix}\`.`,
  );
}
