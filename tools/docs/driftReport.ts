import { z } from "zod";
import { Difference } from "../../cli/drift/difference.ts";
import { Declaration, Finding } from "../../cli/drift/finding.ts";
import { Report } from "../../cli/drift/report.ts";
import { region, table } from "./markdown.ts";

/** JSON Schema of the report. */
export function driftSchema(): string {
  const title = "pulumi-anthropic drift --json, version 1";
  const form = z.toJSONSchema(Report, {
    override({ jsonSchema }) {
      // Properties may be added: a program that validates a report must accept new ones.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return `${JSON.stringify({ title, ...form }, undefined, 2)}\n`;
}

/** The page with the properties of the report and the descriptions of their schemas. */
export function withReportProperties(text: string): string {
  const parts = { report: Report, finding: Finding, declaration: Declaration, difference: Difference };
  return Object.entries(parts).reduce((page, [name, { shape }]) => {
    const properties = Object.entries(shape).map(([property, { description = "" }]) => [
      `\`${property}\``,
      description,
    ]);
    return region(page, name, table(["Property", "Description"], properties));
  }, text);
}
