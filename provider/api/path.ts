import { UserError } from "../errors.ts";
import { clean } from "./foreignText.ts";

/**
 * A path of the Admin API: path`/v1/organizations/users/${id}`. Every inserted part is escaped. Parts that would
 * lead to another path (nothing, `.`, `..`) or that some servers read as parameters (a leading `;`) are refused.
 */
export function path(literals: TemplateStringsArray, ...parts: readonly string[]): string {
  let result = literals[0] ?? "";
  parts.forEach((part, index) => {
    if (part === "" || part === "." || part === ".." || part.startsWith(";")) {
      throw new UserError(`"${clean(part)}" is not an ID of the Admin API: nothing was sent. Check the ID.`);
    }
    result += encodeURIComponent(part) + (literals[index + 1] ?? "");
  });
  return result;
}
