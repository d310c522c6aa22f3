/**
 * What a CEL expression requires of the claims of an identity token, as far as this reader understands it. `free` requires nothing that
 * could identify a tenant, such as `!=`. `unread` may require anything of these claims.
 */
export type Expression =
  | { readonly is: "all" | "any"; readonly parts: readonly Expression[] }
  | Comparison
  | { readonly is: "free" }
  | { readonly is: "unread"; readonly claims: readonly string[] };

/** A claim compared with strings. */
export interface Comparison {
  readonly is: "equal" | "startsWith" | "endsWith" | "contains" | "matches";
  readonly claim: string;
  /** The strings, of which one is sufficient. */
  readonly values: readonly string[];
  /** The comparison as it is written. */
  readonly source: string;
}

/** Reads a CEL expression. Makes no error of what it does not understand, since the API evaluates it. */
export function readCondition(source: string): Expression {
  const tokens = tokensOf(source);
  return tokens === undefined ? { is: "unread", claims: claimsIn(source) } : read(tokens, source);
}

interface Token {
  readonly text: string;
  /** The value of a string literal. */
  readonly string?: string;
  readonly start: number;
  readonly end: number;
}

const pattern =
  /\s+|\/\/[^\n]*|(?<raw>[rR])?(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?!["'])|&&|\|\||[=!<>]=|[A-Za-z_]\w*|\d[\w.]*|[!?:.()[\]{},+\-*/%<>]/y;

function tokensOf(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let start = 0;
  while (start < source.length) {
    pattern.lastIndex = start;
    const match = pattern.exec(source);
    if (match === null) return undefined;
    const [text] = match;
    const end = start + text.length;
    const { raw, string: literal } = match.groups ?? {};
    if (literal !== undefined) {
      const value = raw === undefined ? unescaped(literal.slice(1, -1)) : literal.slice(1, -1);
      if (value === undefined) return undefined;
      tokens.push({ text, string: value, start, end });
    } else if (!/^(\s|\/\/)/.test(text)) tokens.push({ text, start, end });
    start = end;
  }
  return tokens;
}

/** The value of a string literal with simple escapes. Undefined with others. */
function unescaped(text: string): string | undefined {
  if (/\\[^\\"'`?/]/.test(text)) return undefined;
  return text.replace(/\\(.)/g, "$1");
}

function read(given: readonly Token[], source: string): Expression {
  const tokens = withoutParentheses(given);
  const unread = (): Expression => ({ is: "unread", claims: claimsIn(textOf(tokens, source)) });
  if (tokens.length === 0 || split(tokens, "?").length > 1) return unread();
  for (const [operator, is] of [
    ["||", "any"],
    ["&&", "all"],
  ] as const) {
    const parts = split(tokens, operator);
    if (parts.length > 1) return { is, parts: parts.map((part) => read(part, source)) };
  }
  if (tokens[0]?.text === "!") {
    // Only of a simple comparison is it certain that its negation identifies no tenant.
    const negated = withoutParentheses(tokens.slice(1));
    return comparisonIn(negated, source) !== undefined || isPresence(negated) ? { is: "free" } : unread();
  }
  if (isPresence(tokens) || isDifference(tokens)) return { is: "free" };
  return comparisonIn(tokens, source) ?? unread();
}

function textOf(tokens: readonly Token[], source: string): string {
  return source.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
}

/** The parts between an operator that is not inside of parentheses or brackets. */
function split(tokens: readonly Token[], operator: string): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.string === undefined && "([{".includes(token.text)) depth += 1;
    if (token.string === undefined && ")]}".includes(token.text)) depth -= 1;
    if (depth === 0 && token.string === undefined && token.text === operator) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function withoutParentheses(tokens: readonly Token[]): readonly Token[] {
  if (tokens[0]?.text !== "(" || tokens.at(-1)?.text !== ")") return tokens;
  let depth = 0;
  for (const [index, { text, string }] of tokens.entries()) {
    if (string === undefined && text === "(") depth += 1;
    if (string === undefined && text === ")") depth -= 1;
    // The first parenthesis ends before the last token.
    if (depth === 0) return index === tokens.length - 1 ? withoutParentheses(tokens.slice(1, -1)) : tokens;
  }
  return tokens;
}

/** The claim at the beginning, as `claims.name` or `claims["name"]`, and the tokens after it. */
function claimAt(
  tokens: readonly Token[],
): { readonly claim: string; readonly rest: readonly Token[] } | undefined {
  const [object, dot, name, bracket] = tokens;
  if (object?.text !== "claims" || name === undefined) return undefined;
  if (dot?.text === "." && /^[A-Za-z_]/.test(name.text)) return { claim: name.text, rest: tokens.slice(3) };
  if (dot?.text !== "[" || name.string === undefined || bracket?.text !== "]") return undefined;
  return { claim: name.string, rest: tokens.slice(4) };
}

/** Whether an expression asks only whether the token has a claim: `has(claims.ref)`, `"ref" in claims`. */
function isPresence(tokens: readonly Token[]): boolean {
  const [first, second, third] = tokens;
  if (first?.string !== undefined) {
    return tokens.length === 3 && second?.text === "in" && third?.text === "claims";
  }
  if (first?.text !== "has" || second?.text !== "(" || tokens.at(-1)?.text !== ")") return false;
  return claimAt(tokens.slice(2, -1))?.rest.length === 0;
}

/** Whether an expression is `claims.ref != "main"`. */
function isDifference(tokens: readonly Token[]): boolean {
  const sides = split(tokens, "!=");
  return sides.length === 2 && sides.some((side) => claimAt(side)?.rest.length === 0);
}

const functions = ["startsWith", "endsWith", "contains", "matches"] as const;

function comparisonIn(tokens: readonly Token[], source: string): Comparison | undefined {
  const text = textOf(tokens, source);
  const [left = [], right = [], more] = split(tokens, "==");
  if (right.length > 0 && more === undefined) {
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const at = claimAt(one);
      const [literal] = other;
      if (at?.rest.length === 0 && other.length === 1 && literal?.string !== undefined)
        return { is: "equal", claim: at.claim, values: [literal.string], source: text };
    }
    return undefined;
  }
  const at = claimAt(tokens);
  if (at === undefined) return undefined;
  const { claim, rest } = at;
  const [operator, name, open, argument, close] = rest;
  if (operator?.text === "in" && name?.text === "[" && rest.at(-1)?.text === "]") {
    const items = split(rest.slice(2, -1), ",");
    const values = items.flatMap(([item, ...others]) => (others.length > 0 ? [] : (item?.string ?? [])));
    return values.length === items.length ? { is: "equal", claim, values, source: text } : undefined;
  }
  const is = functions.find((each) => each === name?.text);
  const isCall = operator?.text === "." && open?.text === "(" && close?.text === ")" && rest.length === 5;
  return is === undefined || !isCall || argument?.string === undefined
    ? undefined
    : { is, claim, values: [argument.string], source: text };
}

/** The claims to which a CEL expression refers: `claims.ref`, `claims["ref"]` and `"ref" in claims`. */
function claimsIn(condition: string): string[] {
  const names = /\bclaims\s*\.\s*(\w+)|\bclaims\s*\[\s*(["'])(.*?)\2\s*\]|(["'])([^"']*)\4\s+in\s+claims\b/g;
  const found = [...condition.matchAll(names)].map((match) => match[1] ?? match[3] ?? match[5] ?? "");
  const isUsedOtherwise = /\bclaims\b/.test(condition.replace(names, ""));
  // An expression over all claims may identify the tenant. An empty name is not a common claim.
  return isUsedOtherwise ? [...found, ""] : found;
}
