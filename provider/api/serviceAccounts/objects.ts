import { z } from "zod";
import { Id, NullableText, Timestamp } from "../objects.ts";

// Like the schemas of the other objects: strict about identity and archiving, tolerant of everything else.

/** A service account, active or archived. */
export const ServiceAccountWire = z.object({
  type: z.literal("service_account"),
  id: Id,
  name: z.string().min(1),
  description: NullableText,
  organization_role: z.string().min(1),
  created_at: Timestamp,
  updated_at: Timestamp,
  // Required, since without it an archived account would look active.
  archived_at: Timestamp.nullable(),
  created_by_actor_id: NullableText,
  updated_by_actor_id: NullableText,
  archived_by_actor_id: NullableText,
});
export type ServiceAccountWire = z.infer<typeof ServiceAccountWire>;

/** The membership of a service account in a workspace. It has no ID. */
export const WorkspaceServiceAccountWire = z.object({
  type: z.literal("service_account_workspace_member"),
  service_account_id: Id,
  workspace_id: Id,
  workspace_role: z.string().min(1),
  /** Whether it is the membership in the default workspace that every service account has. */
  implicit: z
    .boolean()
    .nullish()
    .transform((implicit) => implicit ?? false),
  created_by_actor_id: NullableText,
});
export type WorkspaceServiceAccountWire = z.infer<typeof WorkspaceServiceAccountWire>;

/** The response to the removal of a membership. */
export const WorkspaceServiceAccountDeletedWire = z.object({
  type: z.literal("service_account_workspace_member_deleted"),
  service_account_id: Id,
  workspace_id: Id,
});
export type WorkspaceServiceAccountDeletedWire = z.infer<typeof WorkspaceServiceAccountDeletedWire>;
