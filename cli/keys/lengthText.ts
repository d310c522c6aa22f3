import { counted, type Noun } from "../output/phrases.ts";

const units: readonly (readonly [milliseconds: number, noun: Noun])[] = [
  [86_400_000, ["day", "days"]],
  [3_600_000, ["hour", "hours"]],
  [60_000, ["minute", "minutes"]],
];

/** A length of time in the largest unit that expresses it exactly: `90 days`, `36 hours`. */
export function lengthText(milliseconds: number): string {
  for (const [length, noun] of units) {
    if (milliseconds > 0 && milliseconds % length === 0) return counted(milliseconds / length, noun);
  }
  return counted(milliseconds / 1000, ["second", "seconds"]);
}

/** A length of time as the value of an option: `8d`, `36h`. */
export function lengthArgument(milliseconds: number): string {
  const [count = "", noun = ""] = lengthText(milliseconds).split(" ");
  return `${count}${noun.charAt(0)}`;
}
