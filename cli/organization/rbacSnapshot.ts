import { z } from "zod";
import { seedRbacGroup, seedRbacRole } from "../../emulator/schemas/rbac.ts";
import { RbacGroupMemberWire, RbacGroupWire, RbacRoleWire } from "../../provider/api/rbac/objects.ts";
import { sortedBy } from "../output/order.ts";
import type { Organization } from "./readOrganization.ts";

/** The lists of RBAC groups in a snapshot. Absent in snapshots of earlier versions, and of an organization without groups. */
export const rbacLists = {
  rbac_roles: z.array(RbacRoleWire).optional(),
  rbac_groups: z.array(RbacGroupWire).optional(),
  rbac_group_members: z.array(RbacGroupMemberWire).optional(),
};

interface RbacSnapshot {
  readonly rbac_roles?: RbacRoleWire[] | undefined;
  readonly rbac_groups?: RbacGroupWire[] | undefined;
  readonly rbac_group_members?: RbacGroupMemberWire[] | undefined;
}

export function rbacOf({ groups, rbacRoles }: Pick<Organization, "groups" | "rbacRoles">): RbacSnapshot {
  return {
    ...(rbacRoles === undefined ? {} : { rbac_roles: sortedBy(rbacRoles, ({ id }) => id) }),
    ...(groups === undefined
      ? {}
      : {
          rbac_groups: sortedBy(groups.groups, ({ id }) => id).map((group) => ({
            ...group,
            role_ids: group.role_ids === null ? null : [...group.role_ids].sort(),
          })),
          rbac_group_members: sortedBy(
            [...groups.members.values()].flat(),
            (member) => `${member.rbac_group_id} ${member.user_id}`,
          ),
        }),
  };
}

/** The snapshot without groups and roles of a source that the emulator does not support. */
export function withKnownRbac<T extends RbacSnapshot>(snapshot: T): T {
  const { rbac_roles: roles, rbac_groups: groups, rbac_group_members: members } = snapshot;
  const known = groups?.filter((group) => seedRbacGroup.safeParse(group).success);
  const ids = new Set(known?.map(({ id }) => id));
  return {
    ...snapshot,
    ...(roles === undefined
      ? {}
      : { rbac_roles: roles.filter((role) => seedRbacRole.safeParse(role).success) }),
    ...(known === undefined ? {} : { rbac_groups: known }),
    ...(members === undefined
      ? {}
      : { rbac_group_members: members.filter(({ rbac_group_id: id }) => ids.has(id)) }),
  };
}
