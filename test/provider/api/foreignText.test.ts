import { describe, expect, it } from "vitest";
import { hasSecret, jsonText, logText, oneLine, withoutSecrets } from "../../../provider/api/foreignText.ts";

const signs =
  "\u0007\u001b\u007f\u0085\u009b\u00ad\u061c\u200b\u200e\u2028\u202a\u202e\u2066\u2069\ufeff\u{e0041}";

describe("foreign text on one line", () => {
  it("foreign text on one line has no characters that move the cursor, set a color or change the text direction", () => {
    expect(oneLine("a\u001b[31mred\u0007\nb\u202ec\u2028d")).toBe("a [31mred bc d");
    expect(oneLine(`a${signs}b`)).toMatch(/^a +b$/);
  });

  it.each([
    ["::add-mask::x", ": :add-mask::x"],
    ["  ::error::x", "  : :error::x"],
    ["\u200b::error::x", ": :error::x"],
    ["name ::error::x", "name ::error::x"],
    ["name ##[error]x", "name # #[error]x"],
    ["##\u200b[error]x", "# #[error]x"],
    ["###[error]##vso[task.setvariable]", "## #[error]# #vso[task.setvariable]"],
    ["##teamcity[x]", "# #teamcity[x]"],
    ["## Heading [1]", "## Heading [1]"],
    ["<{%reset%}>", "< {%reset%}>"],
  ])("gives no command to a CI runner: %j", (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});

describe("text for a terminal or a log", () => {
  it("keeps its line breaks and shows invisible characters as escapes", () => {
    expect(logText("one\ttwo\nthree \u202eeno\u009b31m \u{e0041}")).toBe(
      "one\ttwo\nthree \\u202eeno\\u009b31m \\udb40\\udc41",
    );
    expect(logText(signs)).toMatch(/^[\x20-\x7e]+$/);
    expect(logText("Größe 研究 👩‍💻")).toBe("Größe 研究 👩‍💻");
    for (const sign of ["\u200b", "\u0000", "\u202e"]) {
      expect(logText(`name sk-${sign}ant-${sign}admin01-${sign}SECRETSECRET`)).toBe("name [secret]");
    }
  });

  it("contains no CI command in any line, whatever ends the line", () => {
    expect(logText("a\n::error::b\r::error::c\n \u00a0::debug::d ##[e]")).toBe(
      "a\n: :error::b\\u000d::error::c\n \u00a0: :debug::d # #[e]",
    );
  });
});

it.each([
  "sk-ant-api01-hunter2",
  "sk-ant-api03-hunter2",
  "SK-ANT-ADMIN01-hunter2",
  "sk-ant-hunter2",
  "sk-ant-oat01-hunter2.hunter3/x+y==",
  "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.hunter2",
])("secrets are left out: %s", (secret) => {
  expect(withoutSecrets(`a ${secret} b`)).toBe("a [secret] b");
  expect(hasSecret(`a ${secret} b`)).toBe(true);
  expect(hasSecret(`a ${secret.slice(0, 3)}\u200b${secret.slice(3)}`)).toBe(true);
});

it("the prefix of a key without its value is not a secret, since messages of this package contain it", () => {
  const text =
    "begins with sk-ant-admin01-, or `sk-ant-oat01-`; set sk-ant-admin01-... (sk-ant-api03-...), not sk-ant-api03-.";
  expect(withoutSecrets(text)).toBe(text);
  expect(hasSecret(text)).toBe(false);
});

it("JSON has no invisible characters and no CI commands, and parses to the same value", () => {
  const value = { [`key${signs}`]: [`x${signs}`, "##[error]x", "👩‍💻", "\ud800"] };
  for (const indent of [undefined, 2]) {
    const text = jsonText(value, indent);
    expect(text.replaceAll("👩‍💻", "")).toMatch(/^[\x20-\x7e\n]+$/);
    expect(text).not.toContain("##");
    expect(JSON.parse(text)).toEqual(value);
  }
});
