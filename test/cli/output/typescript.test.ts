import { describe, expect, it } from "vitest";
import { propertyKey, quoted } from "../../../cli/output/typescript.ts";

describe("quoted", () => {
  it("writes a literal that evaluates to the same string", () => {
    const texts = [
      "plain",
      `Say "hi"`,
      `Say "hi" & 'bye'`,
      `it's`,
      "back\\slash",
      "line\nbreak\u2028\u0000\u007f",
      "turned \u202eround",
      "👩‍💻",
      "\ud800",
      '"\\\'"',
    ];
    for (const text of texts) expect(new Function(`return ${quoted(text)}`)()).toBe(text);
  });

  it("leaves no invisible or direction character unescaped", () => {
    expect(quoted("safe\u202egnp.exe\u200b")).toBe('"safe\\u{202e}gnp.exe\\u{200b}"');
    expect(quoted("👩‍💻")).toBe('"👩‍💻"');
  });

  it("escapes control, direction and zero-width characters", () => {
    const signs =
      "\u0007\u007f\u009b\u0085\u00ad\u061c\u200b\u200c\u200d\u200e\u2028\u2066\u2069\ufeff\u{e0041}";
    const text = quoted(signs);
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(new Function(`return ${text}`)()).toBe(signs);
  });

  it("uses the quotes that need fewer backslashes", () => {
    expect(quoted('Say "hi"')).toBe(`'Say "hi"'`);
    expect(quoted("it's")).toBe(`"it's"`);
  });
});

describe("propertyKey", () => {
  it("quotes a key only if necessary, and never sets a prototype", () => {
    expect(["team", "cost-center", "1", "constructor", "__proto__", "a\u202eb"].map(propertyKey)).toEqual([
      "team",
      '"cost-center"',
      '"1"',
      "constructor",
      '["__proto__"]',
      '"a\\u{202e}b"',
    ]);
  });
});
