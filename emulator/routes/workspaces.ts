import { z } from "zod";
import { checkEncryption } from "../encryption.ts";
import { ErrorResponse, invalid } from "../errors.ts";
import type { DataResidencyJson, InferenceGeo, WorkspaceJson } from "../json.ts";
import { page, pageParameters } from "../pages.ts";
import { type Call, found, type Route, reject } from "../routing.ts";
import type { OrganizationState } from "../state/organization.ts";
import { storedName } from "../storedName.ts";
import { fields, map, oneOf, text, ValidationError } from "../validation.ts";
import { color, defaultResidency, inferenceGeo, inferenceGeos, residencyProblem } from "../workspaceRules.ts";

export const workspaceRoutes: readonly Route[] = [
  { method: "POST", path: "/v1/organizations/workspaces", takes: "json", handle: createWorkspace },
  {
    method: "GET",
    path: "/v1/organizations/workspaces",
    query: ["ids", "include_archived", "include_default", ...pageParameters],
    handle: listWorkspaces,
  },
  { method: "GET", path: "/v1/organizations/workspaces/{workspace_id}", handle: workspaceOf },
  {
    method: "POST",
    path: "/v1/organizations/workspaces/{workspace_id}",
    takes: "json",
    handle: updateWorkspace,
  },
  { method: "POST", path: "/v1/organizations/workspaces/{workspace_id}/archive", handle: archiveWorkspace },
];

const name = text({ min: 1, max: 255 });

function tagKeyProblem(key: string): string | undefined {
  return /^anthropic/i.test(key) ? "Tag keys may not begin with 'anthropic'" : undefined;
}

const geoChanges = {
  allowed_inference_geos: z.nullish(inferenceGeos),
  default_inference_geo: z.nullish(inferenceGeo),
};

const newWorkspace = fields({
  name,
  data_residency: z.optional(z.nullable(fields({ ...geoChanges, workspace_geo: z.nullish(oneOf("us")) }))),
  display_color: z.nullish(color),
  external_key_id: z.nullish(text({ min: 1 })),
  tags: z.nullish(map(z.string(), tagKeyProblem)),
  user_profile_id: z.nullish(text({ min: 1 })),
});

const changedWorkspace = fields({
  name: z.optional(name),
  data_residency: z.nullish(fields(geoChanges)),
  display_color: z.optional(color),
  external_key_id: z.optional(text({ min: 1 })),
  tags: z.nullish(map(z.nullable(z.string()), tagKeyProblem)),
  user_profile_id: z.optional(text({ min: 1 })),
});

function createWorkspace({ state, assumptions, body }: Call): WorkspaceJson {
  const given = body(newWorkspace);
  const wanted = { ...given, name: storedName(given.name, assumptions) };
  const external_key_id = wanted.external_key_id ?? undefined;
  const user_profile_id = wanted.user_profile_id ?? undefined;
  const data_residency = residency(defaultResidency(), wanted.data_residency);
  checkLimit(state, assumptions.workspaceLimit);
  if (assumptions.duplicateWorkspaceName !== "allow" && nameTaken(state, wanted.name)) {
    reject(assumptions.duplicateWorkspaceName, `A workspace named '${wanted.name}' already exists`);
  }
  checkEncryption(
    state,
    { external_key_id, user_profile_id },
    { keyNamed: external_key_id !== undefined, creating: true },
  );
  return state.workspaces.add({
    name: wanted.name,
    data_residency,
    display_color: wanted.display_color ?? undefined,
    external_key_id,
    tags: wanted.tags ?? undefined,
    user_profile_id,
  });
}

function listWorkspaces({ state, query, assumptions }: Call): object {
  const ids = query.list("ids");
  if (ids.length > 100) throw new ValidationError("ids", "List should have at most 100 items");
  const named = new Set(ids);
  const includeArchived = query.boolean("include_archived");
  const includeDefault = query.boolean("include_default");
  return page(state.workspaces.newestFirstAgo(assumptions.staleLists), (workspace) => workspace.id, query, {
    keep: (workspace) =>
      (includeArchived || workspace.archived_at === null) &&
      (includeDefault || workspace.id !== state.defaultWorkspaceId) &&
      (named.size === 0 || named.has(workspace.id)),
  });
}

function workspaceOf({ state, id }: Call): WorkspaceJson {
  return found(state.workspaces.get(id("workspace_id")), "Workspace", id("workspace_id"));
}

