/** The values of names in expressions. */
export interface Words {
  readonly [name: string]: unknown;
}

/**
 * Evaluates the GitHub expressions that the recipes use: names, strings, `==`, `!=`, `&&`, `||` and `always()`. Throws an error
 * for any other expression and for an unknown context.
 */
export function meaningOf(expression: string, words: Words): unknown {
  const text = expression
    .trim()
    .replace(/^\$\{\{([^}]*)\}\}$/, "$1")
    .trim();
  const either = text.split("||");
  if (either.length > 1) return either.map((part) => meaningOf(part, words)).find(Boolean);
  const all = text.split("&&");
  if (all.length > 1) return all.every((part) => Boolean(meaningOf(part, words)));
  const compared = /^(\S+) (==|!=) (\S+)$/.exec(text);
  if (compared !== null) {
    const [, left = "", operator, right = ""] = compared;
    const same = (meaningOf(left, words) ?? "") === (meaningOf(right, words) ?? "");
    return operator === "==" ? same : !same;
  }
  if (text === "always()") return true;
  const literal = /^'([^']*)'$/.exec(text)?.[1];
  if (literal !== undefined) return literal;
  if (!/^[\w-]+(\.[\w-]+)+$/.test(text)) throw new Error(`cannot evaluate ${text}`);
  const [first = "", ...rest] = text.split(".");
  if (!Object.hasOwn(words, first)) throw new Error(`Nothing is known of ${text}.`);
  let value: unknown = words[first];
  for (const name of rest) value = member(value, name);
  return value;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (Object.getOwnPropertyDescriptor(value, name)?.value as unknown)
    : undefined;
}
