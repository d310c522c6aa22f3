import type { z } from "zod";
import { implausible, isNotFound } from "./apiError.ts";
import type { Client } from "./client.ts";
import { clean } from "./foreignText.ts";

/** The request of one object. */
export interface ObjectRequest<T> {
  /** The path, built with path`...`. */
  readonly path: string;
  readonly id: string;
  readonly schema: z.ZodType<T>;
  /** Completes "cannot ..." in errors: `look up the API key apikey_...`. */
  readonly doing: string;
}

/** Requests one object by its ID. Undefined if the API has none. Throws if the response is about another object. */
export async function requestById<T extends { readonly id: string }>(
  client: Client,
  { path, id, schema, doing }: ObjectRequest<T>,
): Promise<T | undefined> {
  try {
    const { requestId, value } = await client.request({ method: "GET", path, schema, doing });
    if (value.id === id) return value;
    throw implausible(doing, `the response is about ${clean(value.id)}`, requestId);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
