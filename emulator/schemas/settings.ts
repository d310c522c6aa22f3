import { z } from "zod";
import { prefixes } from "../ids.ts";
import { email, fields, id, oneOf, text } from "../validation.ts";
import { enablement } from "./compliance.ts";

const count = z.optional(z.int().min(0));
const strings = z.optional(z.array(text({ min: 1 })));

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
});
