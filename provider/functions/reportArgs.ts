import { z } from "zod";
import type { Client } from "../api/client.ts";
import { type BucketWidth, bucketLength, ceilTo, floorTo, type Span, timeText } from "../api/reports/span.ts";
import { UserError } from "../errors.ts";

const text = z.string({ error: "must be a string" });

/** A date or a time, in milliseconds. */
const time = z
  .string({ error: () => timeForm() })
  .transform((given) => parsedTime(given))
  .refine((moment) => !Number.isNaN(moment), timeForm());

function timeForm(): string {
  return "must be a date such as `2026-11-01` or an RFC 3339 time such as `2026-11-01T00:00:00Z`";
}

function parsedTime(given: string): number {
  const trimmed = given.trim();
  const date = trimmed.slice(0, 10);
  if (!isDate(date)) return Number.NaN;
  if (trimmed === date) return Date.parse(`${date}T00:00:00Z`);
  const time = trimmed.slice(10);
  return /^T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(time) ? Date.parse(trimmed) : Number.NaN;
}

/** `2026-02-30` is no date, although JavaScript reads it as one. */
function isDate(date: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return false;
  const moment = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(moment) && timeText(moment).startsWith(date);
}

/** The arguments that every report has. */
export const reportShape = {
  startingAt: time,
  endingAt: time.optional(),
  names: z.boolean({ error: "must be a boolean" }).optional(),
};

export const bucketWidth = z.enum(["1d", "1h", "1m"], { error: 'must be "1d", "1h" or "1m"' });

/** Several different dimensions. */
export function dimensions<const T extends string>(names: Readonly<Record<T, string>>) {
  const known = Object.keys(names) as T[];
  return z
    .array(z.enum(known, { error: `must be one of ${known.map((name) => `"${name}"`).join(", ")}` }), {
      error: "must be an array of dimensions",
    })
    .refine((given) => new Set(given).size === given.length, "must not contain a dimension twice")
    .optional();
}

/** Filters, each an array of strings. An empty array would match nothing, and the API would ignore it. */
export function filters<const T extends string>(names: Readonly<Record<T, string>>) {
  const values = z
    .array(text, { error: "must be an array of strings" })
    .min(1, "must not be empty; omit it to include everything")
    .optional();
  return Object.fromEntries(Object.keys(names).map((name) => [name, values])) as Record<T, typeof values>;
}

/** The arguments, or an error that names the first one that is invalid. */
export function validArgs<T>(doing: string, schema: z.ZodType<T>, args: unknown): T {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    throw new UserError(`cannot ${doing}: \`${issue.keys[0]}\` is not an argument of this function.`);
  }
  const path = (issue?.path ?? []).reduce<string>(
    (all, part) =>
      typeof part === "number" ? `${all}[${part}]` : `${all}${all === "" ? "" : "."}${String(part)}`,
    "",
  );
  throw new UserError(`cannot ${doing}: \`${path}\` ${issue?.message}.`);
}

/**
 * The span of a report in whole buckets. Without `endingAt` it ends now, by the server's clock, and its last bucket is not
 * complete. `endLength` is what that end is rounded up to, in milliseconds. A span that begins in the future is an error.
 */
export async function spanOf(
  client: Client,
  doing: string,
  { startingAt, endingAt }: { readonly startingAt: number; readonly endingAt?: number | undefined },
  width: BucketWidth,
  endLength = 1000,
): Promise<Span> {
  const length = bucketLength[width];
  if (endingAt !== undefined && endingAt <= startingAt) {
    throw new UserError(`cannot ${doing}: \`endingAt\` must be after \`startingAt\`.`);
  }
  // A response tells the time. If there was none yet, this requests the organization.
  if (endingAt === undefined || startingAt >= Date.now()) await client.organization();
  const now = client.serverTime(client.now())?.getTime() ?? Date.now();
  if (startingAt >= now) throw new UserError(`cannot ${doing}: \`startingAt\` must not be in the future.`);
  return {
    from: floorTo(startingAt, length),
    to: endingAt === undefined ? ceilTo(now, endLength) : ceilTo(endingAt, length),
  };
}
