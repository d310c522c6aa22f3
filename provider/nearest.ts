/** The name that is most similar to an unknown one, to suggest it. Undefined if none is similar enough. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .flatMap((known) => {
      const distance = similarDistance(name.toLowerCase(), known.toLowerCase());
      return distance === undefined ? [] : [{ known, distance }];
    })
    .toSorted((one, other) => one.distance - other.distance);
  return nearest?.known;
}

/** The question whether the most similar name was meant. Undefined if none is similar enough. */
export function didYouMean(
  name: string,
  names: readonly string[],
  format: (nearest: string) => string = (nearest) => `\`${nearest}\``,
): string | undefined {
  const nearest = nearestOf(name, names);
  return nearest === undefined ? undefined : `Did you mean ${format(nearest)}?`;
}

/**
 * The distance of two similar names, undefined if they are not similar. In email addresses, the part before the `@` and the domain
 * must both be similar: the same domain does not make two users similar.
 */
function similarDistance(one: string, other: string): number | undefined {
  const [parts, otherParts] = [one.split("@"), other.split("@")];
  const isEmail = parts.length === 2 && otherParts.length === 2;
  if (!isEmail) return atMost(distanceOf(one, other), other.length / 3);
  const [local, domain] = parts.map((part, index) => {
    const known = otherParts[index] ?? "";
    return atMost(distanceOf(part, known), Math.max(1, known.length / 3));
  });
  return local === undefined || domain === undefined ? undefined : local + domain;
}

function atMost(distance: number, most: number): number | undefined {
  return distance <= most ? distance : undefined;
}

/** The Damerau-Levenshtein distance: insertions, deletions, substitutions and swaps of neighbors. */
function distanceOf(one: string, other: string): number {
  let rowBefore: readonly number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      const substituted = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      const swapped = one[row - 1] === otherLetter && letter === other[column - 1];
      line.push(
        Math.min(
          substituted,
          (previous[column + 1] ?? 0) + 1,
          (line[column] ?? 0) + 1,
          swapped ? (rowBefore[column - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    rowBefore = previous;
    previous = line;
  }
  return previous[other.length] ?? 0;
}
