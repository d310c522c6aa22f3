import { z } from "zod";
import { coded, ErrorResponse, invalid } from "../errors.ts";
import type { CursorPageJson } from "../json.ts";
import type { RbacGroupJson } from "../rbacJson.ts";
import { type Call, found, type Route } from "../routing.ts";
import { rbacGroupName } from "../schemas/rbac.ts";
import { isEnterprise } from "../spendLimitScopes.ts";
import { fields } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";

const path = "/v1/organizations/rbac_groups";
const groupPath = `${path}/{rbac_group_id}`;

export const rbacGroupRoutes: readonly Route[] = [
  { method: "POST", path, takes: "json", handle: createGroup },
  { method: "GET", path, query: ["limit", "page"], handle: listGroups },
  { method: "GET", path: groupPath, handle: readGroup },
  { method: "POST", path: groupPath, takes: "json", handle: updateGroup },
  { method: "DELETE", path: groupPath, handle: deleteGroup },
];

/** Rejects a Console organization. */
export function checkHasGroups({ state, assumptions }: Call): void {
  if (isEnterprise(state.settings)) return;
  throw new ErrorResponse(
    assumptions.consoleRbacGroups,
    "The RBAC Groups API is available to Claude Enterprise organizations only",
  );
}

/** For how many seconds reads of groups and their members return the previous state. */
export function staleness({ assumptions }: Call): number {
  return Math.max(assumptions.staleLists, assumptions.staleRbacGroups);
}

function createGroup(call: Call): RbacGroupJson {
  checkHasGroups(call);
  return shown(call, call.state.rbacGroups.add(call.body(fields({ name: rbacGroupName }))));
}

function listGroups(call: Call): CursorPageJson<RbacGroupJson> {
  checkHasGroups(call);
  const groups = call.state.rbacGroups.newestFirstAgo(staleness(call));
  return cursorPage(
    call,
    groups.map((group) => shown(call, group)),
    { filters: [] },
  );
}

/** The group in the path, which a write finds at once. */
export function groupOf(call: Call): RbacGroupJson {
  checkHasGroups(call);
  const id = call.id("rbac_group_id");
  return found(call.state.rbacGroups.get(id), "RBAC group", id);
}

function readGroup(call: Call): RbacGroupJson {
  checkHasGroups(call);
  const id = call.id("rbac_group_id");
  const group = call.state.rbacGroups.getAgo(id, call.assumptions.staleRbacGroups);
  return shown(call, found(group, "RBAC group", id));
}

function updateGroup(call: Call): RbacGroupJson {
  const { name } = call.body(fields({ name: z.nullish(rbacGroupName) }));
  const group = groupOf(call);
  checkDirect(call, group);
  return shown(call, name == null ? group : call.state.rbacGroups.change(group, { name }));
}

function deleteGroup(call: Call): object {
  const group = groupOf(call);
  checkDirect(call, group);
  checkOwnerAccess(call, group);
  call.state.deleteRbacGroup(group.id);
  return { id: group.id, type: "rbac_group_deleted" };
}

/** Rejects changes of a group that the identity provider provisions. */
export function checkDirect({ state }: Call, group: RbacGroupJson): void {
  if (group.source_type !== "scim" || state.settings.scim_provisioning !== true) return;
  throw invalid("Groups provisioned by the identity provider cannot be modified through the API");
}

/** Rejects changes of members of a group whose roles grant owner access, or may grant it. */
export function checkOwnerAccess({ state }: Call, group: RbacGroupJson): void {
  const access = (group.role_ids ?? []).map((id) => state.rbacRoles.get(id)?.owner_access);
  if (access.includes("granted")) throw coded("rbac_group_grants_owner_access");
  if (access.includes("unconfirmed")) throw coded("rbac_group_owner_access_unconfirmed");
}

function shown({ assumptions }: Call, group: RbacGroupJson): RbacGroupJson {
  return assumptions.rbacRoleIds === "known" ? group : { ...group, role_ids: null };
}
