import { expect, test } from "vitest";
import {
  anyUnseenCharacter,
  codePoint,
  looksLike,
  unseenCharacter,
} from "../../../provider/text/characters.ts";

test("writes a character as its code point", () => {
  expect(["a", "\u200b", "\u{1f600}"].map(codePoint)).toEqual(["U+0061", "U+200B", "U+1F600"]);
});

test("finds characters that are invisible or look like a space", () => {
  const unseen =
    "\u200b\u200c\u200d\u2060\u2068\u202e\u00ad\ufeff\u034f\u3164\u2800\u00a0\u2003\u0000\t\n\ue000\u{e0041}";
  for (const character of unseen) {
    expect([codePoint(character), unseenCharacter(`Data${character}Lab`)]).toEqual([
      codePoint(character),
      character,
    ]);
  }
  for (const name of ["Data Lab", "Café", "日本　語", "Ünïcode – 100 %", "Лаб", "مختبر"]) {
    expect([name, anyUnseenCharacter(name)]).toEqual([name, undefined]);
  }
});

test("accepts invisible characters that belong to an emoji, a flag or a script, but only there", () => {
  for (const name of ["👩‍🔬 Lab", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "क्‍ष"]) {
    expect([name, unseenCharacter(name)]).toEqual([name, undefined]);
    expect(anyUnseenCharacter(name)).toBeDefined();
  }
  expect(unseenCharacter("La\u200db")).toBe("\u200d");
  expect(unseenCharacter("La\ufe0fb")).toBe("\ufe0f");
});

test("recognizes characters that look like an ASCII character", () => {
  expect([..."аеΟｂ²"].map(looksLike)).toEqual(["a", "e", "O", "b", "2"]);
  expect([..."aé漢ж "].map(looksLike)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
