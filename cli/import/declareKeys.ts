import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { type Noun, nouns } from "../output/phrases.ts";
import { type Declaration, Reference } from "./declaration.ts";
import { compareNames, words } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** Declares the keys of a workspace. Without one, declares the keys that belong to no selected workspace. */
export async function declareKeys(program: ProgramBuilder, wire?: WorkspaceWire): Promise<Declaration[]> {
  const { apiKeys } = program.organization;
  const { matches, workspaces: only } = program.selection;
  const keys = apiKeys
    .filter(({ name, scope: { workspace_id: id } }) =>
      wire === undefined
        ? only.length === 0 && !program.selectedWorkspaces.has(id ?? "") && matches(name)
        : id === wire.id,
    )
    .sort(
      (one, other) => compareNames(one.name, other.name) || compareNames(one.created_at, other.created_at),
    );
  const declared: Declaration[] = [];
  for (const { id, name, status } of keys) {
    if (program.isManaged(nouns.key, objectName("ApiKey", id))) continue;
    if (status !== "active" && status !== "inactive") {
      const what: Noun = [`${status} API key`, `${status} API keys`];
      program.leftOut.add(what, "cannot be activated again", name);
      continue;
    }
    const claimed = program.claimName("ApiKey", words(name) || "key");
    const workspace = wire === undefined ? undefined : program.workspaces.get(wire.id);
    const args = {
      apiKeyId: id,
      name,
      status,
      ...(workspace === undefined || wire === undefined
        ? {}
        : { workspace: new Reference(workspace, undefined, wire.id) }),
    };
    const key = await program.adopt({
      kind: "ApiKey",
      id,
      name: claimed,
      args,
      optional: ["name"],
      what: nouns.key,
      shown: name,
    });
    if (key !== undefined) declared.push(key);
  }
  return declared;
}
