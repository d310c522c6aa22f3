/** The name that somebody may have meant, if one is near enough. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((known) => ({ known, distance: distanceOf(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, distance }) => distance <= known.length / 3)
    .toSorted((one, other) => one.distance - other.distance);
  return nearest?.known;
}

/** How many letters must be put in, taken out, exchanged or swapped with the next to make one word of the other. */
function distanceOf(one: string, other: string): number {
  let earlier: readonly number[] = [];
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [column, counterpart] of [...other].entries()) {
      const exchanged = (before[column] ?? 0) + (letter === counterpart ? 0 : 1);
      const swapped = one[row - 1] === counterpart && letter === other[column - 1];
      line.push(
        Math.min(
          exchanged,
          (before[column + 1] ?? 0) + 1,
          (line[column] ?? 0) + 1,
          swapped ? (earlier[column - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    earlier = before;
    before = line;
  }
  return before[other.length] ?? 0;
}
