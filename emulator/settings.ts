import type { Enablement } from "./complianceJson.ts";

/** A user profile. */
export interface UserProfileSetting {
  /** `uprof_...` */
  id: string;
  /** Whether it is active. True by default. */
  active?: boolean | undefined;
}

/** A user of another organization of the enterprise. */
export interface EnterpriseUserSetting {
  /** `user_...` */
  id: string;
  /** The email address. */
  email: string;
}

/** Settings of an organization that the Admin API does not show. Limits are off by default. */
export interface OrganizationSettings {
  /** The maximum number of users. Pending invitations count. */
  member_limit?: number | undefined;
  /** The email domains that can be invited. An empty list allows none. */
  allowed_email_domains?: string[] | undefined;
  /** The verified domains of the parent organization. Other domains cannot be invited. */
  verified_email_domains?: string[] | undefined;
  /** The maximum number of unarchived workspaces, without the default one; 100 by default. */
  workspace_limit?: number | undefined;
  /** The maximum number of explicit members per workspace. */
  workspace_member_limit?: number | undefined;
  /** The maximum number of active API keys. */
  api_key_limit?: number | undefined;
  /** The maximum number of active API keys per workspace. */
  workspace_api_key_limit?: number | undefined;
  /** The user profiles of the organization. */
  user_profiles?: UserProfileSetting[] | undefined;
  /** The Workspace Policy, with rules for external keys of workspaces. */
  workspace_policy?: WorkspacePolicySetting | undefined;
  /** Generates usage of every key and user for the reports. Off by default: the reports have recorded usage only. */
  generated_usage?: GeneratedUsageSetting | undefined;
  /** Whether HIPAA readiness is enabled, with which the Analytics API is not available. False by default. */
  hipaa_readiness?: boolean | undefined;
  /**
   * The type of organization, `console` by default. A Claude Enterprise organization has users, invitations, RBAC groups and
   * roles, spend limits and analytics, with the roles and scopes of that type. It has no workspaces and no API keys.
   */
  organization_type?: "console" | "claude_enterprise" | undefined;
  /** Whether a Console organization has early access to the spend limit endpoints. False by default. */
  spend_limits_early_access?: boolean | undefined;
  /** The billing currency of new spend limits, an ISO 4217 code; `USD` by default. */
  currency?: string | undefined;
  /** The parent organization. None by default. */
  parent_organization?: ParentOrganizationSetting | undefined;
  /** Whether an organization of the enterprise uses SCIM provisioning. Users, and the groups that it provisions, are then read-only. */
  scim_provisioning?: boolean | undefined;
  /** Whether the identity provider of a Claude Enterprise organization manages the roles of users. False by default. */
  identity_provider_roles?: boolean | undefined;
  /** Whether a Claude Enterprise organization has no parent organization, so that it has no RBAC roles. False by default. */
  standalone?: boolean | undefined;
  /** The users of the other organizations of the enterprise, who can be members of RBAC groups. */
  enterprise_users?: EnterpriseUserSetting[] | undefined;
}

/** A Workspace Policy. */
export interface WorkspacePolicySetting {
  /** The external keys that workspaces can have. All by default. */
  allowed_external_key_ids?: string[] | undefined;
  /** Whether every new workspace needs an external key. False by default. */
  external_key_required?: boolean | undefined;
}

/** The organization that an organization belongs to. */
export interface ParentOrganizationSetting {
  /** Whether its Compliance API is enabled. The API shows this instead of the organization's own state. */
  compliance_state: Enablement;
}

/** Generated usage. It depends on the IDs of keys and users, the seed and the hour only. */
export interface GeneratedUsageSetting {
  /** Different seeds generate different usage. The organization ID by default. */
  seed?: string | undefined;
  /** The factor for the number of requests; 1 by default. */
  scale?: number | undefined;
  /** The discount on list prices in whole percent; 0 by default. */
  discount_percent?: number | undefined;
}
