import { clean } from "../../api/foreignText.ts";
import { UserError } from "../../errors.ts";
import { idWithPrefix } from "../../ids.ts";
import type { ObjectName } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { groupTypes, modelGroup, modelName } from "./schema.ts";

export const kind = "WorkspaceRateLimit";

/** A group of limits, by its ID, its type or one of its models. */
export interface GroupIdentity {
  readonly groupId?: string | undefined;
  readonly groupType?: string | undefined;
  readonly model?: string | undefined;
}

/** A group of limits in a workspace. */
export interface Identity extends GroupIdentity {
  readonly workspace?: string | undefined;
}

/** The ID of a WorkspaceRateLimit. The ID of a group is the same in every organization and never changes. */
export function idOfGroup(workspace: string, groupId: string): string {
  return `${workspace}/${groupId}`;
}

/** Normalizes `wrkspc_.../rlg_...`, `wrkspc_.../batch` or `wrkspc_.../claude-opus-5-5`. */
export function parseId(id: string): string {
  const [workspace = "", group = "", ...more] = id.trim().split("/");
  const parsed = {
    workspace: idWithPrefix("wrkspc_").safeParse(workspace),
    group: modelName.safeParse(group),
  };
  if (!parsed.workspace.success || !parsed.group.success || more.length > 0 || group === modelGroup) {
    throw new UserError(
      `${JSON.stringify(clean(id))} is not the ID of a WorkspaceRateLimit. Use the ID of the workspace, a slash, and the ID of the group, its type or one of its models, such as \`wrkspc_.../claude-opus-5-5\`.`,
    );
  }
  return `${parsed.workspace.data}/${parsed.group.data}`;
}

export function inId(id: string): GroupIdentity & { readonly workspace: string } {
  const [workspace = "", group = ""] = id.split("/");
  if (group.startsWith("rlg_")) return { workspace, groupId: group };
  return groupTypes.some((type) => type === group)
    ? { workspace, groupType: group }
    : { workspace, model: group };
}

/** All names of the limits of a group in a workspace. */
export function namesOf(
  { workspace, model, groupType, groupId }: Identity,
  id: string | undefined,
): ObjectName[] {
  const names = (identity: Identity) =>
    (["groupId", "groupType", "model"] as const).flatMap((by) => {
      const group = identity[by];
      if (identity.workspace === undefined || group === undefined || group === modelGroup) return [];
      return [objectName(kind, `${identity.workspace}/${group}`, by)];
    });
  return [...(id === undefined ? [] : names(inId(id))), ...names({ workspace, model, groupType, groupId })];
}

/** The group in messages: a model, the type of an API, or the ID of the group. */
export function shown({ model, groupType, groupId }: GroupIdentity): string {
  if (model !== undefined) return model;
  return groupType === undefined || groupType === modelGroup ? (groupId ?? "a group") : groupType;
}

export function updating(properties: Identity): string {
  return `change the rate limits of ${shown(properties)} in workspace ${properties.workspace}`;
}

/** Why update rejects limits of an archived workspace. */
export function whyArchived(properties: Identity): string {
  return `${updating(properties)}: the workspace is archived, which is final. Remove the resource from the program, or declare it for another workspace.`;
}