function updateWorkspace(call: Call): WorkspaceJson {
  const { state, assumptions } = call;
  const given = call.body(changedWorkspace);
  const changes = {
    ...given,
    name: given.name === undefined ? undefined : storedName(given.name, assumptions),
  };
  const workspace = workspaceOf(call);
  if (workspace.archived_at !== null && assumptions.archivedWorkspaceUpdate !== "allow") {
    throw invalid("The workspace is archived");
  }
  if (workspace.id === state.defaultWorkspaceId) {
    if (changes.name !== undefined)
      reject(assumptions.defaultWorkspaceChange, "The default workspace cannot be renamed");
    if (changes.user_profile_id !== undefined)
      throw invalid("The default workspace cannot have a user profile");
  }
  if (
    changes.name !== undefined &&
    changes.name !== workspace.name &&
    assumptions.duplicateWorkspaceName !== "allow" &&
    nameTaken(state, changes.name)
  ) {
    reject(assumptions.duplicateWorkspaceName, `A workspace named '${changes.name}' already exists`);
  }
  const updated: WorkspaceJson = {
    ...workspace,
    name: changes.name ?? workspace.name,
    display_color: changes.display_color ?? workspace.display_color,
    data_residency: residency(workspace.data_residency, changes.data_residency),
    tags: mergedTags(workspace.tags, changes.tags, assumptions.tagsNull),
    external_key_id: writeOnce("external_key_id", workspace, changes.external_key_id, assumptions.writeOnce),
    user_profile_id: writeOnce("user_profile_id", workspace, changes.user_profile_id, assumptions.writeOnce),
  };
  checkEncryption(state, updated, {
    keyNamed: updated.external_key_id !== workspace.external_key_id,
    profileNamed: updated.user_profile_id !== workspace.user_profile_id,
  });
  state.workspaces.set(workspace.id, updated);
  return updated;
}

function archiveWorkspace(call: Call): WorkspaceJson {
  const workspace = workspaceOf(call);
  if (workspace.id === call.state.defaultWorkspaceId) {
    reject(call.assumptions.defaultWorkspaceChange, "The default workspace cannot be archived");
  }
  if (workspace.archived_at === null) return call.state.archiveWorkspace(workspace);
  if (call.assumptions.archiveTwice === "keep") return workspace;
  throw invalid("The workspace is already archived");
}

function checkLimit(state: OrganizationState, status: number): void {
  const limit = state.settings.workspace_limit ?? 100;
  const unarchived = state.workspaces
    .newestFirst()
    .filter(
      (workspace) => workspace.archived_at === null && workspace.id !== state.defaultWorkspaceId,
    ).length;
  if (unarchived >= limit)
    throw new ErrorResponse(status, `The organization has reached its limit of ${limit} workspaces`);
}

function nameTaken(state: OrganizationState, wanted: string): boolean {
  return state.workspaces.newestFirst().some((one) => one.archived_at === null && one.name === wanted);
}

function residency(
  present: DataResidencyJson,
  changes:
    | {
        allowed_inference_geos?: "unrestricted" | InferenceGeo[] | null | undefined;
        default_inference_geo?: InferenceGeo | null | undefined;
      }
    | null
    | undefined,
): DataResidencyJson {
  const wanted: DataResidencyJson = {
    workspace_geo: present.workspace_geo,
    allowed_inference_geos: changes?.allowed_inference_geos ?? present.allowed_inference_geos,
    default_inference_geo: changes?.default_inference_geo ?? present.default_inference_geo,
  };
  const problem = residencyProblem(wanted);
  if (problem !== undefined) throw new ValidationError("data_residency", problem);
  return wanted;
}

function mergedTags(
  present: Record<string, string>,
  changes: Record<string, string | null> | null | undefined,
  assumption: Call["assumptions"]["tagsNull"],
): Record<string, string> {
  if (changes === null) {
    if (assumption === 400) throw new ValidationError("tags", "Input should be a valid dictionary");
    return assumption === "clear" ? {} : present;
  }
  const merged = new Map(Object.entries(present));
  for (const [key, value] of Object.entries(changes ?? {})) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function writeOnce(
  field: "external_key_id" | "user_profile_id",
  workspace: WorkspaceJson,
  wanted: string | undefined,
  status: number,
): string | null {
  const present = workspace[field];
  if (wanted === undefined || wanted === present) return present;
  if (present !== null) reject(status, `${field}: This field cannot be changed once it is set`);
  return wanted;
}
