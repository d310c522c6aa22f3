import { oneLine } from "../../provider/api/foreignText.ts";
import { compareTexts } from "../output/order.ts";

/** The maximum length of a name in characters. Longer names are cut at the end of a word. */
const longest = 40;

/** Letters that Unicode does not decompose into a letter and an accent. */
const spelled: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
};

/**
 * A name as words with hyphens between them, for resources: `Größe & Gewicht 🚀` is `grosse-gewicht`. Letters of other
 * scripts are kept. Empty if the name has no letters and digits.
 */
export function words(text: string): string {
  const plain = oneLine(text)
    .replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, "$1-")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’]/g, "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
    .replace(/[ßæœøđðþłı]/g, (letter) => spelled[letter] ?? letter)
    .replace(/^-+|-+$/g, "");
  if ([...plain].length <= longest) return plain;
  const cut = [...plain].slice(0, longest + 1).join("");
  const end = cut.lastIndexOf("-");
  return end > longest / 2 ? cut.slice(0, end) : [...plain].slice(0, longest).join("");
}

/** Orders names the same way on every machine, whatever its locale. */
export function compareNames(one: string, other: string): number {
  return compareTexts(one.toLowerCase(), other.toLowerCase()) || compareTexts(one, other);
}

/** The names in use. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** Takes the first free candidate, otherwise the last one with a number. */
  claim(candidates: readonly [string, ...string[]], between = ""): string {
    const free = candidates.find((candidate) => !this.#taken.has(candidate));
    const last = candidates.at(-1) ?? candidates[0];
    let name = free;
    for (let number = 2; name === undefined; number += 1) {
      const numbered = `${last}${between}${number}`;
      if (!this.#taken.has(numbered)) name = numbered;
    }
    this.#taken.add(name);
    return name;
  }
}

/** Candidates for a TypeScript constant, such as `researchLab` and `researchLabWorkspace` with the suffix `Workspace`. */
export function identifiers(name: string, suffix: string): [string, string] {
  const [first = "", ...rest] = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== "");
  const camel = first + rest.map(capital).join("");
  const base = /^[\p{ID_Start}][\p{ID_Continue}]*$/u.test(camel)
    ? camel
    : `${lower(suffix)}${capital(camel)}`;
  const full = /^[\p{ID_Start}][\p{ID_Continue}]*$/u.test(camel) ? `${camel}${suffix}` : base;
  return reserved.has(base) ? [full, full] : [base, full];
}

function capital(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}

function lower(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

/** Names that a constant at the top of a module cannot or should not have, also when it is compiled to CommonJS. */
const reserved: ReadonlySet<string> = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const continue debugger declare default " +
    "delete do else enum eval export extends false finally for from function get global if implements import in " +
    "infer instanceof interface is keyof let module namespace never new null number object of package private " +
    "protected public readonly require return satisfies set static string super switch symbol this throw true try " +
    "type typeof undefined unique unknown using var void while with yield accessor asserts bigint constructor " +
    "exports process console globalThis pulumi anthropic"
  ).split(" "),
);
