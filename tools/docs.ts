// Writes into the pages and the resources' doc comments what is known elsewhere: what the API cannot do, and the form of
// the drift report. `npm run docs`; a test holds that it was run.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Difference } from "../cli/drift/difference.ts";
import { Declaration, Finding } from "../cli/drift/finding.ts";
import { Report } from "../cli/drift/report.ts";
import { type ApiLimitation, apiLimitations } from "../provider/apiLimitations.ts";

const root = join(import.meta.dirname, "..");
const rows: readonly ApiLimitation[] = Object.values(apiLimitations);

/** The files whose text depends on the table, and what they should hold. */
export function documented(): { readonly file: string; readonly text: string; readonly wanted: string }[] {
  const kinds = readdirSync(join(root, "provider", "resources")).map((name) =>
    join("provider", "resources", name, "index.ts"),
  );
  const made: Readonly<Record<string, (text: string) => string>> = {
    "docs/limits.md": limits,
    "docs/drift.md": report,
    "docs/drift.schema.json": schema,
  };
  return [...Object.keys(made), ...kinds].map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return { file, text, wanted: (made[file] ?? comment)(text) };
  });
}

/** The form of the report for machines. */
function schema(): string {
  const title = "pulumi-anthropic drift --json, version 1";
  const form = z.toJSONSchema(Report, {
    override({ jsonSchema }) {
      // Properties may be added: whoever holds a report against this must not stumble over new ones.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return `${JSON.stringify({ title, ...form }, undefined, 2)}\n`;
}

/** The properties of the report, with what their schemas say of them. */
function report(text: string): string {
  const parts = { report: Report, finding: Finding, declaration: Declaration, difference: Difference };
  return Object.entries(parts).reduce((page, [name, { shape }]) => {
    const properties = Object.entries(shape).map(
      ([property, { description }]) => `| \`${property}\` | ${description} |`,
    );
    const table = ["| Property | What it is |", "| --- | --- |", ...properties].join("\n");
    return page.replace(
      new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`),
      (_, start: string, end: string) => `${start}${table}\n${end}`,
    );
  }, text);
}

function limits(text: string): string {
  const table = [
    "| The API cannot | because | so |",
    "| --- | --- | --- |",
    ...rows.map(({ operation, why, instead }) => `| ${operation} | ${why} | ${instead} |`),
  ].join("\n");
  return text.replace(
    /(<!-- what the API cannot do -->\n)[\s\S]*?(<!-- end -->)/,
    (_, start: string, end: string) => `${start}${table}\n${end}`,
  );
}

/** The class's doc comment: its first lines are by hand, the list is from the table. */
function comment(text: string): string {
  return text.replace(
    /(\/\*\*\n(?: \*(?! What the API cannot do)[^\n]*\n)*?)(?: \*\n \* What the API cannot do:\n(?: \* - [^\n]*\n)*)?( \*\/\nexport class (\w+) )/g,
    (_, head: string, tail: string, kind: string) => {
      const list = rows
        .filter((row) => row.kinds.includes(kind))
        .map(({ operation, why, instead }) => ` * - ${operation}: ${why}. ${instead}.\n`);
      return `${head} *\n * What the API cannot do:\n${list.join("")}${tail}`;
    },
  );
}

if (process.argv[1] === import.meta.filename) {
  for (const { file, text, wanted } of documented()) {
    if (text === wanted) continue;
    writeFileSync(join(root, file), wanted);
    console.log(`Wrote ${file}.`);
  }
}
