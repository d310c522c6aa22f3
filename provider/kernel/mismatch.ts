import { type SpellingDifference, spellingDifferences, toldApart } from "../text/spelling.ts";
import { kernelKeys } from "./stateKeys.ts";
import { at, isRecord, own, type Properties, same } from "./values.ts";

// Values that the API returned differently than they were sent. The state records their paths, but not what was sent, which may be a
// secret.

/** The paths that the last write left different, each with the differences in spelling. Empty if more than the spelling differs. */
export type Mismatches = Readonly<Record<string, readonly SpellingDifference[]>>;

/**
 * The mismatches of the values at these paths. `olds` is the state before the write. A response with the old value may be stale, so it
 * shows the API's spelling only the second time.
 */
export function mismatchesOf(
  paths: readonly string[],
  sent: Properties,
  returned: Properties,
  olds: Properties,
): Mismatches {
  return Object.fromEntries(
    paths.map((path) => {
      const isStale = same(at(olds, path), at(returned, path)) && !isRepeated(olds, path, returned);
      return [path, isStale ? [] : (spellingDifferences(at(sent, path), at(returned, path)) ?? [])];
    }),
  );
}

function recordedAt(state: Properties, path: string): readonly unknown[] | undefined {
  const all = state[kernelKeys.mismatches];
  const recorded = isRecord(all) ? own(all, path) : undefined;
  return Array.isArray(recorded) ? recorded : undefined;
}

/** Whether the API has returned the same value before, instead of the one that was sent. */
export function isRepeated(state: Properties, path: string, returned: Properties): boolean {
  return recordedAt(state, path) !== undefined && same(at(state, path), at(returned, path));
}

/**
 * Why an update would be futile, as the text after "cannot". The program declares a spelling that the API has changed before.
 * Undefined if the update can succeed.
 */
export function whyFutile(
  { kind }: { readonly kind: string },
  id: string,
  state: Properties,
  declared: Properties,
): string | undefined {
  const all = state[kernelKeys.mismatches];
  const paths = Object.keys(isRecord(all) ? all : {}).filter((path) => {
    const differences = spellingDifferences(at(state, path), at(declared, path)) ?? [];
    const recorded = recordedAt(state, path) ?? [];
    return differences.length > 0 && differences.every((difference) => recorded.includes(difference));
  });
  if (paths.length === 0) return undefined;
  const list = paths.map((path) => {
    const [stored, wanted] = toldApart(show(at(state, path)), show(at(declared, path)));
    return `\`${path}\` as ${stored} instead of ${wanted}`;
  });
  return `update ${kind} ${id}: the API stores ${list.join("; ")}. ${useSpelling}`;
}

export const useSpelling = "Use the spelling of the API in the program.";

export function show(value: unknown): string {
  return value === undefined || value === null ? "not set" : JSON.stringify(value);
}
