import { z } from "zod";
import { prefixes } from "../ids.ts";
import { email, fields, id, map, oneOf, text, timestampText } from "../validation.ts";
import { color, inferenceGeo, inferenceGeos } from "../workspaceRules.ts";
import { seedComplianceSettings } from "./compliance.ts";
import { seedExternalKey } from "./externalKeys.ts";
import { seedFederationIssuer, seedFederationRule } from "./federation.ts";
import { seedRbacGroup, seedRbacGroupMember, seedRbacRole } from "./rbac.ts";
import { organizationRoles, workspaceRoles } from "./roles.ts";
import { seedServiceAccount, seedServiceAccountMember } from "./serviceAccounts.ts";
import { settingsSchema } from "./settings.ts";
import { seedIncreaseRequest, seedSpendLimit } from "./spendLimits.ts";

const timestamp = z.optional(timestampText);

const principal = z.discriminatedUnion(
  "type",
  [
    fields({ type: z.literal("user_actor"), user_id: text({ min: 1 }) }),
    fields({ type: z.literal("service_account_actor"), service_account_id: text({ min: 1 }) }),
  ],
  "Input should be 'user_actor' or 'service_account_actor'",
);

const scope = z.discriminatedUnion(
  "type",
  [
    fields({ type: z.literal("workspace"), workspace_id: text({ min: 1 }) }),
    fields({ type: z.literal("organization") }),
  ],
  "Input should be 'workspace' or 'organization'",
);

const group = z.discriminatedUnion(
  "type",
  [
    fields({
      type: z.literal("model_group"),
      id: id(prefixes.rateLimitGroup),
      display_name: text({ min: 1 }),
    }),
    fields({
      type: z.literal(["batch", "files", "skills", "token_count", "web_search"]),
      id: id(prefixes.rateLimitGroup),
    }),
  ],
  "Input should be the type of a rate-limit group",
);

const limits = z.array(fields({ type: text({ min: 1 }), value: z.int().min(0) }));

const workspaceFields = {
  id: z.optional(id(prefixes.workspace)),
  type: z.optional(oneOf("workspace")),
  created_at: timestamp,
  archived_at: z.optional(z.nullable(timestampText)),
  display_color: z.optional(color),
  compartment_id: z.optional(text({ min: 1 })),
  data_residency: z.optional(
    fields({
      workspace_geo: z.optional(oneOf("us")),
      allowed_inference_geos: z.optional(inferenceGeos),
      default_inference_geo: z.optional(inferenceGeo),
    }),
  ),
  external_key_id: z.optional(z.nullable(text({ min: 1 }))),
  tags: z.optional(z.nullable(map(z.string()))),
  user_profile_id: z.optional(z.nullable(text({ min: 1 }))),
};

/** A seed. */
export const seedSchema = fields({
  version: z.literal(1),
  organization: z.optional(fields({ id: z.optional(text({ min: 1 })), name: z.optional(text({ min: 1 })) })),
  settings: z.optional(settingsSchema),
  users: z.optional(
    z.array(
      fields({
        email,
        id: z.optional(id(prefixes.user)),
        type: z.optional(oneOf("user")),
        name: z.optional(z.string()),
        role: z.optional(oneOf(...organizationRoles)),
        added_at: timestamp,
      }),
    ),
  ),
  default_workspace: z.optional(
    fields({
      ...workspaceFields,
      name: z.optional(z.string().refine((name) => name === "Default", "Input should be 'Default'")),
    }),
  ),
  workspaces: z.optional(z.array(fields({ ...workspaceFields, name: text({ min: 1, max: 255 }) }))),
  members: z.optional(
    z.array(
      fields({
        type: z.optional(oneOf("workspace_member")),
        workspace_id: text({ min: 1 }),
        user_id: text({ min: 1 }),
        workspace_role: oneOf(...workspaceRoles),
      }),
    ),
  ),
  invites: z.optional(
    z.array(
      fields({
        email,
        id: z.optional(id(prefixes.invite)),
        type: z.optional(oneOf("invite")),
        role: z.optional(oneOf(...organizationRoles)),
        status: z.optional(oneOf("pending", "accepted", "expired", "deleted")),
        invited_at: timestamp,
        expires_at: timestamp,
        accepted_at: z.optional(z.nullable(timestampText)),
        rbac_group_ids: z.optional(z.array(z.string())),
      }),
    ),
  ),
  api_keys: z.optional(
    z.array(
      fields({
        name: text({ min: 1, max: 500 }),
        id: z.optional(id(prefixes.apiKey)),
        type: z.optional(oneOf("api_key")),
        status: z.optional(oneOf("active", "inactive", "archived", "expired")),
        created_at: timestamp,
        expires_at: z.optional(z.nullable(timestampText)),
        created_by: z.optional(
          z.nullable(fields({ id: text({ min: 1 }), type: oneOf("user", "service_account") })),
        ),
        partial_key_hint: z.optional(z.nullable(z.string())),
        principal: z.optional(z.nullable(principal)),
        scope: z.optional(scope),
      }),
    ),
  ),
  rate_limits: z.optional(
    z.array(
      fields({
        group,
        limits,
        id: z.optional(text({ min: 1 })),
        type: z.optional(oneOf("rate_limit")),
        models: z.optional(z.nullable(z.array(text({ min: 1 })))),
      }),
    ),
  ),
  workspace_rate_limits: z.optional(
    z.array(fields({ workspace_id: text({ min: 1 }), rate_limit_id: text({ min: 1 }), limits })),
  ),
  spend_limits: z.optional(z.array(seedSpendLimit)),
  spend_limit_increase_requests: z.optional(z.array(seedIncreaseRequest)),
  external_keys: z.optional(z.array(seedExternalKey)),
  compliance_settings: z.optional(seedComplianceSettings),
  service_accounts: z.optional(z.array(seedServiceAccount)),
  service_account_members: z.optional(z.array(seedServiceAccountMember)),
  rbac_roles: z.optional(z.array(seedRbacRole)),
  rbac_groups: z.optional(z.array(seedRbacGroup)),
  rbac_group_members: z.optional(z.array(seedRbacGroupMember)),
  federation_issuers: z.optional(z.array(seedFederationIssuer)),
  federation_rules: z.optional(z.array(seedFederationRule)),
});
