import { readFileSync, writeFileSync } from "node:fs";
import { defaultAssumptions } from "../emulator/assumptions.ts";
import { controlRoutes } from "../emulator/control/routes.ts";
import { faultEffects } from "../emulator/faults.ts";

/** Writes the tables of docs/emulator.md: `node tools/emulatorDocs.ts`. */
const page = new URL("../docs/emulator.md", import.meta.url);

/** Returns the page with all tables regenerated from the sources. */
export function withTables(text: string): string {
  return Object.entries({ assumptions, faults, routes }).reduce(
    (made, [name, table]) =>
      made.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end -->)`),
        (_, begin: string, end: string) => `${begin}${table()}\n${end}`,
      ),
    text,
  );
}

function assumptions(): string {
  const source = readFileSync(new URL("../emulator/assumptions.ts", import.meta.url), "utf8");
  const defaults = new Map(Object.entries(defaultAssumptions()));
  const rows = Array.from(
    source.matchAll(/\/\*\* (.+) \*\/\n {2}(\w+): (.+);/g),
    ([, does, name = "", values]) => [
      `\`${name}\``,
      does ?? "",
      code(values ?? ""),
      code(JSON.stringify(defaults.get(name))),
    ],
  );
  return table(["Assumption", "Behavior", "Values", "Default"], rows);
}

function faults(): string {
  const rows = Object.entries(faultEffects).map(([kind, { takesEffect, response, parameters }]) => [
    code(kind),
    takesEffect ? "yes" : "no",
    response,
    parameters.map(code).join(", "),
  ]);
  return table(["Kind", "The request takes effect", "Response", "Parameters"], rows);
}

function routes(): string {
  const rows = controlRoutes.map(({ method, path, does, example }) => [
    code(`${method} ${path}`),
    does,
    example === undefined ? "" : code(JSON.stringify(example)),
  ]);
  return table(["Route", "What it does", "Example of a body"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) writeFileSync(page, withTables(readFileSync(page, "utf8")));
