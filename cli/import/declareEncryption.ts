import { objectName } from "../../provider/kernel/objectName.ts";
import { kinds } from "../../provider/registry.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import { configOf } from "../../provider/resources/externalKey/wire.ts";
import { nouns } from "../output/phrases.ts";
import { argsFrom, type Declaration } from "./declaration.ts";
import { compareNames, words } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/**
 * Declares the external keys, so that workspaces can refer to them. An import of single workspaces declares the keys of these workspaces.
 */
export async function declareExternalKeys(program: ProgramBuilder): Promise<Declaration[]> {
  const { organization, selection } = program;
  const used = new Set(
    organization.workspaces
      .filter(({ id }) => program.selectedWorkspaces.has(id))
      .map(({ external_key_id: id }) => id),
  );
  const found = (organization.externalKeys ?? [])
    .map((wire) => ({ wire, shown: wire.display_name ?? keyIn(configOf(wire.provider_config)) }))
    .filter(({ wire, shown }) =>
      selection.workspaces.length > 0 ? used.has(wire.id) : selection.matches(shown),
    )
    .sort((one, other) => compareNames(one.shown, other.shown));
  const declared: Declaration[] = [];
  for (const { wire, shown } of found) {
    const { id } = wire;
    if (program.isManaged(nouns.externalKey, objectName("ExternalKey", id))) continue;
    const { props } = await kinds.ExternalKey.read(program.session, id, {});
    const { providerConfig, displayName, userProfileId } = props;
    const declaration = await program.adopt({
      kind: "ExternalKey",
      id,
      name: program.claimName("ExternalKey", words(wire.display_name ?? "") || "key"),
      // Deleting a line of the program must not delete a key that existed before it.
      args: argsFrom({ providerConfig, displayName, userProfileId, onDelete: "retain" }),
      optional: ["displayName", "userProfileId"],
      what: nouns.externalKey,
      shown,
    });
    if (declaration === undefined) continue;
    program.externalKeys.set(id, declaration);
    declared.push(declaration);
  }
  return declared;
}

/** Declares the Compliance Settings if they are enabled, unlike those of a new organization. */
export async function declareCompliance(program: ProgramBuilder): Promise<Declaration[]> {
  const { id, complianceState } = program.organization;
  const shown = "Compliance Settings";
  if (complianceState !== "enabled" || !program.selection.matches(shown)) return [];
  if (program.isManaged([shown, shown], ...kinds.ComplianceSettings.names({}, id))) return [];
  const declaration = await program.adopt({
    kind: "ComplianceSettings",
    id,
    name: program.claimName("ComplianceSettings", "compliance"),
    args: { state: complianceState },
    what: [shown, shown],
    shown,
  });
  return declaration === undefined ? [] : [declaration];
}
