import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProjectReflection } from "typedoc";
import { actionTable } from "./actions.ts";
import { budgetsSchema } from "./budgetsFile.ts";
import { driftSchema, withReportProperties } from "./driftReport.ts";
import { withEmulatorTables } from "./emulator.ts";
import { limitationTable, withLimitations } from "./limitations.ts";
import { region } from "./markdown.ts";
import { referencePages } from "./reference.ts";
import { resourceTable } from "./resourceTypes.ts";
import { teamsSchema } from "./teamsSchema.ts";

const root = join(import.meta.dirname, "..", "..");

/** A generated file, or one with generated parts. `wanted` is undefined for a file that must not exist. */
export interface GeneratedFile {
  readonly file: string;
  readonly text: string | undefined;
  readonly wanted: string | undefined;
}

/** The files with generated parts that do not depend on doc comments. */
export function generatedParts(): GeneratedFile[] {
  const parts: Readonly<Record<string, (text: string) => string>> = {
    "README.md": (text) => region(text, "resource types", resourceTable("docs/reference/")),
    "docs/api-limitations.md": (text) => region(text, "what the API cannot do", limitationTable()),
    "docs/drift.md": withReportProperties,
    "docs/emulator.md": withEmulatorTables,
    "docs/plan.md": (text) => region(text, "actions", actionTable()),
    "docs/drift.schema.json": driftSchema,
    "examples/teams/teams.schema.json": teamsSchema,
    "docs/budgets.schema.json": budgetsSchema,
  };
  const sources = readdirSync(join(root, "provider", "resources"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => [`provider/resources/${name}`, withLimitations] as const);
  return [...Object.entries(parts), ...sources].map(([file, write]) => {
    const text = readFileSync(join(root, file), "utf8");
    return { file, text, wanted: write(text) };
  });
}

/** The pages under docs/reference/, and existing files there that must be deleted. */
export function generatedPages(project: ProjectReflection): GeneratedFile[] {
  const folder = join(root, "docs", "reference");
  const pages = referencePages(project);
  const existing = existsSync(folder) ? readdirSync(folder) : [];
  return [...new Set([...pages.keys(), ...existing])].map((name) => ({
    file: `docs/reference/${name}`,
    text: existing.includes(name) ? readFileSync(join(folder, name), "utf8") : undefined,
    wanted: pages.get(name),
  }));
}
