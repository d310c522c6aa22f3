import { coded } from "../errors.ts";
import type { CursorPageJson } from "../json.ts";
import type { RbacRoleJson, RbacRolePermissionJson, StoredRbacRole } from "../rbacJson.ts";
import type { Call, Route } from "../routing.ts";
import { isEnterprise } from "../spendLimitScopes.ts";
import { cursorPage } from "./cursorPage.ts";

const path = "/v1/organizations/rbac_roles";

export const rbacRoleRoutes: readonly Route[] = [
  { method: "GET", path, query: ["limit", "page"], handle: listRoles },
  { method: "GET", path: `${path}/{rbac_role_id}`, handle: (call) => shown(call, roleOf(call)) },
  {
    method: "GET",
    path: `${path}/{rbac_role_id}/permissions`,
    query: ["limit", "page"],
    handle: listPermissions,
  },
];

function checkHasRoles({ state: { settings } }: Call): void {
  if (!isEnterprise(settings)) throw coded("organization_type_not_supported");
  if (settings.standalone === true) throw coded("parent_organization_required");
}

function listRoles(call: Call): CursorPageJson<RbacRoleJson> {
  checkHasRoles(call);
  const roles = call.state.rbacRoles.newestFirstAgo(call.assumptions.staleLists);
  return cursorPage(
    call,
    roles.map((role) => shown(call, role)),
    { filters: [] },
  );
}

function roleOf(call: Call): StoredRbacRole {
  checkHasRoles(call);
  const role = call.state.rbacRoles.get(call.id("rbac_role_id"));
  if (role === undefined) throw coded("rbac_role_not_found");
  return role;
}

function listPermissions(call: Call): CursorPageJson<RbacRolePermissionJson> {
  const { id, permissions } = roleOf(call);
  return cursorPage(call, permissions, { filters: [id] });
}

/** The role without what the API does not show. The older version of the API also has the name in `name`. */
function shown(
  { version }: Call,
  { permissions: _, owner_access: __, ...role }: StoredRbacRole,
): RbacRoleJson {
  return version === "2023-06-01" ? Object.assign({ name: role.display_name }, role) : role;
}
