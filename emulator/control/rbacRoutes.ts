import { z } from "zod";
import { rbacGrants, rbacGroupName, rbacSource } from "../schemas/rbac.ts";
import { defined, fields, text } from "../validation.ts";
import { action } from "./action.ts";
import type { ControlRoute } from "./route.ts";

const word = text({ min: 1 });
const group = "Engineering";
const user = "ann@example.com";
const member = { schema: fields({ group: word, user: word }), example: { group, user } };

/** The routes for the actions with RBAC groups and roles. */
export const rbacRoutes: readonly ControlRoute[] = [
  action(
    "createRbacRole",
    "Create a custom role.",
    {
      schema: fields({ display_name: word, ...rbacGrants }),
      example: {
        display_name: "Chat",
        permissions: [{ action: "use", resource: { type: "all_connectors" } }],
      },
    },
    (console, role) => console.createRbacRole(defined(role)),
  ),
  action(
    "createRbacGroup",
    "Create an RBAC group, or with `source` `scim` as the identity provider.",
    {
      schema: fields({
        name: rbacGroupName,
        source: rbacSource.optional(),
        roles: z.array(word).optional(),
      }),
      example: { name: group, source: "scim", roles: ["Chat"] },
    },
    (console, given) => console.createRbacGroup(defined(given)),
  ),
  action(
    "renameRbacGroup",
    "Rename an RBAC group.",
    { schema: fields({ group: word, name: rbacGroupName }), example: { group, name: "Research" } },
    (console, given) => console.renameRbacGroup(given.group, given.name),
  ),
  action(
    "setRbacGroupRoles",
    "Replace the roles of an RBAC group.",
    { schema: fields({ group: word, roles: z.array(word) }), example: { group, roles: ["Chat"] } },
    (console, given) => console.setRbacGroupRoles(given.group, given.roles),
  ),
  action(
    "deleteRbacGroup",
    "Delete an RBAC group.",
    { schema: fields({ group: word }), example: { group } },
    (console, given) => console.deleteRbacGroup(given.group),
  ),
  action("addRbacGroupMember", "Add a user to an RBAC group.", member, (console, given) =>
    console.addRbacGroupMember(given.group, given.user),
  ),
  action("removeRbacGroupMember", "Remove a user from an RBAC group.", member, (console, given) =>
    console.removeRbacGroupMember(given.group, given.user),
  ),
];
