import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";

/**
 * What a CEL expression requires of the claims of an identity token, as far as this reader understands it. `free` requires nothing that
 * could identify a tenant, such as `!=`, and `never` is false for each token. `unread` may require anything of these claims. `invalid` is
 * probably not CEL, or too long to be read.
 */
export type Expression =
  | { readonly is: "all" | "any"; readonly parts: readonly Expression[] }
  | Comparison
  | { readonly is: "free" | "never" }
  | { readonly is: "unread"; readonly claims: readonly string[] }
  | { readonly is: "invalid"; readonly reason: string };

/** A claim compared with strings. */
export interface Comparison {
  readonly is: "equal" | "startsWith" | "endsWith" | "contains" | "matches";
  readonly claim: string;
  /** The strings, of which one is sufficient. */
  readonly values: readonly string[];
  /** The comparison as it is written. */
  readonly source: string;
}

const environment = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 10_000, maxDepth: 500 },
});

/** Reads a CEL expression. Makes no error of what it does not understand, since the API evaluates it. */
export function readCondition(source: string): Expression {
  try {
    return read(environment.parse(source).ast, false, 0);
  } catch (error) {
    if (error instanceof ParseError) return { is: "invalid", reason: error.summary };
    throw error;
  }
}

/** Each condition of a conditional is read twice, so the reader stops where that would take long. */
const mostConditionals = 8;

