import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import * as anthropic from "pulumi-anthropic";
import { workspaceOf } from "./workspace.ts";

/** Checks the whole stack, at the end of a preview or update. */
export const workspaceAdmins: StackValidationPolicy = {
  name: "workspace-admins",
  description: "A workspace must not have too many workspace admins.",
  enforcementLevel: "mandatory",
  configSchema: { properties: { maximum: { type: "integer", minimum: 0, default: 2 } } },
  validateStack: ({ resources, getConfig }, reportViolation) => {
    const { maximum } = getConfig<{ maximum: number }>();
    const byWorkspace = Map.groupBy(resources.flatMap(adminsOf), ({ workspace }) => workspace);
    for (const [workspace, admins] of byWorkspace) {
      if (admins.length <= maximum) continue;
      const urn = workspace.startsWith("urn:") ? workspace : undefined;
      const names = [...new Set(admins.map(({ declaredBy }) => declaredBy))].sort().join(", ");
      reportViolation(
        `${urn === undefined ? workspace : "The workspace"} has ${admins.length} workspace admins, declared by ${names}. The maximum is ${maximum}.`,
        urn,
      );
    }
  },
};

interface DeclaredAdmin {
  readonly workspace: string;
  /** The name of the resource. The address of the user may be secret. */
  readonly declaredBy: string;
}

function adminsOf(resource: PolicyResource): DeclaredAdmin[] {
  const member = resource.asType(anthropic.WorkspaceMember);
  const list = resource.asType(anthropic.WorkspaceMembers);
  const members = [...(member === undefined ? [] : [member]), ...(list?.members ?? [])];
  return members
    .filter(({ role }) => role === "workspace_admin")
    .map(() => ({ workspace: workspaceOf(resource), declaredBy: resource.name }));
}
