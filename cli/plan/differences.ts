import { clean } from "../../provider/api/foreignText.ts";
import { isRecord, own, type Properties, same } from "../../provider/kernel/values.ts";
import { quoted } from "../output/phrases.ts";
import type { Difference } from "./actions.ts";

/** The name of a property in the program. */
function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The properties that differ, with the names that they have in a program. Each tag and each limit counts as a property. */
export function differencesOf(before: Properties, after: Properties): Difference[] {
  const differences: Difference[] = [];
  for (const name of Object.keys(after)) {
    const [was, is] = [before[name], after[name]];
    if (same(was, is)) continue;
    const property = camelCase(name);
    if (!isRecord(was) || !isRecord(is)) differences.push({ property, before: was, after: is });
    else {
      for (const part of new Set([...Object.keys(was), ...Object.keys(is)])) {
        if (same(own(was, part), own(is, part))) continue;
        differences.push({
          // The keys of maps are not property names.
          property: `${property}.${name === "tags" || name === "limits" ? part : camelCase(part)}`,
          before: own(was, part) ?? null,
          after: own(is, part) ?? null,
        });
      }
    }
  }
  return differences;
}

/** `name from "a" to "b"; tags.team from none to "ml"`. */
export function listed(differences: readonly Difference[]): string {
  if (differences.length === 0) return "no differences";
  return differences
    .map(({ property, before, after }) => `${clean(property)} from ${shown(before)} to ${shown(after)}`)
    .join("; ");
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? quoted(value) : clean(JSON.stringify(value));
}
