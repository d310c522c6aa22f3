import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ProjectReflection, ReflectionKind } from "typedoc";
import { fence, page } from "./markdown.ts";
import { commentText, declaration } from "./model.ts";
import { examplesOf, nested, properties, propertyTable } from "./resourceTypes.ts";

/** The arguments of resource types, which are described on separate pages. */
const ofResourceTypes: Readonly<Record<string, string>> = {
  FederationIssuerArgs: "[FederationIssuer](FederationIssuer.md#arguments)",
  WorkspaceArgs: "[Workspace](Workspace.md#arguments)",
};

/** The page of a component. */
export function componentPage(project: ProjectReflection, name: string): string {
  const type = declaration(project, name);
  const args = declaration(project, `${name}Args`);
  const declare = type.children?.find(({ kind }) => kind === ReflectionKind.Constructor);
  const outputs = (type.children ?? []).filter(
    // Properties of Pulumi's classes are excluded, so the inherited ones are those of a base class of components.
    ({ kind, flags }) => kind === ReflectionKind.Property && !flags.isStatic,
  );
  const sections = nested(project, [args, ...outputs], [name, args.name, ...Object.keys(ofResourceTypes)]);
  const shown = JSON.stringify([properties(args, "Argument"), ...sections]);
  const elsewhere = Object.entries(ofResourceTypes)
    .filter(([type]) => shown.includes(type))
    .map(([type, link]) => `\`${type}\` is on the page of ${link}.`);
  return page(
    `# ${name}`,
    commentText(type.comment),
    "## Example",
    fence("ts", readFileSync(join(import.meta.dirname, "examples", `${name}.ts`), "utf8")),
    examplesOf(name),
    "## Create and update",
    commentText(declare?.signatures?.[0]?.comment),
    "## Arguments",
    properties(args, "Argument"),
    elsewhere.join(" "),
    "## Outputs",
    propertyTable("Output", outputs, false),
    ...sections,
  );
}
