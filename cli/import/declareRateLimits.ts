import type { WorkspaceRateLimitWire, WorkspaceWire } from "../../provider/api/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { idOfGroup } from "../../provider/resources/workspaceRateLimit/identity.ts";
import { Inputs, modelGroup } from "../../provider/resources/workspaceRateLimit/schema.ts";
import { overridesOf } from "../../provider/resources/workspaceRateLimit/wire.ts";
import { nouns } from "../output/phrases.ts";
import type { Declaration } from "./declaration.ts";
import { words } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** Declares the rate limits that a workspace overrides, one resource for each group. */
export async function declareRateLimits(
  program: ProgramBuilder,
  wire: WorkspaceWire,
): Promise<Declaration[]> {
  const declared: Declaration[] = [];
  for (const entry of program.organization.rateLimits?.overrides.get(wire.id) ?? []) {
    const id = idOfGroup(wire.id, entry.group.id);
    if (program.isManaged(nouns.rateLimit, objectName("WorkspaceRateLimit", id, "groupId"))) continue;
    const limits = await declareGroup(program, wire, entry, id);
    if (limits !== undefined) declared.push(limits);
  }
  return declared;
}

async function declareGroup(
  program: ProgramBuilder,
  wire: WorkspaceWire,
  entry: WorkspaceRateLimitWire,
  id: string,
): Promise<Declaration | undefined> {
  const { group, models } = entry;
  const label = group.display_name ?? group.type;
  const shown = `${label} in ${wire.name}`;
  // The organization's list has models that a workspace has no access to.
  const listed = program.organization.rateLimits?.organization.find(
    ({ group: { id: of } }) => of === group.id,
  );
  const model = newestOf(listed?.models ?? models ?? []);
  if (group.type === modelGroup && model === undefined) {
    program.leftOut.add(nouns.rateLimit, "the model family has no model", shown);
    return undefined;
  }
  const overrides = Object.entries(overridesOf(entry));
  // The API may have types that this version does not know.
  const limits = overrides.filter(
    ([type, value]) => Inputs.shape.limits.safeParse({ [type]: value }).success,
  );
  const others = overrides.filter((override) => !limits.includes(override)).map(([type]) => type);
  if (others.length > 0) {
    program.leftOut.add(
      ["limit", "limits"],
      "the API cannot change them",
      `${others.join(", ")} of ${shown}`,
    );
  }
  if (limits.length === 0) return undefined;
  return await program.adopt({
    kind: "WorkspaceRateLimit",
    id,
    name: program.claimName(
      "WorkspaceRateLimit",
      `${program.workspaceName(wire)}-${words(label) || "limits"}`,
    ),
    args: {
      workspace: program.workspaceValue(wire.id),
      ...(group.type === modelGroup ? { model: model ?? "" } : { groupType: group.type }),
      limits: Object.fromEntries(limits),
    },
    // Deleting a line of the program must not clear a limit that existed before it.
    options: { retainOnDelete: true },
    what: nouns.rateLimit,
    shown,
  });
}

/** The model with the highest version. Prefers names without a date. */
function newestOf(models: readonly string[]): string | undefined {
  const undated = models.filter((model) => !/-\d{8}$/.test(model));
  return (undated.length > 0 ? undated : models)
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .at(-1);
}
