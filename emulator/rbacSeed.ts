import { hasForm, newId, prefixes } from "./ids.ts";
import type { RbacGroupJson, RbacGroupMemberJson, StoredRbacRole } from "./rbacJson.ts";
import type { SeedRbacGroup, SeedRbacGroupMember, SeedRbacRole } from "./seed.ts";
import { permissionsOf } from "./state/rbacRoles.ts";
import { checkDistinct, defined, ValidationError } from "./validation.ts";

/** Returns the ID of the object that a reference selects: its ID, name or email address. */
type Find = (reference: string, path: string, mayBeRemoved?: boolean) => string;

/** The roles of a seed with all their fields. */
export function rbacRolesOf(given: readonly SeedRbacRole[], present: string): StoredRbacRole[] {
  const roles = given.map(({ source = { type: "custom" }, permissions = [], ...role }): StoredRbacRole => {
    const created = role.created_at ?? present;
    return {
      id: newId(prefixes.rbacRole),
      ...defined(role),
      type: "rbac_role",
      source: source.type === "built_in" ? { type: "built_in" } : { type: "custom" },
      created_at: created,
      updated_at: role.updated_at ?? created,
      permissions: permissionsOf(permissions),
    };
  });
  checkDistinct(roles, ({ id }) => id, "rbac_roles", "id");
  return roles;
}

/** The groups of a seed with IDs of roles instead of names. A role that the seed does not have needs its ID. */
export function rbacGroupsOf(given: readonly SeedRbacGroup[], present: string, role: Find): RbacGroupJson[] {
  const groups = given.map(({ role_ids: roles = [], ...group }, index): RbacGroupJson => {
    const created = group.created_at ?? present;
    return {
      id: newId(prefixes.rbacGroup),
      source_type: "direct",
      ...defined(group),
      type: "rbac_group",
      role_ids:
        roles?.map((reference, at) => role(reference, `rbac_groups[${index}].role_ids[${at}]`, true)) ?? null,
      created_at: created,
      updated_at: group.updated_at ?? created,
    };
  });
  checkDistinct(groups, ({ id }) => id, "rbac_groups", "id");
  return groups;
}

/** The members of groups. A user of another organization of the enterprise needs both ID and email address. */
export function rbacGroupMembersOf(
  given: readonly SeedRbacGroupMember[],
  present: string,
  find: {
    readonly group: Find;
    readonly user: Find;
    readonly emailOf: (userId: string) => string | undefined;
  },
): RbacGroupMemberJson[] {
  const members = given.map((member, index): RbacGroupMemberJson => {
    const path = `rbac_group_members[${index}]`;
    const known = find.emailOf(member.user_id) ?? member.email;
    const isElsewhere = known !== undefined && hasForm(prefixes.user, member.user_id);
    const userId = find.user(member.user_id, `${path}.user_id`, isElsewhere);
    const email = find.emailOf(userId) ?? member.email;
    if (email === undefined) throw new ValidationError(`${path}.email`, "Field required");
    return {
      type: "rbac_group_member",
      rbac_group_id: find.group(member.rbac_group_id, `${path}.rbac_group_id`),
      user_id: userId,
      email,
      created_at: member.created_at ?? present,
    };
  });
  checkDistinct(members, (one) => `${one.rbac_group_id} ${one.user_id}`, "rbac_group_members", "user_id");
  return members;
}
