import { z } from "zod";
import { prefixes } from "../ids.ts";
import { email, fields, id, map, oneOf, text } from "../validation.ts";
import { enablement } from "./compliance.ts";

const count = z.optional(z.int().min(0));
const strings = z.optional(z.array(text({ min: 1 })));

const federationMatch = fields({
  subject_prefix: z.optional(text({ min: 1 })),
  audience: z.optional(text({ min: 1 })),
  claims: z.optional(map(z.string())),
}).refine(
  ({ subject_prefix, claims }) => subject_prefix !== undefined || claims !== undefined,
  "at least one of subject_prefix and claims is required",
);

/** The settings of an organization. */
export const settingsSchema = fields({
  member_limit: count,
  allowed_email_domains: strings,
  verified_email_domains: strings,
  workspace_limit: count,
  workspace_member_limit: count,
  api_key_limit: count,
  workspace_api_key_limit: count,
  user_profiles: z.optional(z.array(fields({ id: text({ min: 1 }), active: z.optional(z.boolean()) }))),
  workspace_policy: z.optional(
    fields({ allowed_external_key_ids: strings, external_key_required: z.optional(z.boolean()) }),
  ),
  generated_usage: z.optional(
    fields({
      seed: z.optional(text({ min: 1 })),
      scale: z.optional(z.number().min(0).max(1000)),
      discount_percent: z.optional(z.int().min(0).max(100)),
    }),
  ),
  hipaa_readiness: z.optional(z.boolean()),
  organization_type: z.optional(oneOf("console", "claude_enterprise")),
  spend_limits_early_access: z.optional(z.boolean()),
  currency: z.optional(z.string().regex(/^[A-Z]{3}$/)),
  parent_organization: z.optional(fields({ compliance_state: enablement })),
  scim_provisioning: z.optional(z.boolean()),
  identity_provider_roles: z.optional(z.boolean()),
  standalone: z.optional(z.boolean()),
  enterprise_users: z.optional(z.array(fields({ id: id(prefixes.user), email }))),
  federation_rules: z.optional(
    z.array(
      fields({
        id: z.string().regex(/^fdrl_[A-Za-z0-9]+$/),
        issuer_url: text({ min: 1 }),
        match: federationMatch,
        service_account_id: z.string().regex(/^svac_[A-Za-z0-9]+$/),
        oauth_scope: z.optional(oneOf("org:admin", "workspace:developer", "workspace:inference")),
        token_lifetime_seconds: z.optional(z.int().min(60).max(86_400)),
        workspace_ids: z.optional(z.array(text({ min: 1 })).min(1)),
        check_jti: z.optional(z.boolean()),
      }),
    ),
  ),
});
