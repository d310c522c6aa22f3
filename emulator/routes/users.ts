import { filterForm, filterFormOf } from "../emails.ts";
import { coded } from "../errors.ts";
import type { UserJson } from "../json.ts";
import { page, pageParameters } from "../pages.ts";
import { type Call, found, type Route, reject } from "../routing.ts";
import { assignableRoles, consoleRoles } from "../schemas/roles.ts";
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
  const roles: readonly string[] = query.someOf("roles", consoleRoles);
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
  const { role } = call.body(fields({ role: oneOf(...assignableRoles) }));
  const user = userOf(call);
  if (user.role === "admin")
    reject(call.assumptions.adminUser, "The role of an admin cannot be changed through the API");
  const updated = { ...user, role };
  call.state.users.set(user.id, updated);
  return updated;
}

function removeUser(call: Call): object {
  const user = userOf(call);
  if (call.state.users.size === 1) throw coded("cannot_remove_last_member");
  if (user.role === "admin") reject(call.assumptions.adminUser, "An admin cannot be removed through the API");
  call.state.removeUser(user);
  return { id: user.id, type: "user_deleted" };
}
