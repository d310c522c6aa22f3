import { z } from "zod";
import { clean } from "../api/foreignText.ts";
import { dateText } from "../api/reports/span.ts";
import { UserError } from "../errors.ts";
import { idWithPrefix } from "../ids.ts";
import { pathText } from "../kernel/inputErrors.ts";
import { didYouMean } from "../nearest.ts";

const text = z.string({ error: "must be a string" });

/** A date or a time, in milliseconds. */
const time = z
  .string({ error: ({ input }) => (input === undefined ? "is required" : timeForm(input)) })
  .transform((given, context) => {
    const moment = parsedTime(given);
    if (Number.isNaN(moment)) context.addIssue({ code: "custom", message: timeForm(given) });
    return moment;
  });

function timeForm(given: unknown): string {
  return `must be a date such as \`2026-11-01\` or an RFC 3339 time such as \`2026-11-01T00:00:00Z\`, not ${shown(given)}`;
}

/** A rejected value, for errors. */
function shown(value: unknown): string {
  return typeof value === "object" ? "an object" : clean(JSON.stringify(value) ?? typeof value);
}

function parsedTime(given: string): number {
  const trimmed = given.trim();
  const date = trimmed.slice(0, 10);
  if (!isDate(date)) return Number.NaN;
  if (trimmed === date) return Date.parse(`${date}T00:00:00Z`);
  const time = trimmed.slice(10);
  return /^T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(time) ? Date.parse(trimmed) : Number.NaN;
}

/** JavaScript accepts `2026-02-30`, which is not a valid date. */
function isDate(date: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return false;
  const moment = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(moment) && dateText(moment) === date;
}

/** The schema of the arguments of all reports. */
export const reportShape = {
  startingAt: time,
  endingAt: time.optional(),
  names: z.boolean({ error: "must be a boolean" }).optional(),
};

export const bucketWidth = z.enum(["1d", "1h", "1m"], {
  error: ({ input }) => `must be "1d", "1h" or "1m", not ${shown(input)}`,
});

/** The schema of an array of distinct dimensions. */
export function dimensions<const T extends string>(names: Readonly<Record<T, string>>) {
  const known = Object.keys(names) as T[];
  return z
    .array(z.enum(known, { error: ({ input }) => notAmong(known, input) }), {
      error: "must be an array of dimensions",
    })
    .refine((given) => new Set(given).size === given.length, "must not contain duplicate dimensions")
    .optional();
}

function notAmong(known: readonly string[], given: unknown): string {
  const form = `must be one of ${known.map((name) => `"${name}"`).join(", ")}, not ${shown(given)}`;
  return `${form}${suggestion(given, known)}`;
}

function suggestion(given: unknown, known: readonly string[]): string {
  const question = typeof given === "string" ? didYouMean(given, known) : undefined;
  return question === undefined ? "" : `. ${question}`;
}

const actorForm = "must be an ID that begins with `user_`, `svac_` or `apikey_`";
const keyId = idWithPrefix("apikey_");

/** The schemas of the items of filters that take IDs. */
const idFilters: Readonly<Record<string, z.ZodType<string> | undefined>> = {
  accountIds: idWithPrefix("user_"),
  actorIds: text.regex(/^(user|svac|apikey)_\w+$/, actorForm),
  apiKeyIds: text.transform((given, context) => {
    // `""` means usage without a key.
    const parsed = given === "" ? undefined : keyId.safeParse(given);
    for (const { message } of parsed?.error?.issues ?? []) context.addIssue({ code: "custom", message });
    return parsed?.data ?? given;
  }),
  rbacGroupIds: idWithPrefix("rbac_group_"),
  serviceAccountIds: idWithPrefix("svac_"),
  userProfileIds: idWithPrefix("uprof_"),
  workspaceIds: idWithPrefix("wrkspc_"),
};

function filter(item: z.ZodType<string>) {
  return z
    .array(item, { error: "must be an array of strings" })
    .min(1, "must not be empty. Omit it to include everything")
    .optional();
}

/** The schemas of filters, which are arrays of strings. Rejects an empty array, because the API ignores an empty filter. */
export function filters<const T extends string>(names: Readonly<Record<T, string>>) {
  return Object.fromEntries(
    Object.keys(names).map((name) => [name, filter(idFilters[name] ?? text)]),
  ) as Record<T, ReturnType<typeof filter>>;
}

/** Validates the arguments of the function `name`. Throws an error about the first invalid argument. */
export function validArgs<T extends z.ZodObject>(name: string, schema: T, args: unknown): z.output<T> {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [unknown = ""] = issue.keys;
    const hint = suggestion(unknown, Object.keys(schema.shape)) || ".";
    throw new UserError(`cannot call ${name}: \`${unknown}\` is not an argument of this function${hint}`);
  }
  if (issue?.path.length === 0) throw new UserError(`cannot call ${name}: the arguments must be an object.`);
  const path = pathText(issue?.path ?? []);
  const message = issue?.message.replace(/[^.?]$/, "$&.");
  throw new UserError(`cannot call ${name}: \`${path}\` ${message}`);
}
