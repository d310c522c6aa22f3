import { UserError } from "../errors.ts";
import { clean } from "./foreignText.ts";

/**
 * A path of the Admin API: path`/v1/organizations/users/${id}`. Inserted values are escaped. Rejects values that would
 * lead to another path (an empty one, `.`, `..`) and values that some servers read as parameters (a leading `;`).
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

/** Rejects a path that was not built with path`...` and could lead elsewhere. */
export function checkPath(path: string): void {
  if (!/^\/v1\/[\w.~%!'()*/-]+$/.test(path) || /\/\.{0,2}(\/|$)/.test(path)) {
    throw new UserError(`"${clean(path)}" is not a path of the Admin API: nothing was sent.`);
  }
}

/** Query parameters. An array is sent as `name[]=a&name[]=b`, undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The query as it follows the path, with its `?`; empty without parameters. */
export function queryText(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    if (typeof value === "object") {
      for (const item of value) parameters.append(`${name}[]`, item);
    } else {
      parameters.append(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
