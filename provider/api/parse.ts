import type { z } from "zod";
import type { Attempted, Failure } from "./attempt.ts";
import { unreadable, wrongShape } from "./failures.ts";
import type { RawResponse } from "./rawResponse.ts";

/** The body of a successful response, checked against its schema. */
export function parse<T>(
  raw: RawResponse,
  schema: z.ZodType<T>,
  attempted: Attempted,
): { readonly value: T } | Failure {
  let json: unknown;
  try {
    json = JSON.parse(raw.text);
  } catch {
    return unreadable(raw, attempted, "lost");
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const issues = parsed.error.issues.slice(0, 3).map((issue) => {
    const where = issue.path.map(String).join(".");
    return where === "" ? issue.message : `${where}: ${issue.message}`;
  });
  return wrongShape(raw, attempted, issues.join("; "));
}