/** Reads an expression, or its negation. `conditionals` is the number of conditionals around it. */
function read(node: ASTNode, isNegated: boolean, conditionals: number): Expression {
  switch (node.op) {
    case "?:": {
      if (conditionals >= mostConditionals) return unread(node);
      const [condition, then, otherwise] = node.args;
      const inside = (part: ASTNode, negated: boolean) => read(part, negated, conditionals + 1);
      return oneOf([
        allOf([inside(condition, false), inside(then, isNegated)]),
        allOf([inside(condition, true), inside(otherwise, isNegated)]),
      ]);
    }
    case "||":
    case "&&": {
      const parts = operandsOf(node.op, node).map((part) => read(part, isNegated, conditionals));
      return (node.op === "||") === isNegated ? allOf(parts) : oneOf(parts);
    }
    case "!_":
      return read(node.args, !isNegated, conditionals);
    case "==":
    case "!=": {
      const isDifferent = node.op === "!=";
      for (const [one, other] of bothWays(node.args)) {
        const truth = truthOf(other);
        if (truth !== undefined) return read(one, (truth === isDifferent) !== isNegated, conditionals);
      }
      return equality(node, node.args, isDifferent === isNegated);
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      // Values of many tenants come before or after any text.
      return free;
    case "in":
      return membership(node, node.args, isNegated);
    case "value": {
      const truth = truthOf(node);
      return truth === undefined ? unread(node) : truth === isNegated ? never : free;
    }
    case "call":
      // Only asks whether the token has a claim.
      return node.args[0] === "has" && claimIn(node.args[1][0]) !== undefined ? free : unread(node);
    case "rcall": {
      const called = functionOfClaim(node, node.args);
      return called === undefined ? unread(node) : isNegated ? free : called;
    }
    default:
      return unread(node);
  }
}

/** The operands of a chain such as `a || b || c`. */
function operandsOf(operator: "||" | "&&", node: ASTNode): ASTNode[] {
  return node.op === operator ? node.args.flatMap((part) => operandsOf(operator, part)) : [node];
}

function bothWays([left, right]: readonly [ASTNode, ASTNode]): (readonly [ASTNode, ASTNode])[] {
  return [
    [left, right],
    [right, left],
  ];
}

function equality(node: ASTNode, operands: readonly [ASTNode, ASTNode], mustBeEqual: boolean): Expression {
  for (const [one, other] of bothWays(operands)) {
    if (isSize(one) && isNumber(other)) return free;
    const claim = claimIn(one);
    if (claim === undefined) continue;
    if (!mustBeEqual) return free;
    const value = textOf(other);
    if (value !== undefined) return { is: "equal", claim, values: [value], source: sourceOf(node) };
  }
  return unread(node);
}

function membership(
  node: ASTNode,
  [item, list]: readonly [ASTNode, ASTNode],
  isNegated: boolean,
): Expression {
  if (textOf(item) !== undefined && isClaims(list)) return free;
  const claim = claimIn(item);
  if (claim === undefined || list.op !== "list") return unread(node);
  const values = list.args.map(textOf);
  if (!values.every((value) => value !== undefined)) return unread(node);
  return isNegated ? free : { is: "equal", claim, values, source: sourceOf(node) };
}

const functions = ["startsWith", "endsWith", "contains", "matches"] as const;

/** `claims.ref.startsWith("v")` */
function functionOfClaim(
  node: ASTNode,
  [name, object, [argument]]: readonly [string, ASTNode, readonly ASTNode[]],
): Comparison | undefined {
  const is = functions.find((each) => each === name);
  const claim = claimIn(object);
  const value = textOf(argument);
  if (is === undefined || claim === undefined || value === undefined) return undefined;
  return { is, claim, values: [value], source: sourceOf(node) };
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

function truthOf(node: ASTNode): boolean | undefined {
  return node.op === "value" && typeof node.args === "boolean" ? node.args : undefined;
}

function textOf(node: ASTNode | undefined): string | undefined {
  return node?.op === "value" && typeof node.args === "string" ? node.args : undefined;
}

function isNumber(node: ASTNode): boolean {
  return node.op === "value" && (typeof node.args === "bigint" || typeof node.args === "number");
}

function isClaims(node: ASTNode | undefined): boolean {
  return node?.op === "id" && node.args === "claims";
}

/** The claim, if an expression is `claims.name` or `claims["name"]`. */
function claimIn(node: ASTNode | undefined): string | undefined {
  if (node === undefined || (node.op !== "." && node.op !== "[]")) return undefined;
  const [object, key] = node.args;
  if (!isClaims(object)) return undefined;
  return typeof key === "string" ? key : textOf(key);
}

/** Whether an expression is the length of something: `size(claims.ref)` or `claims.ref.size()`. */
function isSize(node: ASTNode): boolean {
  return (node.op === "call" || node.op === "rcall") && node.args[0] === "size";
}

function sourceOf({ input, start, end }: ASTNode): string {
  return input.slice(start, end);
}

/** What is not understood. It identifies no tenant if it compares claims with nothing but each other. */
function unread(node: ASTNode): Expression {
  const { claims, hasConstant } = contentsOf(node);
  return hasConstant ? { is: "unread", claims: [...new Set(claims)] } : free;
}

interface Contents {
  /** The claims to which an expression refers. An empty name, which is not a common claim, if it refers to all of them. */
  readonly claims: readonly string[];
  /** Whether it has a text or a number, except for names of claims. */
  readonly hasConstant: boolean;
}

function contentsOf(part: unknown): Contents {
  if (Array.isArray(part)) return joined(part.map(contentsOf));
  if (!isNode(part)) return joined([]);
  const claim = claimIn(part);
  if (claim !== undefined) return { claims: [claim], hasConstant: false };
  if (part.op === "id") return { claims: part.args === "claims" ? [""] : [], hasConstant: false };
  if (part.op === "value") {
    const isText = typeof part.args === "string";
    return { claims: [], hasConstant: isText ? part.args !== "" : typeof part.args !== "boolean" };
  }
  if (part.op === "in" && isClaims(part.args[1])) {
    return { claims: [textOf(part.args[0]) ?? ""], hasConstant: false };
  }
  return contentsOf(part.args);
}

function joined(parts: readonly Contents[]): Contents {
  return {
    claims: parts.flatMap(({ claims }) => claims),
    hasConstant: parts.some(({ hasConstant }) => hasConstant),
  };
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === "object" && part !== null && "op" in part && "args" in part;
}
