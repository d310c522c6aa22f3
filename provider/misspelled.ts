import * as pulumi from "@pulumi/pulumi";
import { settingNames } from "./config.ts";

/**
 * Refuses settings of the stack that there are not: misspelled, a limit or the organization that is meant would silently
 * not hold. Asked in the program, since Pulumi's provider process cannot list the configuration.
 */
export function refuseMisspelled(): void {
  // A project of this name has its own configuration there.
  if (pulumi.getProject() === "anthropic") return;
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    const [namespace, name = ""] = key.split(":");
    if (namespace !== "anthropic" || settingNames.some((known) => known === name)) continue;
    const nearest = nearestOf(name, settingNames);
    const help =
      nearest === undefined
        ? `There are ${settingNames.map((known) => `\`${known}\``).join(", ")}.`
        : `Did you mean \`anthropic:${nearest}\`?`;
    throw new pulumi.RunError(
      `\`${key}\` stands in the stack's configuration, but there is no such setting. ${help} Correct or remove it (pulumi config rm ${key}).`,
    );
  }
}

/** The name that somebody may have meant, if one is near enough. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((known) => ({ known, distance: distanceOf(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, distance }) => distance <= known.length / 3)
    .toSorted((one, other) => one.distance - other.distance);
  return nearest?.known;
}

/** How many letters must be put in, taken out or exchanged to make one word of the other. */
function distanceOf(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [column, counterpart] of [...other].entries()) {
      const exchanged = (before[column] ?? 0) + (letter === counterpart ? 0 : 1);
      line.push(Math.min(exchanged, (before[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    before = line;
  }
  return before[other.length] ?? 0;
}
