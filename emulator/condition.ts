import { type ASTNode, Environment } from "@marcbachmann/cel-js";

/** A CEL expression over the claims of an identity token. */
export interface Condition {
  /** Whether the expression is true for these claims. It is not if its evaluation fails, for example without a claim. */
  readonly holds: (claims: Readonly<Record<string, unknown>>) => boolean;
  /** The claims that the expression names, as `claims.name` or `claims["name"]`. */
  readonly claims: ReadonlySet<string>;
}

const environment = new Environment({
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 2_000, maxDepth: 50 },
}).registerVariable("claims", "map");

/** The condition of this expression, or why the API rejects it. */
export function conditionOf(expression: string): Condition | string {
  let evaluate: ReturnType<typeof environment.parse>;
  try {
    evaluate = environment.parse(expression);
  } catch {
    return "Input should be a valid CEL expression";
  }
  const checked = evaluate.check();
  if (!checked.valid) return "Input should be a CEL expression over `claims`";
  if (checked.type !== "bool" && checked.type !== "dyn") return "Input should evaluate to a boolean";
  const holds: Condition["holds"] = (claims) => {
    try {
      return evaluate({ claims: celValue(claims) }) === true;
    } catch {
      return false;
    }
  };
  const nodes = [...nodesOf(evaluate.ast)];
  if (!nodes.some(isClaims) && holds({})) return "Input should not be always true";
  return { holds, claims: new Set(nodes.flatMap(claimOf)) };
}

interface Node {
  readonly op: string;
  readonly args: unknown;
}

function* nodesOf(part: ASTNode | unknown): Generator<Node> {
  if (Array.isArray(part)) for (const item of part) yield* nodesOf(item);
  else if (isNode(part)) {
    yield part;
    yield* nodesOf(part.args);
  }
}

function isNode(part: unknown): part is Node {
  return typeof part === "object" && part !== null && "op" in part && "args" in part;
}

function isClaims(part: unknown): boolean {
  return isNode(part) && part.op === "id" && part.args === "claims";
}

function claimOf({ op, args }: Node): string[] {
  if (!Array.isArray(args) || !isClaims(args[0])) return [];
  const name: unknown = op === "[]" && isNode(args[1]) ? args[1].args : args[1];
  return (op === "." || op === "[]") && typeof name === "string" ? [name] : [];
}

/** JSON has one type of number, and CEL compares `1` only with integers. */
function celValue(value: unknown): unknown {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map((item: unknown) => celValue(item));
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([name, item]) => [name, celValue(item)]));
}
