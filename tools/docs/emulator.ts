import { readFileSync } from "node:fs";
import { defaultAssumptions } from "../../emulator/assumptions.ts";
import { controlRoutes } from "../../emulator/control/routes.ts";
import { faultEffects } from "../../emulator/faults.ts";
import { code, region, table } from "./markdown.ts";

/** The page with tables of assumptions, faults and control routes. */
export function withEmulatorTables(text: string): string {
  return Object.entries({ assumptions, faults, routes }).reduce(
    (page, [name, content]) => region(page, name, content()),
    text,
  );
}

function assumptions(): string {
  const source = readFileSync(new URL("../../emulator/assumptions.ts", import.meta.url), "utf8");
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
