import type { WorkspaceJson } from "../json.ts";
import type { OrganizationState } from "../state/organization.ts";
import { defaultResidency } from "../workspaceRules.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findWorkspace } from "./find.ts";

/** What an admin can do with workspaces in the Console. */
export function workspaceActions(current: () => OrganizationState) {
  return {
    createWorkspace: (properties) =>
      current().workspaces.add({
        name: properties.name,
        data_residency: { ...defaultResidency(), ...properties.dataResidency },
        display_color: properties.displayColor,
        external_key_id: properties.externalKeyId,
        tags: properties.tags,
        user_profile_id: properties.userProfileId,
      }),

    updateWorkspace(idOrName, changes) {
      const { workspaces } = current();
      const workspace = findWorkspace(current(), idOrName);
      if (changes.name !== undefined && workspace.id === workspaces.defaultId) {
        throw new ConsoleError("The default workspace cannot be renamed.");
      }
      const updated: WorkspaceJson = {
        ...workspace,
        name: changes.name ?? workspace.name,
        display_color: changes.displayColor ?? workspace.display_color,
        data_residency: { ...workspace.data_residency, ...changes.dataResidency },
        tags: changes.tags ?? workspace.tags,
        external_key_id: changes.externalKeyId ?? workspace.external_key_id,
        user_profile_id: changes.userProfileId ?? workspace.user_profile_id,
      };
      workspaces.set(workspace.id, updated);
      return updated;
    },

    archiveWorkspace(idOrName) {
      const workspace = findWorkspace(current(), idOrName);
      if (workspace.id === current().workspaces.defaultId) {
        throw new ConsoleError("The default workspace cannot be archived.");
      }
      return workspace.archived_at === null ? current().archiveWorkspace(workspace) : workspace;
    },
  } satisfies Partial<ConsoleActions>;
}
