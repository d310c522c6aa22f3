/** What names in an expression stand for. */
export interface Words {
  readonly [name: string]: unknown;
}

/**
 * The part of GitHub's expressions that the recipes need: names, texts, `==`, `!=`, `&&`, `||` and `always()`. Whatever
 * else somebody writes there is an error, and so is a name that nothing is known of at its first word.
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
  if (!/^[\w-]+(\.[\w-]+)+$/.test(text)) throw new Error(`Not understood: ${text}`);
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
