import type { RbacGroupJson } from "../rbacJson.ts";
import type { OrganizationState } from "../state/organization.ts";
import { rbacMemberKey } from "../state/rbacGroupMembers.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findEnterpriseUser, findRbacGroup, findRbacRole } from "./find.ts";

/** What an owner can do with RBAC groups and roles in claude.ai, and an identity provider through SCIM. */
export function rbacActions(current: () => OrganizationState) {
  const rolesOf = (roles: readonly string[]): string[] =>
    roles.map((role) => findRbacRole(current(), role).id);

  return {
    createRbacRole: (role) => current().rbacRoles.add(role),

    createRbacGroup: ({ name, source = "direct", roles = [] }): RbacGroupJson =>
      current().rbacGroups.add({ name, source_type: source, role_ids: rolesOf(roles) }),

    renameRbacGroup: (idOrName, name) =>
      current().rbacGroups.change(findRbacGroup(current(), idOrName), { name }),

    setRbacGroupRoles: (idOrName, roles) =>
      current().rbacGroups.change(findRbacGroup(current(), idOrName), { role_ids: rolesOf(roles) }),

    deleteRbacGroup: (idOrName) => current().deleteRbacGroup(findRbacGroup(current(), idOrName).id),

    addRbacGroupMember(idOrName, emailOrUserId) {
      const group = findRbacGroup(current(), idOrName);
      const user = findEnterpriseUser(current(), emailOrUserId);
      if (current().rbacGroupMembers.has(rbacMemberKey(group.id, user.id))) {
        throw new ConsoleError(`The user "${emailOrUserId}" is already a member of the group "${idOrName}".`);
      }
      return current().rbacGroupMembers.add(group.id, user);
    },

    removeRbacGroupMember(idOrName, emailOrUserId) {
      const group = findRbacGroup(current(), idOrName);
      const key = rbacMemberKey(group.id, findEnterpriseUser(current(), emailOrUserId).id);
      if (!current().rbacGroupMembers.has(key)) {
        throw new ConsoleError(`The user "${emailOrUserId}" is not a member of the group "${idOrName}".`);
      }
      current().rbacGroupMembers.delete(key);
    },
  } satisfies Partial<ConsoleActions>;
}
