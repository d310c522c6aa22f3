import { type ApiLimitation, apiLimitations } from "../../provider/apiLimitations.ts";
import { table } from "./markdown.ts";
import { sentence } from "./resourceTypes.ts";

const rows: readonly ApiLimitation[] = Object.values(apiLimitations);

export function limitationTable(): string {
  return table(
    ["The API cannot", "Why", "Instead"],
    rows.map(({ operation, why, instead }) => [operation, sentence(why), sentence(instead)]),
  );
}

/** A source file whose exported classes list limitations of the API in their doc comments. */
export function withLimitations(text: string): string {
  return text.replace(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport class (\w+) extends/g,
    (whole: string, comment: string, name: string) => {
      const own = rows.filter((row) => row.kinds.includes(name));
      if (own.length === 0) return whole;
      const lines = comment
        .split("\n")
        .map((line) => line.replace(/^\s*\* ?/, "").trim())
        .join("\n")
        .replace(/\n*What the API cannot do:[\s\S]*$/, "")
        .trim()
        .split("\n");
      const list = own.map(({ operation, why, instead }) => `- ${operation}: ${why}. ${instead}.`);
      const written = [...lines, "", "What the API cannot do:", ...list].map((line) =>
        ` * ${line}`.trimEnd(),
      );
      return `/**\n${written.join("\n")}\n */\nexport class ${name} extends`;
    },
  );
}
