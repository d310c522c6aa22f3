/** Whether a name is meant by `--match`: `*` stands for any text, `?` for one character; letter case does not matter. */
export function matcher(pattern: string | undefined): (name: string | undefined) => boolean {
  if (pattern === undefined) return () => true;
  const source = pattern
    .trim()
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "isu");
  return (name) => name !== undefined && expression.test(name.trim());
}
