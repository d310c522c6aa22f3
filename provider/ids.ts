import { z } from "zod";
import { clean } from "./api/foreignText.ts";
import { UserError } from "./errors.ts";

/**
 * The schema of an ID of the API. It checks the prefix, since the API's error for a wrong ID is not helpful, and rejects
 * characters that could change the path of a request.
 */
export function idWithPrefix(prefix: string, ...others: readonly string[]): z.ZodString {
  const prefixes = [prefix, ...others];
  return z
    .string("must be an ID, a string")
    .trim()
    .refine(
      (id) =>
        prefixes.some((each) => id.startsWith(each) && id.length > each.length) && /^[\w:./+=@-]+$/.test(id),
      { error: ({ input }) => `must be an ID that begins with \`${prefix}\`${hint(prefix, input)}` },
    );
}

/** What was probably used instead of the ID. The value itself is not shown. */
function hint(prefix: string, input: unknown): string {
  if (typeof input !== "string") return "";
  if (isSecret(input)) {
    return ". This is the secret of a key, not its ID: remove it from the program, and revoke the key if others have seen it.";
  }
  const isName = prefix === "wrkspc_" && /^(?![a-z]+_)./is.test(input);
  return isName
    ? ". This is a name, which several workspaces can have: use the Workspace resource, or the ID that `getWorkspace` returns for the name."
    : "";
}

function isSecret(text: string): boolean {
  return /^\s*sk-ant-/i.test(text);
}

/** Normalizes an ID from a user. Throws a `UserError` if it is invalid. */
export function parsedId(kind: string, prefix: string, id: string, ...others: readonly string[]): string {
  const parsed = idWithPrefix(prefix, ...others).safeParse(id);
  if (parsed.success) return parsed.data;
  if (isSecret(id)) {
    throw new UserError(
      `The secret of a key is not the ID of ${kind}, which begins with \`${prefix}\`. Remove it from the program, and revoke the key if others have seen it.`,
    );
  }
  throw new UserError(
    `${JSON.stringify(clean(id))} is not the ID of ${kind}, which begins with \`${prefix}\`.`,
  );
}
