import { managedIn } from "../../provider/kernel/managed.ts";
import { at, isRecord, own, type Properties, same } from "../../provider/kernel/values.ts";
import { secret } from "../states/propertyValues.ts";
import type { Difference } from "./difference.ts";

/** The managed properties whose actual value differs from the declared one. Tags are compared one by one. */
export function differencesOf(state: Properties, declared: Properties, actual: Properties): Difference[] {
  return managedIn(state).flatMap((path) => compared(path, "declared", at(declared, path), at(actual, path)));
}

/** The difference of two values, field by field for objects. */
export function compared(
  property: string,
  side: "declared" | "before" | "accepted",
  one: unknown,
  other: unknown,
): Difference[] {
  if (same(one, other)) return [];
  if (isRecord(one) || isRecord(other)) {
    const [before, after] = [isRecord(one) ? one : {}, isRecord(other) ? other : {}];
    const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const inside = fields.flatMap((field) =>
      compared(`${property}.${field}`, side, own(before, field), own(after, field)),
    );
    // Otherwise one of them is an empty object, and the other one is absent.
    if (inside.length > 0) return inside;
  }
  return [
    {
      property,
      // Null stands for no value in a snapshot or an ignore rule. An undeclared property has no `declared`.
      ...(side === "declared" && (one === undefined || one === null) ? {} : { [side]: one ?? null }),
      ...(other === undefined || other === null ? {} : { actual: other }),
    },
  ];
}

/** `role: declared developer, actual user`. */
export function describeDifference(difference: Difference): string {
  const { property, declared, before, accepted, actual } = difference;
  if ("before" in difference) return `${property}: ${shown(before)} before, ${shown(actual)} now`;
  if ("accepted" in difference) return `${property}: accepted ${shown(accepted)}, actual ${shown(actual)}`;
  return `${property}: ${"declared" in difference ? `declared ${shown(declared)}` : "not declared"}, actual ${shown(actual)}`;
}

/** The differences in one line. */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences.map(describeDifference).join("; ");
}

/** A value as the reports print it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (value === secret) return secret;
  return typeof value === "string" && /^[\w@.+:/#-]+$/.test(value) ? value : JSON.stringify(value);
}
