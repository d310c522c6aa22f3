import { isDeepStrictEqual } from "node:util";

/** Properties of a resource, as Pulumi passes and stores them. */
export type Properties = Record<string, unknown>;

export function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}

export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of an own key of a record. Ignores inherited properties such as `constructor` and `toString`. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The value at a path such as `tags` or `dataResidency.defaultInferenceGeo`. */
export function at(properties: Properties, path: string): unknown {
  let value: unknown = properties;
  for (const step of path.split(".")) value = isRecord(value) ? own(value, step) : undefined;
  return value;
}

/** A copy of the properties with the value at a path set, or removed if the value is undefined. */
export function put(properties: Properties, path: string, value: unknown): Properties {
  const [step = "", ...rest] = path.split(".");
  const inner = own(properties, step);
  const next = rest.length === 0 ? value : put(isRecord(inner) ? inner : {}, rest.join("."), value);
  const { [step]: _, ...others } = properties;
  return next === undefined ? others : { ...others, [step]: next };
}

/**
 * The properties as plain data. Pulumi stores the outputs after the API was called. A value that it cannot store would lose the
 * object, so such values are converted or omitted.
 */
export function plain(properties: Properties): Properties {
  // An assignment to `__proto__` would set the prototype.
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => {
      const data = plainValue(value);
      return data === undefined ? [] : [[key, data]];
    }),
  );
}

function plainValue(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue).filter((entry) => entry !== undefined);
  if (typeof value === "object") return plain({ ...value });
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "string" || typeof value === "boolean") return value;
  return String(value);
}
