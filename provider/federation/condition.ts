import {
  isText,
  split,
  splitAtLast,
  splitConditional,
  type Token,
  tokensOf,
  withoutParentheses,
} from "./celTokens.ts";

/**
 * What a CEL expression requires of the claims of an identity token, as far as this reader understands it. `free` requires nothing that
 * could identify a tenant, such as `!=`, and `never` is false for each token. `unread` may require anything of these claims.
 */
export type Expression =
  | { readonly is: "all" | "any"; readonly parts: readonly Expression[] }
  | Comparison
  | { readonly is: "free" | "never" }
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

/** Reads a CEL expression. One that it does not understand is not an error, since the API evaluates it. */
export function readCondition(source: string): Expression {
  const tokens = tokensOf(source);
  // An empty name is not a common claim.
  return tokens === undefined ? { is: "unread", claims: [""] } : new Reader(source).read(tokens, false, 0);
}

const relations = ["==", "!=", "<", "<=", ">", ">=", "in"] as const;

/** Each condition of a conditional is read twice, so the reader stops where that would take long. */
const mostConditionals = 8;

class Reader {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** Reads an expression, or its negation. `conditionals` is the number of conditionals around it. */
  read(given: readonly Token[], isNegated: boolean, conditionals: number): Expression {
    const tokens = withoutParentheses(given);
    const again = (part: readonly Token[], negated = isNegated) => this.read(part, negated, conditionals);
    const conditional = splitConditional(tokens);
    if (conditional !== undefined && conditionals < mostConditionals) {
      const [condition, then, otherwise] = conditional;
      const inside = (part: readonly Token[], negated: boolean) => this.read(part, negated, conditionals + 1);
      return oneOf([
        allOf([inside(condition, false), inside(then, isNegated)]),
        allOf([inside(condition, true), inside(otherwise, isNegated)]),
      ]);
    }
    if (conditional !== undefined) return unread(tokens);
    for (const operator of ["||", "&&"] as const) {
      const parts = split(tokens, operator);
      if (parts.length === 1) continue;
      const read = parts.map((part) => again(part));
      return (operator === "||") === isNegated ? allOf(read) : oneOf(read);
    }
    const relation = splitAtLast(tokens, relations);
    if (relation !== undefined) {
      const { left, operator, right } = relation;
      const isDifferent = operator === "!=";
      for (const [one, other] of [
        [left, right],
        [right, left],
      ] as const) {
        const truth = operator === "==" || isDifferent ? truthOf(other) : undefined;
        if (truth !== undefined) return again(one, (truth === isDifferent) !== isNegated);
      }
      return this.#related(tokens, left, operator, right, isNegated);
    }
    if (isText(tokens[0], "!")) return again(tokens.slice(1), !isNegated);
    const truth = truthOf(tokens);
    if (truth !== undefined) return truth === isNegated ? never : free;
    if (isPresence(tokens)) return free;
    const called = this.#call(tokens);
    if (called === undefined) return unread(tokens);
    return isNegated ? free : called;
  }

  #related(
    tokens: readonly Token[],
    left: readonly Token[],
    operator: string,
    right: readonly Token[],
    isNegated: boolean,
  ): Expression {
    const source = this.#text(tokens);
    if (operator === "in") {
      if (
        left.length === 1 &&
        left[0]?.string !== undefined &&
        right.length === 1 &&
        isText(right[0], "claims")
      )
        return free;
      const claim = claimIn(left);
      const values = claim === undefined ? undefined : listIn(right);
      if (claim === undefined || values === undefined) return unread(tokens);
      return isNegated ? free : { is: "equal", claim, values, source };
    }
    if (left.length === 0 || right.length === 0) return { is: "unread", claims: claimsIn(tokens) };
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (isSize(one) && other.length === 1 && /^\d/.test(other[0]?.text ?? "")) return free;
      if (operator !== "==" && operator !== "!=") continue;
      const claim = claimIn(one);
      const [literal, ...more] = withoutParentheses(other);
      if (claim === undefined) continue;
      if ((operator === "==") === isNegated) return free;
      if (literal?.string !== undefined && more.length === 0)
        return { is: "equal", claim, values: [literal.string], source };
    }
    return unread(tokens);
  }

  /** `claims.ref.startsWith("v")` */
  #call(tokens: readonly Token[]): Comparison | undefined {
    const call = tokens.slice(-5);
    const [dot, name, open, argument, close] = call;
    const claim = claimIn(tokens.slice(0, -5));
    const is = functions.find((each) => isText(name, each));
    const isCall = isText(dot, ".") && isText(open, "(") && isText(close, ")");
    return claim === undefined || is === undefined || !isCall || argument?.string === undefined
      ? undefined
      : { is, claim, values: [argument.string], source: this.#text(tokens) };
  }

  #text(tokens: readonly Token[]): string {
    return this.#source.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
  }
}

