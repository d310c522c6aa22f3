import { z } from "zod";
import { notFound } from "../errors.ts";
import { groupTypes, overridableLimits } from "../rateLimits.ts";
import type { RateLimitJson, WorkspaceRateLimitJson } from "../rateLimitsJson.ts";
import { type Call, found, type Route, reject } from "../routing.ts";
import { pageOf } from "../usage/rows.ts";
import { fields, oneOf, ValidationError } from "../validation.ts";

const organizationPath = "/v1/organizations/rate_limits";
const workspacePath = "/v1/organizations/workspaces/{workspace_id}/rate_limits";

export const rateLimitRoutes: readonly Route[] = [
  {
    method: "GET",
    path: organizationPath,
    query: ["group_type", "model", "limit", "page"],
    handle: listOrganizationLimits,
  },
  {
    method: "GET",
    path: workspacePath,
    query: ["group_type", "include_inherited", "limit", "page"],
    handle: listWorkspaceLimits,
  },
  {
    method: "POST",
    path: `${workspacePath}/{rate_limit_id}`,
    takes: "json",
    handle: overrideLimits,
  },
];

const override = fields({
  limits: z
    .array(fields({ type: oneOf(...overridableLimits), value: z.nullable(z.int().min(0)) }))
    .min(1)
    .max(16),
});

function listOrganizationLimits(call: Call): object {
  const { state, query, assumptions } = call;
  const type = query.oneOf("group_type", groupTypes);
  const model = query.text("model");
  const entries = state.rateLimits
    .ofOrganization(assumptions.staleLists)
    .filter(({ models }) => model === undefined || models?.includes(model) === true);
  if (model !== undefined && entries.length === 0) throw notFound(`Model '${model}' has no rate limits`);
  const ofType = entries.filter(({ group }) => type === undefined || group.type === type);
  return onePage(call, ofType, JSON.stringify([type, model]));
}

function listWorkspaceLimits(call: Call): object {
  const { state, query, assumptions } = call;
  const type = query.oneOf("group_type", groupTypes);
  const inherited = query.boolean("include_inherited");
  const workspaceId = workspaceOf(call);
  const seconds = assumptions.staleLists;
  const entries = state.rateLimits
    .ofOrganization(seconds)
    .filter(({ group }) => type === undefined || group.type === type)
    .map((entry) => state.rateLimits.ofWorkspace(workspaceId, entry, { inherited, seconds }))
    .filter(({ limits }) => limits.length > 0);
  return onePage(call, entries, JSON.stringify([workspaceId, type, inherited]));
}

function overrideLimits(call: Call): object {
  const { state, assumptions } = call;
  const { limits } = call.body(override);
  const workspaceId = workspaceOf(call);
  if (workspaceId === state.defaultWorkspaceId) {
    reject(assumptions.defaultWorkspaceRateLimits, "The rate limits of the default workspace cannot be set");
  }
  const entry = found(state.rateLimits.get(call.id("rate_limit_id")), "Rate limit", call.id("rate_limit_id"));
  for (const [index, { type }] of limits.entries()) {
    const path = `limits[${index}].type`;
    if (limits.findIndex((limit) => limit.type === type) !== index) {
      throw new ValidationError(path, `'${type}' is given more than once`);
    }
    if (assumptions.foreignRateLimitType !== "allow" && !entry.limits.some((limit) => limit.type === type)) {
      throw new ValidationError(path, `The organization has no limit '${type}' in this group`);
    }
  }
  const changes = Object.fromEntries(limits.map(({ type, value }) => [type, value]));
  return inVersion(call, state.rateLimits.override(workspaceId, entry, changes));
}

function workspaceOf({ state, id, assumptions }: Call): string {
  const workspace = found(state.workspaces.get(id("workspace_id")), "Workspace", id("workspace_id"));
  if (workspace.archived_at !== null && assumptions.archivedWorkspaceRateLimits !== "allow") {
    reject(assumptions.archivedWorkspaceRateLimits, "The Workspace is archived");
  }
  return workspace.id;
}

/** One page. Without `limit` it has every entry. */
function onePage(
  call: Call,
  entries: readonly (RateLimitJson | WorkspaceRateLimitJson)[],
  scope: string,
): object {
  const limit = call.query.integer("limit", { min: 1, max: 1000 }) ?? Number.POSITIVE_INFINITY;
  const { data, next_page } = pageOf(call.query, entries, limit, scope);
  return { data: data.map((entry) => inVersion(call, entry)), next_page };
}

/** The entry in the format of the requested API version. Version 2023-06-01 also has `group_type`. */
function inVersion({ version }: Call, entry: RateLimitJson | WorkspaceRateLimitJson): object {
  return version === "2023-06-01" ? { ...entry, group_type: entry.group.type } : entry;
}
