import { z } from "zod";
import type { Resource } from "../../provider/kernel/resource.ts";
import type { kinds } from "../../provider/registry.ts";
import { categories } from "./categories.ts";
import { Difference } from "./difference.ts";
import { describeDifference } from "./differences.ts";

export type KindName = keyof typeof kinds;

/**
 * The resource types in the order of a report, users before their memberships. An object, so that a missing resource type does not
 * compile.
 */
const reportedKinds: Readonly<Record<KindName, true>> = {
  Workspace: true,
  Member: true,
  Invite: true,
  WorkspaceMember: true,
  WorkspaceMembers: true,
  WorkspaceRateLimit: true,
  SpendLimit: true,
  ServiceAccount: true,
  WorkspaceServiceAccount: true,
  ExternalKey: true,
  ComplianceSettings: true,
  RbacGroup: true,
  RbacGroupMembers: true,
  FederationIssuer: true,
  FederationRule: true,
  ApiKey: true,
};
const kindNames = Object.keys(reportedKinds) as KindName[];

export function kindNameOf({ kind }: Resource): KindName {
  return z.enum(kindNames).parse(kind);
}

/** A resource that declares the object of a finding. */
export const Declaration = z.strictObject({
  stack: z.string().describe("the stack as `--stack` named it, or the state file"),
  resource: z.string().describe("the resource's name in the program"),
  values: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("the declared values that differ from those of the others (only in `declared-twice`)"),
});
export type Declaration = z.infer<typeof Declaration>;

/** One row of the report. */
export const Finding = z.strictObject({
  category: z.enum(categories).describe("the category of the finding"),
  kind: z.enum(kindNames).describe("the resource type of the object"),
  id: z.string().describe("the ID of the object, in the form that the resource option `import` takes"),
  name: z.string().describe("the name or the email address of the object"),
  workspace: z
    .strictObject({ id: z.string(), name: z.string() })
    .optional()
    .describe("the workspace that the object belongs to"),
  user: z
    .strictObject({ email: z.string().optional(), userId: z.string().optional() })
    .optional()
    .describe("the user that the finding is about"),
  serviceAccount: z
    .strictObject({ id: z.string(), name: z.string() })
    .optional()
    .describe("the service account whose workspace membership the finding is about"),
  declarations: z.array(Declaration).describe("the resources that declare the object"),
  differences: z.array(Difference).describe("the properties that differ"),
  detail: z.string().describe("the finding as a sentence"),
});
export type Finding = z.infer<typeof Finding>;

/** `Research (wrkspc_...)`, `alice@example.com in Research`. */
export function titleOf({ kind, id, name, workspace, user }: Finding): string {
  if (user !== undefined && workspace !== undefined && kind.startsWith("WorkspaceMember")) {
    return `${name} in ${JSON.stringify(workspace.name)}`;
  }
  if (kind === "WorkspaceServiceAccount") {
    return `${JSON.stringify(name)} in ${JSON.stringify(workspace?.name ?? id)}`;
  }
  if (kind === "Member" || kind === "Invite") return name;
  const where = workspace === undefined ? "" : ` of ${JSON.stringify(workspace.name)}`;
  return `${JSON.stringify(name)} (${id})${where}`;
}

/** The lines below the title of a finding: a line for each difference, or the sentence. */
export function linesOf({ category, kind, differences, detail }: Finding): readonly string[] {
  // The sentence has the possible reasons.
  if (kind === "ComplianceSettings") return [detail];
  const values = category === "changed" || category === "since" ? differences.map(describeDifference) : [];
  return values.length === 0 ? [detail] : values;
}
