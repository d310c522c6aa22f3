import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kinds } from "../../../provider/registry.ts";
import { generatedParts } from "../../../tools/docs/files.ts";
import { withLimitations } from "../../../tools/docs/limitations.ts";

const folder = join(import.meta.dirname, "..", "..", "..", "provider", "resources");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(folder, file), "utf8"));

describe("the list of API limitations", () => {
  test.each(Object.keys(kinds))(
    "the doc comment of the class %s lists the limitations of the API",
    (name) => {
      const [source = ""] = sources.filter((text) => text.includes(`export class ${name} extends`));
      const [before = ""] = source.split(`export class ${name} extends`);
      const comment = before.slice(before.lastIndexOf("/**"));
      expect(comment).toMatch(/What the API cannot do:\n \* - /);
      expect(withLimitations(source)).toBe(source);
    },
  );

  test("withLimitations expands a doc comment of one line", () => {
    const text = '/** An API key. */\nexport class ApiKey extends Base {\n  readonly kind = "/** x */";\n}\n';
    const written = withLimitations(text);
    expect(written).toMatch(
      /^\/\*\*\n \* An API key\.\n \*\n \* What the API cannot do:\n \* - create an API key|^\/\*\*\n \* An API key\.\n \*\n \* What the API cannot do:\n \* - make/,
    );
    expect(withLimitations(written)).toBe(written);
  });
});

test.each(generatedParts())(
  "the generated parts of $file are up to date (otherwise run `npm run docs`)",
  (part) => {
    expect(part.text).toBe(part.wanted);
  },
);
