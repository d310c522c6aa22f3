import type { Call } from "../routing.ts";
import { checkId } from "../routing.ts";
import type { Dimensions } from "./dimensions.ts";

export type Keep = (dimensions: Dimensions) => boolean;

/** Keeps usage that passes every filter. */
export function all(filters: readonly (Keep | undefined)[]): Keep {
  const given = filters.filter((filter) => filter !== undefined);
  return (dimensions) => given.every((filter) => filter(dimensions));
}

/** Keeps usage whose value is one of these; undefined when no value is given, which keeps everything. */
export function among(
  values: readonly string[],
  read: (dimensions: Dimensions) => string | null,
): Keep | undefined {
  if (values.length === 0) return undefined;
  const wanted = new Set(values);
  return (dimensions) => {
    const value = read(dimensions);
    return value !== null && wanted.has(value);
  };
}

/** The IDs of a filter, each with the prefix of its kind. */
export function idsIn({ query, assumptions }: Call, name: string, kind: string): string[] {
  const ids = query.list(name);
  for (const id of ids) checkId(kind, id, assumptions);
  return ids;
}
