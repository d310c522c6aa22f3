import { join } from "node:path";
import {
  Application,
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type SomeType,
  TypeDocReader,
} from "typedoc";

const root = join(import.meta.dirname, "..", "..");

/** The public names of the package with their doc comments. */
export interface PublicNames {
  readonly project: ProjectReflection;
  /** Warnings of TypeDoc's validation, such as a public name without a doc comment. */
  readonly warnings: number;
}

export async function publicNames(): Promise<PublicNames> {
  const app = await Application.bootstrap(
    {
      options: join(root, "typedoc.json"),
      tsconfig: join(root, "tsconfig.build.json"),
      sort: ["source-order"],
      readme: "none",
      // `tsc` has checked the types.
      skipErrorChecking: true,
    },
    [new TypeDocReader()],
  );
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the sources");
  app.validate(project);
  return { project, warnings: app.logger.warningCount + app.logger.errorCount };
}

export function declaration(project: ProjectReflection, name: string): DeclarationReflection {
  const found = all(project).find((reflection) => reflection.name === name);
  if (found === undefined) throw new Error(`${name} is not exported`);
  return found;
}

export function functions(project: ProjectReflection): DeclarationReflection[] {
  return all(project).filter(({ kind, name }) => kind === ReflectionKind.Function && /^get[A-Z]/.test(name));
}

/** The exports of the provider. The other entry point is the emulator. */
function all(project: ProjectReflection): DeclarationReflection[] {
  const modules = project.children ?? [];
  const provider = modules.find(({ name }) => name.startsWith("provider"));
  return provider?.children ?? modules;
}

export function commentText(comment: Comment | undefined): string {
  return (comment?.summary ?? [])
    .map(({ text }) => text)
    .join("")
    .trim();
}

/** The text of a type without Pulumi's `Input`, since every argument accepts outputs. */
export function typeText(type: SomeType | undefined): string {
  if (type === undefined) return "";
  if (type.type === "reference") {
    const [argument] = type.typeArguments ?? [];
    if (["Input", "Output", "OutputInstance", "Promise"].includes(type.name) && argument !== undefined) {
      return typeText(argument);
    }
    const parts = (type.typeArguments ?? []).map(typeText);
    return parts.length === 0 ? type.name : `${type.name}<${parts.join(", ")}>`;
  }
  if (type.type === "array") {
    const element = typeText(type.elementType);
    return element.includes(" | ") ? `(${element})[]` : `${element}[]`;
  }
  if (type.type === "union") {
    const parts = type.types.map(typeText).filter((part) => part !== "undefined");
    return [...new Set(parts)].join(" | ");
  }
  return type.toString();
}

/** The names of the interfaces and type aliases of this package that a type mentions. */
export function mentioned(type: SomeType | undefined): string[] {
  if (type === undefined) return [];
  if (type.type === "reference") {
    const own = type.reflection === undefined ? [] : [type.name];
    return [...own, ...(type.typeArguments ?? []).flatMap(mentioned)];
  }
  if (type.type === "array") return mentioned(type.elementType);
  if (type.type === "union") return type.types.flatMap(mentioned);
  return [];
}
