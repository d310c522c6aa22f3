import { z } from "zod";
import { prefixes } from "../ids.ts";
import { fields, id, oneOf, text } from "../validation.ts";
import { actor, history } from "./history.ts";
import { assignableWorkspaceRoles, workspaceRoles } from "./roles.ts";

export const serviceAccountName = text({ min: 1, max: 255 }).regex(/^[a-z0-9-]+$/);

export const serviceAccountDescription = text({ max: 2000 });

export const serviceAccountRole = oneOf("developer", "admin");

export const serviceAccountMemberRole = oneOf(...assignableWorkspaceRoles);

export const seedServiceAccount = fields({
  name: serviceAccountName,
  id: z.optional(id(prefixes.serviceAccount)),
  type: z.optional(oneOf("service_account")),
  description: z.optional(z.nullable(serviceAccountDescription)),
  organization_role: z.optional(serviceAccountRole),
  ...history,
});

export const seedServiceAccountMember = fields({
  type: z.optional(oneOf("service_account_workspace_member")),
  workspace_id: text({ min: 1 }),
  service_account_id: text({ min: 1 }),
  workspace_role: oneOf(...workspaceRoles),
  implicit: z.optional(
    z.nullable(z.boolean().refine((implicit) => !implicit, "Only explicit memberships are listed")),
  ),
  created_by_actor_id: actor,
});
