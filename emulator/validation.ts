import { z } from "zod";
import { hasForm } from "./ids.ts";

/** A value in a body, a query or a seed is invalid. `path` is its path. */
export class ValidationError extends Error {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(path === "" ? reason : `${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

/** Checks a value. Throws a ValidationError with the path and the API's wording. */
export function check<T>(schema: z.ZodType<T>, value: unknown, path = ""): T {
  const result = schema.safeParse(value, { error: wordingOf });
  if (result.success) return result.data;
  const { issues } = result.error;
  const issue = deepest(issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]);
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  throw new ValidationError(
    [...(issue?.path ?? []), ...unknown].reduce<string>(below, path),
    issue?.message ?? "Input is invalid",
  );
}

/** An object with exactly these fields. */
export const fields = z.strictObject;

/** A string whose length is counted in characters, not in UTF-16 units. */
export function text(limits: { min?: number; max?: number } = {}): z.ZodString {
  const { min = 0, max = Number.POSITIVE_INFINITY } = limits;
  return z
    .string()
    .refine((value) => length(value) >= min, `String should have at least ${min} character${ending(min)}`)
    .refine((value) => length(value) <= max, `String should have at most ${max} characters`);
}

export const email = z
  .string()
  .refine(
    (address) => address.length <= 320 && /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/.test(address),
    "value is not a valid email address",
  );

export const timestampText = z
  .string()
  .refine(
    (moment) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(moment) &&
      !Number.isNaN(Date.parse(moment)),
    "Input should be a valid RFC 3339 datetime",
  );

/** An RFC 3339 timestamp, which becomes a Date. */
export const moment = timestampText.transform((text) => new Date(text));

/** An ID with this prefix. */
export function id(prefix: string): z.ZodString {
  return z
    .string()
    .refine((given) => hasForm(prefix, given), `Input should be an ID that begins with '${prefix}'`);
}

/** One of these strings. */
export function oneOf<const T extends string>(...values: readonly T[]): z.ZodType<T, T> {
  return z.literal(values);
}

/** An object with any keys. `z.record` would drop the key `__proto__`, which is a valid tag. */
export function map<T>(value: z.ZodType<T>, keyProblem?: (key: string) => string | undefined) {
  return z
    .custom<Record<string, T>>(isRecord, { error: "Input should be a valid dictionary", abort: true })
    .superRefine((given, context) => {
      for (const [key, entry] of Object.entries(given)) {
        const message =
          keyProblem?.(key) ?? value.safeParse(entry, { error: wordingOf }).error?.issues[0]?.message;
        if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
      }
    })
    .transform((given) => Object.fromEntries(Object.entries(given)));
}

/** Rejects items with the same value. The error names the later one. */
export function checkDistinct<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  path: string,
  field: string,
): void {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const first = seen.get(keyOf(item));
    if (first !== undefined) {
      throw new ValidationError(`${path}[${index}].${field}`, `${path}[${first}] has the same value`);
    }
    seen.set(keyOf(item), index);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without its undefined fields, which would replace defaults when the object is spread. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
}

/** The issue of the alternative of a union that fits best. */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const [best] = issue.errors.flat().toSorted((a, b) => specificity(b) - specificity(a));
  return best === undefined ? issue : { ...best, path: [...issue.path, ...best.path] };
}

function specificity({ code, path }: z.core.$ZodIssue): number {
  return 2 * path.length + (code === "invalid_type" || code === "invalid_value" ? 0 : 1);
}

const typeNames: Readonly<Record<string, string>> = {
  array: "list",
  object: "dictionary",
  record: "dictionary",
  int: "integer",
};

/** The API's wording of an issue. A message of the schema has precedence. */
function wordingOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "Field required";
  switch (issue.code) {
    case "invalid_type":
      return `Input should be a valid ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `Input should be ${alternatives(issue.values)}`;
    case "unrecognized_keys":
      return "Extra inputs are not permitted";
    case "invalid_format":
      return `String should match pattern '${issue.pattern?.slice(1, -1) ?? ""}'`;
    case "too_small":
      return issue.origin === "array"
        ? `List should have at least ${issue.minimum} item${ending(issue.minimum)}`
        : `Input should be greater than or equal to ${issue.minimum}`;
    case "too_big":
      return issue.origin === "array"
        ? `List should have at most ${issue.maximum} items`
        : `Input should be less than or equal to ${issue.maximum}`;
    default:
      return undefined;
  }
}

function below(path: string, name: PropertyKey): string {
  if (typeof name === "number") return `${path}[${name}]`;
  return path === "" ? String(name) : `${path}.${String(name)}`;
}

function length(value: string): number {
  return Array.from(value).length;
}

function ending(count: number | bigint): string {
  return count === 1 ? "" : "s";
}

function alternatives(values: readonly unknown[]): string {
  const quoted = values.map((value) => (typeof value === "string" ? `'${value}'` : String(value)));
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}
