// Invisible characters, and characters that look like others.

/** A character as `U+200B`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Spaces that look like the usual one. The ideographic space is as wide as a character. */
const unusualSpace = /(?![ \u3000])\p{Zs}/u;

/**
 * Invisible characters that belong to the character beside them: of an emoji, of a flag, and the joiners in scripts that need
 * them, such as Persian and Hindi.
 */
const joined = new RegExp(
  [
    "(?<=\\p{Emoji})[\\ufe0e\\ufe0f]",
    "\\u200d(?=\\p{Extended_Pictographic})",
    "(?<=[\\u{1f3f4}\\u{e0020}-\\u{e007e}])[\\u{e0020}-\\u{e007f}]",
    "(?<=(?![\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Han}])[\\p{L}\\p{M}])[\\u200c\\u200d]",
  ].join("|"),
  "gu",
);

/** The first character that is invisible or looks like a space, except where it belongs to the character beside it. */
export function unseenCharacter(text: string): string | undefined {
  return firstOf(text.replace(joined, ""));
}

/** The first character that is invisible or looks like a space. */
export function anyUnseenCharacter(text: string): string | undefined {
  return firstOf(text);
}

function firstOf(text: string): string | undefined {
  return [...text].find((character) => invisible.test(character) || unusualSpace.test(character));
}

/** Cyrillic and Greek letters, and the Latin letters that they look like. */
const alike = pairs(
  "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl ԛq ԝw АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ԌG ԚQ ԜW " +
    "αa ιi νv οo ρp υu ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX",
);

function pairs(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(" ").map((pair) => [pair.charAt(0), pair.charAt(1)]));
}

/** The ASCII character that another character looks like, such as `a` for a Cyrillic `а`. Undefined for all others. */
export function looksLike(character: string): string | undefined {
  const compatible = character.normalize("NFKC");
  if (compatible !== character && /^[\x21-\x7e]+$/.test(compatible)) return compatible;
  return alike.get(character);
}