const free: Expression = { is: "free" };
const never: Expression = { is: "never" };

function oneOf(given: readonly Expression[]): Expression {
  const parts = given.filter(({ is }) => is !== "never");
  const [first] = parts;
  if (first === undefined) return never;
  return parts.length === 1 ? first : { is: "any", parts };
}

function allOf(parts: readonly Expression[]): Expression {
  return parts.some(({ is }) => is === "never") ? never : { is: "all", parts };
}

function truthOf(tokens: readonly Token[]): boolean | undefined {
  const [only, ...more] = withoutParentheses(tokens);
  if (more.length > 0 || only === undefined) return undefined;
  return isText(only, "true") ? true : isText(only, "false") ? false : undefined;
}

const functions = ["startsWith", "endsWith", "contains", "matches"] as const;

/** The claim, if an expression is `claims.name` or `claims["name"]`. */
function claimIn(given: readonly Token[]): string | undefined {
  const tokens = withoutParentheses(given);
  const [object, dot, name, bracket] = tokens;
  if (!isText(object, "claims") || name === undefined) return undefined;
  if (isText(dot, ".") && tokens.length === 3) return name.name;
  return isText(dot, "[") && isText(bracket, "]") && tokens.length === 4 ? name.string : undefined;
}

/** The strings of a list. Undefined with anything else in it. */
function listIn(given: readonly Token[]): string[] | undefined {
  const tokens = withoutParentheses(given);
  if (!isText(tokens[0], "[") || !isText(tokens.at(-1), "]")) return undefined;
  const inside = tokens.slice(1, -1);
  const items = split(isText(inside.at(-1), ",") ? inside.slice(0, -1) : inside, ",");
  const values = items.flatMap(([item, ...others]) => (others.length > 0 ? [] : (item?.string ?? [])));
  return values.length === items.length ? values : undefined;
}

/** Whether an expression asks only whether the token has a claim: `has(claims.ref)`. */
function isPresence(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (!isText(first, "has") || !isText(second, "(") || !isText(tokens.at(-1), ")")) return false;
  return claimIn(tokens.slice(2, -1)) !== undefined;
}

/** Whether an expression is the length of something: `size(claims.ref)` or `claims.ref.size()`. */
function isSize(given: readonly Token[]): boolean {
  const tokens = withoutParentheses(given);
  if (isText(tokens[0], "size") && isText(tokens[1], "(") && isText(tokens.at(-1), ")"))
    return split(tokens.slice(2, -1), ")").length === 1;
  return [".", "size", "(", ")"].every((text, index) => isText(tokens.at(index - 4), text));
}

/** What is not understood. It identifies no tenant if it compares claims with nothing but each other. */
function unread(tokens: readonly Token[]): Expression {
  return tokens.some((token, index) => isConstant(tokens, token, index))
    ? { is: "unread", claims: claimsIn(tokens) }
    : free;
}

/** Whether a token is a string or a number, except the name of a claim. */
function isConstant(tokens: readonly Token[], { text, string }: Token, index: number): boolean {
  if (string === undefined) return /^(?:\d|[bBrR]{0,2}["'])/.test(text);
  return string !== "" && !isClaimName(tokens, index);
}

function isClaimName(tokens: readonly Token[], index: number): boolean {
  const isKey =
    isText(tokens[index - 2], "claims") && isText(tokens[index - 1], "[") && isText(tokens[index + 1], "]");
  return isKey || (isText(tokens[index + 1], "in") && isText(tokens[index + 2], "claims"));
}

/** The claims to which an expression refers. An empty name, which is not a common claim, if it refers to all of them. */
function claimsIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, index) => {
    if (!isText(token, "claims")) return [];
    const [dot, name, bracket] = tokens.slice(index + 1, index + 4);
    if (isText(dot, ".") && name?.name !== undefined) return [name.name];
    if (isText(dot, "[") && isText(bracket, "]") && name?.string !== undefined) return [name.string];
    return isText(tokens[index - 1], "in") ? [tokens[index - 2]?.string ?? ""] : [""];
  });
}
