import { invalid, notFound } from "../errors.ts";
import type { CursorPageJson } from "../json.ts";
import type { RbacGroupMemberJson } from "../rbacJson.ts";
import { type Call, checkId, type Route } from "../routing.ts";
import { rbacMemberKey } from "../state/rbacGroupMembers.ts";
import { fields, text } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";
import { checkDirect, checkOwnerAccess, groupOf, staleness } from "./rbacGroups.ts";

const path = "/v1/organizations/rbac_groups/{rbac_group_id}/members";

export const rbacGroupMemberRoutes: readonly Route[] = [
  { method: "GET", path, query: ["limit", "page"], handle: listMembers },
  { method: "POST", path, takes: "json", handle: addMember },
  { method: "DELETE", path: `${path}/{user_id}`, handle: removeMember },
];

function listMembers(call: Call): CursorPageJson<RbacGroupMemberJson> {
  const group = groupOf(call);
  return cursorPage(call, call.state.rbacGroupMembers.of(group.id, staleness(call)), { filters: [group.id] });
}

function addMember(call: Call): RbacGroupMemberJson {
  const { user_id: userId } = call.body(fields({ user_id: text({ min: 1 }) }));
  const group = groupOf(call);
  checkId("user_id", userId, call.assumptions);
  checkDirect(call, group);
  const user = call.state.enterpriseUser(userId);
  if (user === undefined) throw notFound(`User '${userId}' not found in any organization of the enterprise`);
  checkOwnerAccess(call, group);
  if (call.state.rbacGroupMembers.has(rbacMemberKey(group.id, userId))) {
    throw invalid(`User '${userId}' is already a member of the group`);
  }
  return call.state.rbacGroupMembers.add(group.id, user);
}

function removeMember(call: Call): object {
  const group = groupOf(call);
  const userId = call.id("user_id");
  checkDirect(call, group);
  const key = rbacMemberKey(group.id, userId);
  if (!call.state.rbacGroupMembers.has(key)) throw notFound(`User '${userId}' is not a member of the group`);
  checkOwnerAccess(call, group);
  call.state.rbacGroupMembers.delete(key);
  return { rbac_group_id: group.id, user_id: userId, type: "rbac_group_member_deleted" };
}
