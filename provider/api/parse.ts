import type { z } from "zod";
import type { Attempted, Failure } from "./attempt.ts";
import { unreadable, wrongShape } from "./failures.ts";
import type { RawResponse } from "./rawResponse.ts";

/** Parses text from outside of this package. Undefined when it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body of a successful response, validated by its schema. */
export function parseResponse<T>(
  raw: RawResponse,
  schema: z.ZodType<T>,
  attempted: Attempted,
): { readonly value: T } | Failure {
  const json = jsonOf(raw.text);
  if (json === undefined) return unreadable(raw, attempted, "lost");
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const issues = parsed.error.issues.slice(0, 3).map((issue) => {
    const where = issue.path.map(String).join(".");
    return where === "" ? issue.message : `${where}: ${issue.message}`;
  });
  return wrongShape(raw, attempted, issues.join("; "));
}
