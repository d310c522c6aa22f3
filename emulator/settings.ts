import { type Check, fields, list, nullable, number, oneOf, optional, text, truth } from "./validation.ts";

/** A customer-managed key that workspaces may name. */
export interface ExternalKeySetting {
  /** `ekey_...`, or an ARN. */
  id: string;
  /** The profile it is bound to, if it is. */
  user_profile_id?: string | null | undefined;
  /** What comes of validating it; `success` unless told otherwise. */
  validation?: "success" | "failure" | "timeout" | "changed" | undefined;
}

/** A user profile that workspaces may name. */
export interface UserProfileSetting {
  /** `uprof_...` */
  id: string;
  /** True unless told otherwise. */
  active?: boolean | undefined;
}

/** What Anthropic or an admin has set for the organization and the Admin API does not show. Absent: no such limit. */
export interface OrganizationSettings {
  /** Members at most; pending invites count. */
  member_limit?: number | undefined;
  /** Invites only to these domains; an empty list allows none. */
  allowed_email_domains?: string[] | undefined;
  /** The domains that the parent organization has verified; invites to others are refused. */
  verified_email_domains?: string[] | undefined;
  /** Live workspaces at most, the default one not counted: 100 unless told otherwise. */
  workspace_limit?: number | undefined;
  /** Explicit members of one workspace at most. */
  workspace_member_limit?: number | undefined;
  /** Active API keys at most. */
  api_key_limit?: number | undefined;
  /** Active API keys of one workspace at most. */
  workspace_api_key_limit?: number | undefined;
  /** The customer-managed keys that workspaces may name. */
  external_keys?: ExternalKeySetting[] | undefined;
  /** The user profiles that workspaces may name. */
  user_profiles?: UserProfileSetting[] | undefined;
  /** The Workspace Policy: which external keys workspaces may have, and whether they must have one. */
  workspace_policy?: WorkspacePolicySetting | undefined;
}

/** A Workspace Policy. */
export interface WorkspacePolicySetting {
  /** The only external keys that workspaces may have. */
  allowed_external_key_ids?: string[] | undefined;
  /** Whether every new workspace must have one. */
  external_key_required?: boolean | undefined;
}

const count = optional(number({ min: 0, integer: true }));
const words = optional(list(text({ min: 1 })));

export const settingsCheck: Check<OrganizationSettings> = fields({
  member_limit: count,
  allowed_email_domains: words,
  verified_email_domains: words,
  workspace_limit: count,
  workspace_member_limit: count,
  api_key_limit: count,
  workspace_api_key_limit: count,
  external_keys: optional(
    list(
      fields({
        id: text({ min: 1 }),
        user_profile_id: optional(nullable(text({ min: 1 }))),
        validation: optional(oneOf("success", "failure", "timeout", "changed")),
      }),
    ),
  ),
  user_profiles: optional(list(fields({ id: text({ min: 1 }), active: optional(truth) }))),
  workspace_policy: optional(
    fields({ allowed_external_key_ids: words, external_key_required: optional(truth) }),
  ),
});
