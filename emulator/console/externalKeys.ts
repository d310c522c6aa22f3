import type { StoredExternalKey } from "../externalKeysJson.ts";
import { storedConfig } from "../schemas/externalKeys.ts";
import type { OrganizationState } from "../state/organization.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";

/** What an admin can do with external keys in the Console, and how their key management service responds. */
export function externalKeyActions(current: () => OrganizationState) {
  return {
    createExternalKey({ providerConfig, displayName, userProfileId }) {
      const { externalKeys } = current();
      return externalKeys.json(
        externalKeys.add({
          provider_config: storedConfig(providerConfig),
          display_name: displayName,
          user_profile_id: userProfileId,
        }),
      );
    },

    updateExternalKey(id, { displayName, providerConfig }) {
      const { externalKeys } = current();
      const key = findKey(current(), id);
      if (providerConfig !== undefined) requireUnattached(current(), key);
      return externalKeys.json(
        externalKeys.change(key, {
          display_name: displayName === undefined ? key.display_name : displayName,
          provider_config: providerConfig === undefined ? key.provider_config : storedConfig(providerConfig),
        }),
      );
    },

    deleteExternalKey(id) {
      requireUnattached(current(), findKey(current(), id));
      current().externalKeys.delete(id);
    },

    setExternalKeyValidation(id, outcome) {
      current().externalKeys.set(id, { ...findKey(current(), id), validation: outcome });
    },
  } satisfies Partial<ConsoleActions>;
}

function findKey({ externalKeys }: OrganizationState, id: string): StoredExternalKey {
  const key = externalKeys.get(id);
  if (key === undefined) throw new ConsoleError(`There is no external key "${id}".`);
  return key;
}

function requireUnattached({ externalKeys }: OrganizationState, { id }: StoredExternalKey): void {
  if (externalKeys.isAttached(id)) throw new ConsoleError(`A workspace uses the external key "${id}".`);
}
