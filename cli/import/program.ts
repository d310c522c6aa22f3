import { clean } from "../../provider/api/foreignText.ts";
import { type Args, type Declaration, type Reference, referencesIn, type Section } from "./declaration.ts";
import { identifiers, Names } from "./naming.ts";
import { callLines } from "./printing.ts";

/** The text of a TypeScript program. Resources that others refer to are constants. */
export function programText(organization: string, sections: readonly Section[]): string {
  const declarations = sections.flatMap((section) => section.declarations);
  const constants = constantsFor(declarations);
  const nameOf = ({ to, output }: Reference) =>
    [constants.get(to) ?? "undefined", ...(output === undefined ? [] : [output])].join(".");
  const blocks = sections.map(({ title, declarations: ofSection }) => [
    comment(title),
    ...ofSection.flatMap((declaration) => {
      const constant = constants.get(declaration);
      const before = `${constant === undefined ? "" : `const ${constant} = `}new anthropic.${declaration.kind}`;
      const { name, args, options } = declaration;
      return callLines(before, name, options === undefined ? [args] : [args, options], nameOf);
    }),
  ]);
  const has = (...wanted: string[]) => declarations.some(({ kind }) => wanted.includes(kind));
  const head = [
    comment(`Organization ${organization}, as written by \`pulumi-anthropic import\`.`),
    ...(has("Workspace")
      ? [
          "// Deleting a workspace archives it, which is final. `protect` rejects the deletion,",
          "// and with `onDelete` a deletion without `protect` does not change the workspace.",
        ]
      : []),
    ...(declarations.some(({ kind, args, options = {} }) => kind !== "Workspace" && isRetained(args, options))
      ? ["// With `onDelete` or `retainOnDelete`, deleting a resource leaves its object unchanged."]
      : []),
    ...(has("WorkspaceMember", "WorkspaceMembers", "WorkspaceServiceAccount", "RbacGroupMembers")
      ? ["// Deleting a membership removes it, also one that existed before."]
      : []),
    ...(has("WorkspaceServiceAccount")
      ? [
          "// Without the membership of its service account, a federation rule gives no access to the workspace.",
        ]
      : []),
    "",
    'import * as anthropic from "pulumi-anthropic";',
  ];
  return `${[head, ...blocks].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function isRetained({ onDelete }: Args, { retainOnDelete }: Args): boolean {
  return onDelete === "retain" || retainOnDelete === true;
}

/** Workspaces get the short names, since most references are to them. */
function constantsFor(declarations: readonly Declaration[]): ReadonlyMap<Declaration, string> {
  const referred = new Set(declarations.flatMap(({ args }) => referencesIn(args)).map(({ to }) => to));
  const names = new Names();
  const constants = new Map<Declaration, string>();
  const ofKind = (wanted: boolean) =>
    declarations.filter((each) => referred.has(each) && (each.kind === "Workspace") === wanted);
  for (const declaration of [...ofKind(true), ...ofKind(false)]) {
    constants.set(declaration, names.claim(identifiers(declaration.name, declaration.kind)));
  }
  return constants;
}

function comment(text: string): string {
  return `// ${clean(text)}`;
}
