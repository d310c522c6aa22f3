import { z } from "zod";

// The schemas are strict for the type, the owner and the archiving of an object, where a misreading could do harm. They
// tolerate other changes of the API: unknown keys are dropped, and roles and statuses are any strings.

/** An ID of any form. */
export const Id = z.string().min(1);
/** A time that JavaScript can read. */
export const Timestamp = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "Invalid timestamp");
export const NullableTimestamp = Timestamp.nullish().transform((time) => time ?? null);
export const NullableText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

/** A map of strings. `z.record` would silently drop the key `__proto__`. */
const Tags = z.custom<Record<string, string>>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string"),
  "Invalid input: expected a map of strings",
);

/** The form of an organization ID. */
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `GET /v1/organizations/me`. The ID must be a UUID, since errors and the state contain it. */
export const OrganizationWire = z.object({
  type: z.literal("organization"),
  id: z.string().regex(uuid, "is not a UUID"),
  name: z.string(),
});
export type OrganizationWire = z.infer<typeof OrganizationWire>;

/** A user of the organization. */
export const UserWire = z.object({
  type: z.literal("user"),
  id: Id,
  email: z.string().min(1),
  name: z
    .string()
    .nullish()
    .transform((name) => name ?? ""),
  role: z.string().min(1),
  added_at: Timestamp,
});
export type UserWire = z.infer<typeof UserWire>;

/** The response to the removal of a user. */
export const UserDeletedWire = z.object({ type: z.literal("user_deleted"), id: Id });
export type UserDeletedWire = z.infer<typeof UserDeletedWire>;

/** An invitation to the organization. */
export const InviteWire = z.object({
  type: z.literal("invite"),
  id: Id,
  email: z.string().min(1),
  role: z.string().min(1),
  status: z.string().min(1),
  invited_at: Timestamp,
  expires_at: Timestamp,
  accepted_at: NullableTimestamp,
  rbac_group_ids: z
    .array(z.string())
    .nullish()
    .transform((ids) => ids ?? []),
});
export type InviteWire = z.infer<typeof InviteWire>;

/** The response to the deletion of an invitation. */
export const InviteDeletedWire = z.object({ type: z.literal("invite_deleted"), id: Id });
export type InviteDeletedWire = z.infer<typeof InviteDeletedWire>;

/** Where a workspace's data is stored and where inference runs. */
export const DataResidencyWire = z.object({
  workspace_geo: z.string(),
  allowed_inference_geos: z.union([z.string(), z.array(z.string())]),
  default_inference_geo: z.string(),
});
export type DataResidencyWire = z.infer<typeof DataResidencyWire>;

/** A workspace: active or archived, or the default workspace. */
export const WorkspaceWire = z.object({
  type: z.literal("workspace"),
  id: Id,
  name: z.string(),
  created_at: Timestamp,
  // Required, since without it an archived workspace would look active.
  archived_at: Timestamp.nullable(),
  display_color: NullableText,
  compartment_id: NullableText,
  data_residency: DataResidencyWire.nullish().transform((residency) => residency ?? null),
  external_key_id: NullableText,
  user_profile_id: NullableText,
  tags: Tags.nullish().transform((tags) => tags ?? {}),
});
export type WorkspaceWire = z.infer<typeof WorkspaceWire>;

/** An explicit workspace membership. It has no ID. */
export const WorkspaceMemberWire = z.object({
  type: z.literal("workspace_member"),
  user_id: Id,
  workspace_id: Id,
  workspace_role: z.string().min(1),
});
export type WorkspaceMemberWire = z.infer<typeof WorkspaceMemberWire>;

/** The response to the removal of a workspace membership. */
export const WorkspaceMemberDeletedWire = z.object({
  type: z.literal("workspace_member_deleted"),
  user_id: Id,
  workspace_id: Id,
});
export type WorkspaceMemberDeletedWire = z.infer<typeof WorkspaceMemberDeletedWire>;

const RateLimitGroupWire = z.object({ type: z.string().min(1), id: Id, display_name: NullableText });
const ModelNames = z
  .array(z.string())
  .nullish()
  .transform((models) => models ?? null);

/** The organization's rate limits for one group: a model family or an API. */
export const RateLimitWire = z.object({
  type: z.literal("rate_limit"),
  id: Id,
  group: RateLimitGroupWire,
  models: ModelNames,
  limits: z.array(z.object({ type: z.string().min(1), value: z.number() })),
});
export type RateLimitWire = z.infer<typeof RateLimitWire>;

/** The rate limits for one group in a workspace. */
export const WorkspaceRateLimitWire = z.object({
  type: z.literal("workspace_rate_limit"),
  workspace_id: Id,
  rate_limit_id: Id,
  group: RateLimitGroupWire,
  models: ModelNames,
  limits: z
    .array(
      z.object({
        type: z.string().min(1),
        value: z.number(),
        org_limit: z
          .number()
          .nullish()
          .transform((limit) => limit ?? null),
        // Required, since an inherited limit is not an override.
        source: z.object({ type: z.string().min(1) }),
      }),
    )
    .superRefine((limits, context) => {
      const seen = new Set<string>();
      for (const { type, source } of limits) {
        const limit = `${source.type} ${type}`;
        if (seen.has(limit)) {
          context.addIssue({ code: "custom", message: `Invalid input: \`${type}\` twice`, input: limits });
        }
        seen.add(limit);
      }
    }),
});
export type WorkspaceRateLimitWire = z.infer<typeof WorkspaceRateLimitWire>;

/** An API key. The API never returns its secret. */
export const ApiKeyWire = z.object({
  type: z.literal("api_key"),
  id: Id,
  name: z.string(),
  status: z.string().min(1),
  created_at: Timestamp,
  expires_at: NullableTimestamp,
  created_by: z
    .object({ id: Id, type: z.string() })
    .nullish()
    .transform((actor) => actor ?? null),
  partial_key_hint: NullableText,
  principal: z
    .object({ type: z.string(), user_id: z.string().nullish(), service_account_id: z.string().nullish() })
    .nullish()
    .transform((principal) => principal ?? null),
  // Required, since archiving the workspace of a key disables the key.
  scope: z
    .object({ type: z.string(), workspace_id: Id.nullish() })
    .refine((scope) => scope.type !== "workspace" || typeof scope.workspace_id === "string", {
      path: ["workspace_id"],
      message: "Invalid input: a workspace scope without a workspace ID",
    }),
});
export type ApiKeyWire = z.infer<typeof ApiKeyWire>;
