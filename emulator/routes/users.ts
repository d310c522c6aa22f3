import { filterForm, filterFormOf } from "../emails.ts";
import { coded, invalid } from "../errors.ts";
import type { UserJson } from "../json.ts";
import { page, pageParameters } from "../pages.ts";
import { type Call, found, type Route, reject } from "../routing.ts";
import { assignableRolesOf, isAdministrative, rolesOf } from "../schemas/roles.ts";
import { requireScope } from "../scopes.ts";
import { fields, oneOf } from "../validation.ts";

export const userRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/organizations/users",
    query: ["email", "roles", ...pageParameters],
    handle: listUsers,
  },
  { method: "GET", path: "/v1/organizations/users/{user_id}", handle: userOf },
  { method: "POST", path: "/v1/organizations/users/{user_id}", takes: "json", handle: updateUser },
  { method: "DELETE", path: "/v1/organizations/users/{user_id}", handle: removeUser },
];

function listUsers({ state, query, assumptions }: Call): object {
  const email = query.text("email");
  const wanted = email === undefined ? undefined : filterForm(email);
  const roles: readonly string[] = query.someOf("roles", rolesOf(state.settings));
  return page(state.users.newestFirstAgo(assumptions.staleLists), (user) => user.id, query, {
    keep: (user) =>
      (roles.length === 0 || roles.includes(user.role)) &&
      (wanted === undefined || filterFormOf(user) === wanted),
  });
}

function userOf({ state, id }: Call): UserJson {
  return found(state.users.get(id("user_id")), "User", id("user_id"));
}

function updateUser(call: Call): UserJson {
  const { settings } = call.state;
  const { role } = call.body(fields({ role: oneOf(...assignableRolesOf(settings)) }));
  if (role === "managed") requireScope(call, ["write:rbac_groups"]);
  const user = userOf(call);
  if (isAdministrative(user.role)) {
    reject(call.assumptions.adminUser, "The role of an admin cannot be changed through the API");
  }
  if (settings.identity_provider_roles === true) throw invalid("The identity provider manages roles");
  const updated = { ...user, role };
  call.state.users.set(user.id, updated);
  return updated;
}

function removeUser(call: Call): object {
  const user = userOf(call);
  if (call.state.users.size === 1) throw coded("cannot_remove_last_member");
  if (isAdministrative(user.role)) {
    reject(call.assumptions.adminUser, "An admin cannot be removed through the API");
  }
  if (call.state.settings.scim_provisioning === true) throw invalid("The identity provider removes users");
  call.state.removeUser(user);
  return { id: user.id, type: "user_deleted" };
}
