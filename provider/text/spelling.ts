import { anyUnseenCharacter, codePoint, looksLike } from "./characters.ts";

/** A name as it is compared and stored: in Unicode's composed form (NFC), without spaces around it. */
export function normalName(name: string): string {
  return name.normalize("NFC").trim();
}

/** The ways in which two spellings can differ. Each function removes one of them. */
const differences = {
  /** Unicode's forms of the same character. */
  composition: (text: string) => text.normalize("NFKC"),
  invisible: (text: string) => withoutInvisible(text),
  /** The number and the kind of spaces. */
  spaces: (text: string) => text.replace(/\s+/gu, " ").trim(),
  case: (text: string) => text.toLowerCase(),
} as const;

/** A way in which two spellings differ. The names are part of states. */
export type SpellingDifference = keyof typeof differences;

const all = Object.keys(differences) as SpellingDifference[];

/** The ways in which the spellings of two values differ. Undefined if the values are equal, or differ in more than their spelling. */
export function spellingDifferences(one: unknown, other: unknown): SpellingDifference[] | undefined {
  const [text, otherText] = [textOf(one), textOf(other)];
  if (text === undefined || otherText === undefined || text === otherText) return undefined;
  const areSame = (ignored: readonly SpellingDifference[]) => {
    const spelled = (given: string) =>
      all.reduce((result, each) => (ignored.includes(each) ? differences[each](result) : result), given);
    return spelled(text) === spelled(otherText);
  };
  if (!areSame(all)) return undefined;
  return all.reduce<SpellingDifference[]>((needed, each) => {
    const others = needed.filter((name) => name !== each);
    return areSame(others) ? others : needed;
  }, all);
}

/** The text of a string or of a map of strings. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutInvisible(text: string): string {
  return [...text]
    .filter((character) => /\s/u.test(character) || anyUnseenCharacter(character) === undefined)
    .join("");
}

/** A text as readers see it: equal for texts that look alike. */
export function appearance(text: string): string {
  const letters = [...withoutInvisible(text.normalize("NFKC"))];
  return letters
    .map((character) => looksLike(character) ?? character)
    .join("")
    .replace(/\s+/gu, " ")
    .trim();
}

const mostShown = 4;

/** Two texts for a message. If they differ and look alike, each is followed by the code points of its part that differs. */
export function toldApart(one: string, other: string): [string, string] {
  if (one === other || appearance(one) !== appearance(other)) return [one, other];
  const [letters, otherLetters] = [[...one], [...other]];
  const shortest = Math.min(letters.length, otherLetters.length);
  let start = 0;
  while (start < shortest && letters[start] === otherLetters[start]) start += 1;
  let end = 0;
  while (end < shortest - start && letters.at(-1 - end) === otherLetters.at(-1 - end)) end += 1;
  // A character that only one of the texts has is shown with the one before it.
  if (start > 0 && shortest - start - end === 0) start -= 1;
  const shown = (text: string, all: readonly string[]) => {
    const points = all.slice(start, all.length - end).map(codePoint);
    const more = points.length > mostShown ? " ..." : "";
    return `${text} (${points.slice(0, mostShown).join(" ") || "nothing"}${more})`;
  };
  return [shown(one, letters), shown(other, otherLetters)];
}
