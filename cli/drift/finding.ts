import { z } from "zod";
import type { Resource } from "../../provider/kernel/definition.ts";
import type { kinds } from "../../provider/registry.ts";
import { categories } from "./categories.ts";
import { Difference } from "./difference.ts";
import { differenceInWords } from "./differences.ts";

const kindNames = [
  "Workspace",
  "WorkspaceMember",
  "WorkspaceMembers",
  "Member",
  "Invite",
  "ApiKey",
] as const satisfies readonly (keyof typeof kinds)[];
export type KindName = (typeof kindNames)[number];

export function kindNameOf({ kind }: Resource): KindName {
  return z.enum(kindNames).parse(kind);
}

/** A resource that declares the object. */
export const Declaration = z.strictObject({
  stack: z.string().describe("the stack, as it was named, or the state file"),
  resource: z.string().describe("the resource's name in the program"),
  values: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("what it declares where the declarations differ (only in `declared-twice`)"),
});
export type Declaration = z.infer<typeof Declaration>;

/** One row of the report. */
export const Finding = z.strictObject({
  category: z.enum(categories).describe("what kind of finding it is"),
  kind: z.enum(kindNames).describe("the kind of the object, as resources are called"),
  id: z.string().describe("the object's id, in the form that `import` takes"),
  name: z.string().describe("what people call it: a name, an address"),
  workspace: z
    .strictObject({ id: z.string(), name: z.string() })
    .optional()
    .describe("the workspace that it is in"),
  person: z
    .strictObject({ email: z.string().optional(), userId: z.string().optional() })
    .optional()
    .describe("the person whom it is about"),
  declarations: z.array(Declaration).describe("the resources that declare it"),
  differences: z.array(Difference).describe("what is not as it should be"),
  detail: z.string().describe("the finding as a sentence"),
});
export type Finding = z.infer<typeof Finding>;

/** `Research (wrkspc_...)`, `alice@example.com in Research`. */
export function titleOf({ kind, id, name, workspace, person }: Finding): string {
  if (person !== undefined && workspace !== undefined && kind.startsWith("WorkspaceMember")) {
    return `${name} in ${JSON.stringify(workspace.name)}`;
  }
  if (kind === "Member" || kind === "Invite") return name;
  const where = workspace === undefined ? "" : ` of ${JSON.stringify(workspace.name)}`;
  return `${JSON.stringify(name)} (${id})${where}`;
}

/** What a row says, a line each: of what differs its values, of everything else the sentence. */
export function linesOf({ category, differences, detail }: Finding): readonly string[] {
  const values = category === "changed" || category === "since" ? differences.map(differenceInWords) : [];
  return values.length === 0 ? [detail] : values;
}
