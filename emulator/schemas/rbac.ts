import { z } from "zod";
import { prefixes } from "../ids.ts";
import { email, fields, id, oneOf, text, timestampText } from "../validation.ts";

const word = text({ min: 1 });
const timestamp = z.optional(timestampText);

export const rbacGroupName = text({ min: 1, max: 255 });

export const rbacSource = oneOf("direct", "scim");

const permissionResource = z.discriminatedUnion(
  "type",
  [
    fields({ type: z.literal("organization"), organization_id: word }),
    fields({ type: z.literal("connector"), connector_id: word }),
    fields({ type: z.literal("connector_tool"), connector_id: word, tool_name: word }),
    fields({ type: z.literal("connector_scope"), connector_id: word, scope: word }),
    fields({ type: z.literal("all_connectors") }),
  ],
  "Input should be the type of a resource",
);

const permission = fields({
  type: z.optional(oneOf("rbac_role_permission")),
  action: word,
  resource: permissionResource,
});

/** What a role grants. The Console changes it, and a seed has it. */
export const rbacGrants = {
  permissions: z.optional(z.array(permission)),
  owner_access: z.optional(oneOf("granted", "unconfirmed")),
};

export const seedRbacRole = fields({
  display_name: word,
  id: z.optional(id(prefixes.rbacRole)),
  type: z.optional(oneOf("rbac_role")),
  source: z.optional(
    z.union([fields({ type: z.literal("built_in") }), fields({ type: z.literal("custom") })]),
  ),
  created_at: timestamp,
  updated_at: timestamp,
  ...rbacGrants,
});

export const seedRbacGroup = fields({
  name: rbacGroupName,
  id: z.optional(id(prefixes.rbacGroup)),
  type: z.optional(oneOf("rbac_group")),
  source_type: z.optional(rbacSource),
  role_ids: z.optional(z.nullable(z.array(word))),
  created_at: timestamp,
  updated_at: timestamp,
});

export const seedRbacGroupMember = fields({
  type: z.optional(oneOf("rbac_group_member")),
  rbac_group_id: word,
  user_id: word,
  email: z.optional(email),
  created_at: timestamp,
});
