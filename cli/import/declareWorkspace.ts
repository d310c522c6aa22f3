import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { kinds } from "../../provider/registry.ts";
import { claudeCodeWorkspace, defaultWorkspace } from "../organization/readOrganization.ts";
import { type Noun, nouns } from "../output/phrases.ts";
import { type Args, argsFrom, type Declaration } from "./declaration.ts";
import { words } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** Declares a workspace. Archived, default and Claude Code workspaces are left out. */
export async function declareWorkspace(
  program: ProgramBuilder,
  wire: WorkspaceWire,
): Promise<Declaration | undefined> {
  const { id } = wire;
  if (program.isManaged(nouns.workspace, objectName("Workspace", id))) return undefined;
  if (wire.archived_at !== null) {
    program.leftOut.add(["archived workspace", "archived workspaces"], "archiving is final", wire.name);
    return undefined;
  }
  if (wire.name === defaultWorkspace) {
    const what: Noun = ["default workspace", "default workspaces"];
    program.leftOut.add(
      what,
      "only its color, tags and data residency can be managed, with the resource option `import`",
      id,
    );
    return undefined;
  }
  if (wire.name === claudeCodeWorkspace) {
    const what: Noun = ["Claude Code workspace", "Claude Code workspaces"];
    program.leftOut.add(what, "Claude Code creates and manages it and its members", id);
    return undefined;
  }
  if (wire.name !== wire.name.trim()) {
    const why =
      "the name begins or ends with a space, which the provider does not allow; rename it in the Console";
    program.leftOut.add(nouns.workspace, why, wire.name);
    return undefined;
  }
  const name = program.claimName("Workspace", words(wire.name) || "workspace");
  const { props: actual } = await kinds.Workspace.read(program.session, id, {});
  const { externalKeyId: key } = actual;
  const args = {
    ...workspaceArgs(actual),
    ...(typeof key === "string" ? { externalKeyId: program.externalKeyValue(key) } : {}),
  };
  const workspace = await program.adopt({
    kind: "Workspace",
    id,
    name,
    args,
    // Deleting a line of the program by mistake must not archive a workspace, which is final.
    options: { protect: true },
    optional: Object.keys(args).filter((property) => property !== "name"),
    what: nouns.workspace,
    shown: wire.name,
  });
  if (workspace !== undefined) program.workspaces.set(id, workspace);
  return workspace;
}

/** The API's defaults, which need no declaration. */
const defaultColor = "#6C5BB9";
const defaultResidency: Readonly<Record<string, unknown>> = {
  workspaceGeo: "us",
  allowedInferenceGeos: "unrestricted",
  defaultInferenceGeo: "global",
};

/** The arguments of a workspace: its properties that differ from the API's defaults. */
function workspaceArgs(actual: Properties): Args {
  const { name, displayColor, tags, dataResidency, externalKeyId, userProfileId } = actual;
  const residency = Object.entries(isRecord(dataResidency) ? dataResidency : {}).filter(
    ([field, value]) => value !== defaultResidency[field],
  );
  return argsFrom({
    name,
    displayColor: displayColor === defaultColor ? undefined : displayColor,
    tags: isRecord(tags) && Object.keys(tags).length > 0 ? tags : undefined,
    dataResidency: residency.length > 0 ? Object.fromEntries(residency) : undefined,
    externalKeyId,
    userProfileId,
    onDelete: "retain",
  });
}
