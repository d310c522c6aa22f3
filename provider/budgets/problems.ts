import { z } from "zod";
import { clean } from "../api/foreignText.ts";
import { UserError } from "../errors.ts";
import { pathText } from "../kernel/inputErrors.ts";
import { isRecord } from "../kernel/values.ts";
import { didYouMean } from "../nearest.ts";

/** A problem with a property of the budgets. */
export interface BudgetProblem {
  /** The property, such as `["budgets", 0, "workspace"]`. */
  readonly path: readonly (string | number)[];
  /** Whether the problem is the name of the property, not its value. */
  readonly isKey?: boolean;
  /** A sentence, including the period. */
  readonly message: string;
}

/** The error for invalid budgets. If one budget is invalid, none is checked. */
export class InvalidBudgets extends UserError {
  readonly problems: readonly [BudgetProblem, ...BudgetProblem[]];

  constructor(problems: readonly [BudgetProblem, ...BudgetProblem[]]) {
    const [{ path, message }] = problems;
    const where = path.length === 0 ? "" : `\`${pathText(path, clean)}\`: `;
    super(`cannot check the budgets: ${where}${message}`);
    this.problems = problems;
  }
}

/** Throws an error if there is a problem. */
export function rejectInvalid(problems: readonly BudgetProblem[]): void {
  const [first, ...others] = problems;
  if (first !== undefined) throw new InvalidBudgets([first, ...others]);
}

/** Validates budgets. Throws an `InvalidBudgets` error. */
export function validBudgets<T>(schema: z.ZodType<T>, given: unknown): T {
  rejectInvalid(lostTags(given));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  rejectInvalid(
    issues.filter((issue) => !isCausedByKey(issue, issues)).flatMap((issue) => problemsOf(issue, schema)),
  );
  throw parsed.error;
}

/** Rejects a tag that the schema would drop, so that the budget would apply to more workspaces. */
function lostTags(given: unknown): BudgetProblem[] {
  const list = isRecord(given) ? given["budgets"] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((budget: unknown, index) => {
    const tags = isRecord(budget) ? budget["tags"] : undefined;
    if (!isRecord(tags) || !Object.hasOwn(tags, "__proto__")) return [];
    const message = "a tag of a budget cannot have the name `__proto__`. Use another tag.";
    return [{ path: ["budgets", index, "tags", "__proto__"], isKey: true, message }];
  });
}

/** Whether the object of an issue also has an unknown property. Correcting that property probably solves both. */
function isCausedByKey({ code, path }: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean {
  const isSame = (other: z.core.$ZodIssue) => other.path.join() === path.join();
  return code === "custom" && issues.some((other) => other.code === "unrecognized_keys" && isSame(other));
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType): BudgetProblem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code !== "unrecognized_keys") return [{ path, message: `${issue.message}.` }];
  const known = keysAt(schema, path);
  return issue.keys.map((key) => ({
    path: [...path, key],
    isKey: true,
    message: `the property \`${clean(key)}\` does not exist. ${didYouMean(key, known) ?? `The properties are ${known.join(", ")}.`}`,
  }));
}

/** The properties in the schema at a path. */
function keysAt(schema: unknown, [first, ...rest]: readonly (string | number)[]): string[] {
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  return first === undefined ? Object.keys(schema.shape) : keysAt(schema.shape[first], rest);
}
