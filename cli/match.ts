import { normalName } from "../provider/text/spelling.ts";

/** Tests names against a `--match` pattern: `*` matches any characters, `?` one character. Ignores letter case. */
export function matcher(pattern: string | undefined): (name: string | undefined) => boolean {
  if (pattern === undefined) return () => true;
  const source = normalName(pattern)
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "isu");
  return (name) => name !== undefined && expression.test(normalName(name));
}
