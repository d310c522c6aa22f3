import { z } from "zod";
import { coded, invalid } from "../errors.ts";
import type { ApiKeyJson } from "../json.ts";
import { page, pageParameters } from "../pages.ts";
import { type Call, checkId, found, type Route } from "../routing.ts";
import type { OrganizationState } from "../state/organization.ts";
import { storedName } from "../storedName.ts";
import { fields, oneOf, text } from "../validation.ts";

export const apiKeyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/organizations/api_keys",
    query: ["status", "workspace_id", "created_by_user_id", ...pageParameters],
    handle: listApiKeys,
  },
  {
    method: "GET",
    path: "/v1/organizations/api_keys/{api_key_id}",
    handle: (call) => inVersion(call, apiKeyOf(call)),
  },
  { method: "POST", path: "/v1/organizations/api_keys/{api_key_id}", takes: "json", handle: updateApiKey },
];

const changedApiKey = fields({
  name: z.nullish(text({ min: 1, max: 500 })),
  status: z.nullish(oneOf("active", "inactive", "archived")),
});

function listApiKeys(call: Call): object {
  const { state, query, assumptions } = call;
  const status = query.oneOf("status", ["active", "inactive", "archived", "expired"]);
  const workspaceId = query.text("workspace_id");
  const creatorId = query.text("created_by_user_id");
  if (workspaceId !== undefined) checkId("workspace_id", workspaceId, assumptions);
  if (creatorId !== undefined) checkId("user_id", creatorId, assumptions);
  const result = page(state.apiKeys.storedAgo(assumptions.staleLists), (key) => key.id, query, {
    show: (key) => state.apiKeys.current(key),
    keep: (key) =>
      (status === undefined || key.status === status) &&
      (workspaceId === undefined ||
        (key.scope.type === "workspace" && key.scope.workspace_id === workspaceId)) &&
      (creatorId === undefined || (key.created_by?.type === "user" && key.created_by.id === creatorId)),
  });
  return { ...result, data: result.data.map((key) => inVersion(call, key)) };
}

function apiKeyOf({ state, id }: Call): ApiKeyJson {
  return found(state.apiKeys.get(id("api_key_id")), "API key", id("api_key_id"));
}

function updateApiKey(call: Call): object {
  const { state, assumptions } = call;
  const wanted = call.body(changedApiKey);
  const key = apiKeyOf(call);
  const name = typeof wanted.name === "string" ? storedName(wanted.name, assumptions) : key.name;
  const status = wanted.status ?? key.status;
  if (name !== key.name && key.status === "archived" && assumptions.archivedKeyRename !== "allow") {
    throw invalid("An archived API key cannot be renamed");
  }
  if (status !== key.status) {
    if (key.status === "archived") throw invalid("The status of an archived API key cannot be changed");
    if (key.status === "expired" && status !== "archived")
      throw invalid("An expired API key can only be archived");
    if (status === "active") checkLimits(state, key);
  }
  const updated = { ...key, name, status };
  state.apiKeys.set(updated);
  return inVersion(call, updated);
}

function checkLimits(state: OrganizationState, key: ApiKeyJson): void {
  const { api_key_limit: limit, workspace_api_key_limit: workspaceLimit } = state.settings;
  if (limit === undefined && workspaceLimit === undefined) return;
  const active = state.apiKeys.all().filter((other) => other.status === "active");
  if (limit !== undefined && active.length >= limit) throw coded("org_api_key_limit_exceeded");
  const { scope } = key;
  if (workspaceLimit === undefined || scope.type !== "workspace") return;
  const inWorkspace = active.filter(
    (other) => other.scope.type === "workspace" && other.scope.workspace_id === scope.workspace_id,
  );
  if (inWorkspace.length >= workspaceLimit) throw coded("workspace_api_key_limit_exceeded");
}

/** The key in the format of the requested API version. In 2023-06-01 it has `workspace_id`, null for the default one. */
function inVersion({ state, version }: Call, key: ApiKeyJson): object {
  if (version !== "2023-06-01") return key;
  const workspaceId = key.scope.type === "workspace" ? key.scope.workspace_id : null;
  return { ...key, workspace_id: workspaceId === state.defaultWorkspaceId ? null : workspaceId };
}
