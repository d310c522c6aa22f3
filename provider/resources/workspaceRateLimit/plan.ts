import { OrganizationCache } from "../../api/organizationCache.ts";
import { defaultWorkspaceName } from "../../api/plausible.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { own } from "../../kernel/values.ts";
import { findWorkspace, findWorkspaceWith, requireWorkspace } from "../../workspaces/findWorkspace.ts";
import type { Inputs as WorkspaceInputs } from "../workspace/schema.ts";
import { changesOf, different, hasOtherLimits, managedTypes, targetOf, undeclaredTypes } from "./changes.ts";
import { findGroup, isGroup, isGroupOf, requireGroup } from "./group.ts";
import { idOfGroup, inId, kind, namesOf, parseId, shown, updating, whyArchived } from "./identity.ts";
import { changeOverrides, noticeIneffective } from "./override.ts";
import { Inputs, State } from "./schema.ts";
import { fromWire, overridesOf } from "./wire.ts";

// Overrides of the organization's rate limits in a workspace, for one group: a model family or an API. The API sets and clears each
// type of limit separately, so only the declared types are managed. If the workspace has no overrides, that is drift of `limits`, not a
// missing object. Delete clears the declared types.

export const workspaceRateLimit = defineResource<typeof Inputs, typeof State>({
  kind,
  organization: "console",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "model", "groupType", "limits"],
  parts: ["limits"],
  identifying: ["workspace", "model", "groupType"],
  // Groups may be swapped between resources of a loop. Deletes run last, when all resources are declared.
  replaceInOrder: "createFirst",
  // A removed limit has no declared value, but must be cleared.
  requestTriggers: ["limits"],

  parseId,
  idIn: ({ workspace, groupId }) => (workspace && groupId ? idOfGroup(workspace, groupId) : undefined),
  names: namesOf,
  exclusiveNamesInState: (id, old) => namesOf({ workspace: old.workspace, groupId: old.groupId }, id),

  reject({ workspace, model, groupType }, { unknown, declarations }) {
    const failures = [];
    if (
      !unknown.has("model") &&
      !unknown.has("groupType") &&
      (model === undefined) === (groupType === undefined)
    ) {
      // Reported for the whole resource: either property may be the one that changed.
      const reason = `Set \`model\` or \`groupType\`${model === undefined ? "" : ", not both"}.`;
      failures.push({ property: "", reason });
    }
    const isDefault = declarations
      .ofType<WorkspaceInputs>("Workspace")
      .some(({ id, inputs }) => id !== undefined && id === workspace && inputs.name === defaultWorkspaceName);
    if (isDefault) {
      failures.push({
        property: "workspace",
        reason: `\`workspace\`: ${apiLimitation("defaultWorkspaceRateLimits")}`,
      });
    }
    return failures;
  },

  async verify(operation, inputs, { olds, minFreshness }) {
    const { workspace } = inputs;
    if (workspace !== undefined && workspace !== olds?.workspace)
      await requireOpen(operation, workspace, inputs, minFreshness);
  },

  async sameObject(operation, _, old, { workspace, model, groupType }) {
    return workspace === old.workspace && (await isGroupOf(operation, old, { model, groupType }));
  },

  attention: (_, old, inputs) =>
    old.status === "archived" ? { refuses: whyArchived({ ...old, ...inputs }) } : undefined,

  async unadoptable(operation, id, observed, inputs) {
    if (observed.status === "archived") return "the workspace is archived, which is final.";
    const { model } = inId(id);
    if (model !== undefined && model !== inputs.model) {
      return `the ID names the model ${model}, but the program declares ${shown(inputs)}. Use the ID \`${idOfGroup(inputs.workspace, observed.groupId ?? "rlg_...")}\`.`;
    }
    const group = await requireGroup(operation, inputs, `adopt ${kind} ${id}`);
    if (group.group.id === observed.groupId) return undefined;
    return `the ID names the group ${observed.groupId}, but the program declares ${shown(inputs)}, which is in ${group.group.id}. Correct \`import\` or the declaration.`;
  },

  async create(operation, inputs) {
    const { ownership, cache, began } = operation;
    const { workspace, limits } = inputs;
    const doing = setting(workspace, inputs);
    await requireOpen(operation, workspace, inputs, OrganizationCache.anyAge);
    const { id: rateLimitId, group } = await requireGroup(operation, inputs, doing);
    const id = idOfGroup(workspace, group.id);
    const name = objectName(kind, id, "groupId");
    const isElsewhere = ownership.isDeclared(name) || ownership.isOwnedByAnother(name, kind, operation.name);
    const release = isElsewhere ? undefined : ownership.reserve(name);
    if (release === undefined) {
      throw new UserError(
        `cannot ${doing}: another resource in this program declares the limits of group ${group.id} in this workspace. Declare all limits of the group in one resource.`,
      );
    }
    try {
      const overridesAt = async (minFreshness: number) =>
        overridesOf(
          (await cache.rateLimits.overrides(workspace, minFreshness)).find(
            (entry) => entry.group.id === group.id,
          ),
        );
      let present = await overridesAt(cache.lastMinute());
      if (different(present, limits).length > 0 && !ownership.isReleased(name)) {
        present = await overridesAt(began);
        const others = different(present, limits);
        if (others.length > 0 && !(await operation.isReleased(name))) throw hasOtherLimits(doing, id, others);
      }
      const missing = Object.fromEntries(
        Object.entries(limits).filter(([type, value]) => own(present, type) !== value),
      );
      const adopted = Object.keys(missing).length === 0;
      const overrides = adopted
        ? present
        : await changeOverrides(operation, { workspace, groupId: group.id, rateLimitId }, missing, doing);
      return { id, observed: { ...fromWire(workspace, group, rateLimitId, overrides), adopted } };
    } finally {
      release();
    }
  },

  async read(operation, id, old, inputs) {
    const minFreshness = operation.cache.lastMinute();
    const identity = inId(id);
    const workspace = old?.workspace ?? identity.workspace;
    const find = old === undefined ? findWorkspace : findWorkspaceOfLimits;
    const { wire, open, isDefault } = await find(operation, workspace, minFreshness);
    if (wire === undefined && old === undefined) return undefined;
    if (!open) return { workspace, status: "archived" };
    if (isDefault && inputs !== undefined) {
      throw new UserError(`cannot adopt ${kind} ${id}: ${apiLimitation("defaultWorkspaceRateLimits")}`);
    }
    const wanted = old?.groupId === undefined ? identity : { groupId: old.groupId };
    const list = await operation.cache.rateLimits.overrides(workspace, minFreshness);
    const listed = list.find((entry) => isGroup(wanted, entry));
    if (listed !== undefined) {
      const declared = managedTypes(old ?? {});
      noticeIneffective(
        operation,
        workspace,
        listed.limits.filter(({ type }) => declared.includes(type)),
      );
      return fromWire(workspace, listed.group, listed.rate_limit_id, overridesOf(listed));
    }
    // The workspace has no overrides in the group, which is drift.
    if (old?.groupId !== undefined) return { workspace, limits: {}, status: "active" };
    const group = await findGroup(operation, wanted);
    return group === undefined ? undefined : fromWire(workspace, group.group, group.id, {});
  },

  async update(operation, _, old, inputs, changed) {
    const doing = updating(inputs);
    if (old.status === "archived") throw new UserError(`cannot ${whyArchived(inputs)}`);
    const changes = changesOf(old.limits ?? {}, inputs.limits, changed);
    if (Object.keys(changes).length === 0) return {};
    const limits = await changeOverrides(
      operation,
      await targetOf(operation, old, inputs, doing),
      changes,
      doing,
    );
    return { limits: { ...limits } };
  },

  undeclared: (operation, id, old) => undeclaredTypes(operation, inId(id).workspace, old),

  async delete(operation, id, old) {
    const types = managedTypes(old);
    const { workspace } = inId(id);
    const { open } = await findWorkspaceOfLimits(operation, workspace, operation.began);
    if (!open || types.length === 0) return;
    const doing = `clear the rate limits of ${shown(old)} in workspace ${workspace}`;
    const target = await targetOf(operation, old, { ...inId(id) }, doing);
    // A stale list can lack an override, so the request is always sent.
    await changeOverrides(operation, target, Object.fromEntries(types.map((type) => [type, null])), doing);
  },
});

function setting(workspace: string, inputs: Partial<Inputs>): string {
  return `set the rate limits of ${shown(inputs)} in workspace ${workspace}`;
}

/** Finds the workspace of limits in the state. */
function findWorkspaceOfLimits(
  operation: Operation,
  id: string,
  minFreshness: number,
): ReturnType<typeof findWorkspace> {
  const { rateLimits } = operation.cache;
  return findWorkspaceWith(() => rateLimits.overrides(id, minFreshness), operation, id, minFreshness);
}

/** Rejects a workspace that cannot have rate limits. */
async function requireOpen(
  operation: Operation,
  workspace: string,
  inputs: Partial<Inputs>,
  minFreshness: number,
): Promise<void> {
  await requireWorkspace(
    operation,
    workspace,
    minFreshness,
    setting(workspace, inputs),
    "defaultWorkspaceRateLimits",
  );
}
