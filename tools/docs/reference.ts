import type { ProjectReflection } from "typedoc";
import { commandPage, commands, commandTable } from "./commands.ts";
import { componentPage } from "./components.ts";
import { functionPages, functionTable } from "./functions.ts";
import { fence, page, table } from "./markdown.ts";
import { commentText, declaration, typeText } from "./model.ts";
import { components, resourcePage, resourceTable, resourceTypes } from "./resourceTypes.ts";
import { settingsPage } from "./settings.ts";

/** The pages under docs/reference/, by file name. */
export function referencePages(project: ProjectReflection): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const [name, facts] of Object.entries(resourceTypes)) {
    pages.set(`${name}.md`, resourcePage(project, name, facts));
  }
  for (const name of Object.keys(components)) pages.set(`${name}.md`, componentPage(project, name));
  pages.set("Provider.md", providerPage(project));
  pages.set("withEnvVars.md", withEnvVarsPage(project));
  for (const { name, text } of functionPages(project)) pages.set(`${name}.md`, text);
  for (const command of commands) pages.set(`${command.name()}.md`, commandPage(command));
  pages.set("settings.md", settingsPage());
  pages.set("README.md", index(project));
  return pages;
}

function index(project: ProjectReflection): string {
  return page(
    "# Reference",
    "Generated from the doc comments, the command definitions and the settings (`npm run docs`).",
    "## Resource types",
    resourceTable(""),
    "[`Provider`](Provider.md) declares a further organization in the same program.",
    "## Functions",
    functionTable(project),
    "[`withEnvVars`](withEnvVars.md) passes environment variables to an inline program of the Automation API.",
    "## Settings",
    "[Settings](settings.md) of the stack and their environment variables.",
    "## Commands",
    commandTable(),
  );
}

function providerPage(project: ProjectReflection): string {
  const type = declaration(project, "Provider");
  const args = declaration(project, "ProviderArgs");
  return page(
    "# Provider",
    commentText(type.comment),
    "## Example",
    fence(
      "ts",
      `import * as anthropic from "pulumi-anthropic";

const sandbox = new anthropic.Provider("sandbox", {
  organizationId: "12345678-1234-5678-1234-567812345678",
  adminKeyVariable: "ANTHROPIC_SANDBOX_ADMIN_KEY",
});
new anthropic.Workspace("evaluation", { name: "Evaluation" }, { provider: sandbox });`,
    ),
    "## Arguments",
    table(
      ["Argument", "Type", "Description"],
      (args.children ?? []).map(({ name, type: of, flags, comment }) => [
        `\`${name}\``,
        `\`${typeText(of)}\``,
        `${flags.isOptional ? "" : "Required. "}${commentText(comment)}`,
      ]),
    ),
    "[Settings](settings.md) has the defaults.",
  );
}

function withEnvVarsPage(project: ProjectReflection): string {
  const [signature] = declaration(project, "withEnvVars").signatures ?? [];
  if (signature === undefined) throw new Error("withEnvVars has no signature");
  const parameters = (signature.parameters ?? []).map(({ name, type }) => `${name}: ${type}`).join(", ");
  return page(
    "# withEnvVars",
    commentText(signature.comment),
    fence("ts", `withEnvVars<Result>(${parameters}): ${signature.type}`),
    "[Automation API](../automation.md#keys-of-several-organizations) has an example.",
  );
}
