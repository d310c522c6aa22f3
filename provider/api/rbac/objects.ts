import { z } from "zod";
import { Id, Timestamp } from "../objects.ts";

/** An RBAC group. */
export const RbacGroupWire = z.object({
  type: z.literal("rbac_group"),
  id: Id,
  name: z.string(),
  source_type: z.string().min(1),
  // Null while the API cannot tell, which is not an empty list.
  role_ids: z
    .array(Id)
    .nullish()
    .transform((ids) => ids ?? null),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type RbacGroupWire = z.infer<typeof RbacGroupWire>;

/** The response to the deletion of a group. */
export const RbacGroupDeletedWire = z.object({ type: z.literal("rbac_group_deleted"), id: Id });

/** A member of a group, who may belong to another organization of the enterprise. */
export const RbacGroupMemberWire = z.object({
  type: z.literal("rbac_group_member"),
  rbac_group_id: Id,
  user_id: Id,
  email: z.string(),
  created_at: Timestamp,
});
export type RbacGroupMemberWire = z.infer<typeof RbacGroupMemberWire>;

/** The response to the removal of a member. */
export const RbacGroupMemberDeletedWire = z.object({
  type: z.literal("rbac_group_member_deleted"),
  rbac_group_id: Id,
  user_id: Id,
});

/** A role. */
export const RbacRoleWire = z.object({
  type: z.literal("rbac_role"),
  id: Id,
  display_name: z.string(),
  source: z.object({ type: z.string().min(1) }),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type RbacRoleWire = z.infer<typeof RbacRoleWire>;

/** A permission of a role. */
export const RbacRolePermissionWire = z.object({
  type: z.literal("rbac_role_permission"),
  action: z.string().min(1),
  resource: z.object({
    type: z.string().min(1),
    organization_id: z.string().optional(),
    connector_id: z.string().optional(),
    tool_name: z.string().optional(),
    scope: z.string().optional(),
  }),
});
export type RbacRolePermissionWire = z.infer<typeof RbacRolePermissionWire>;
