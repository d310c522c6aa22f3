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

/** A federation rule: whose identity tokens are exchanged, and for what. */
export interface FederationRuleSetting {
  /** `fdrl_...` */
  id: string;
  /** What the identity token's `iss` must be, to the letter. */
  issuer_url: string;
  /** What else the token must say; at least `subject_prefix` or `claims`. */
  match: FederationMatchSetting;
  /** The service account that the rule's tokens act as, `svac_...`. */
  service_account_id: string;
  /** What the tokens may do; `org:admin` unless told otherwise, as nothing else opens the Admin API. */
  oauth_scope?: "org:admin" | "workspace:developer" | "workspace:inference" | undefined;
  /** How long they live, 60 to 86400; 3600 unless told otherwise. */
  token_lifetime_seconds?: number | undefined;
  /** The workspaces for which it is enabled; with several, a request must name one. Absent: for all. */
  workspace_ids?: string[] | undefined;
  /** Whether a second use of an identity token is refused; true unless told otherwise. Without a `jti` it never is. */
  check_jti?: boolean | undefined;
}

/** What an identity token must say. */
export interface FederationMatchSetting {
  /** `sub` to the letter, or its beginning when this ends with `*`. */
  subject_prefix?: string | undefined;
  /** What `aud` must be, or contain. */
  audience?: string | undefined;
  /** Further claims, to the letter. */
  claims?: Record<string, string> | undefined;
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
  /** The federation rules by which `POST /v1/oauth/token` exchanges identity tokens. */
  federation_rules?: FederationRuleSetting[] | undefined;
}

/** A Workspace Policy. */
export interface WorkspacePolicySetting {
  /** The only external keys that workspaces may have. */
  allowed_external_key_ids?: string[] | undefined;
  /** Whether every new workspace must have one. */
  external_key_required?: boolean | undefined;
}
