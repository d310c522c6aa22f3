import { timestamp } from "../clock.ts";
import { newHint, newId, prefixes } from "../ids.ts";
import type { ApiKeyJson } from "../json.ts";
import type { OrganizationState } from "../state/organization.ts";
import { recordUse } from "../usage/recorded.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findApiKey, findUser, findWorkspace } from "./find.ts";

/** What an admin can do with API keys in the Console. */
export function apiKeyActions(current: () => OrganizationState) {
  return {
    createApiKey({ name, workspaceId, createdBy, expiresAt, status = "active", personal = false }) {
      const state = current();
      const creator =
        createdBy === undefined
          ? state.users.oldestFirst().find((user) => user.role === "admin")
          : findUser(state, createdBy);
      if (personal && creator === undefined) throw new ConsoleError("A personal key needs a user.");
      const scope: ApiKeyJson["scope"] =
        personal && workspaceId === undefined
          ? { type: "organization" }
          : {
              type: "workspace",
              workspace_id: findWorkspace(state, workspaceId ?? state.workspaces.defaultId).id,
            };
      const key: ApiKeyJson = {
        id: newId(prefixes.apiKey),
        type: "api_key",
        name,
        status,
        created_at: state.clock.timestamp(),
        expires_at: expiresAt === undefined ? null : timestamp(expiresAt),
        created_by: creator === undefined ? null : { id: creator.id, type: "user" },
        partial_key_hint: newHint(),
        principal: personal && creator !== undefined ? { type: "user_actor", user_id: creator.id } : null,
        scope,
      };
      state.apiKeys.set(key);
      return key;
    },

    renameApiKey(id, name) {
      const updated = { ...findApiKey(current(), id), name };
      current().apiKeys.set(updated);
      return updated;
    },

    setApiKeyStatus(id, status) {
      const key = findApiKey(current(), id);
      if ((key.status === "archived" || key.status === "expired") && status !== "archived") {
        throw new ConsoleError(`The API key "${id}" is ${key.status}, which cannot be undone.`);
      }
      const updated: ApiKeyJson = { ...key, status };
      current().apiKeys.set(updated);
      return updated;
    },

    useApiKey(id, at, use = {}) {
      const state = current();
      recordUse(state.activity, findApiKey(state, id), (at ?? state.clock.now()).getTime(), use);
    },
  } satisfies Partial<ConsoleActions>;
}
