/** The JSON of spend limits and of requests for higher ones. A test compares it with the types of the official SDK. */

/** How often a spend limit resets. Those of a Console organization are monthly. */
export type SpendLimitPeriod = "daily" | "weekly" | "monthly";

/** The scope of a spend limit. */
export type SpendLimitScopeJson =
  | OrganizationSpendScopeJson
  | WorkspaceSpendScopeJson
  | UserSpendScopeJson
  | SeatTierSpendScopeJson
  | RbacGroupSpendScopeJson
  | ServiceSpendScopeJson
  | UsageTierSpendScopeJson;

/** The scope of the limit of the whole organization. */
export interface OrganizationSpendScopeJson {
  /** Constant. */
  type: "organization";
}

/** The scope of a workspace's limit. Console organizations only. */
export interface WorkspaceSpendScopeJson {
  /** Constant. */
  type: "workspace";
  /** The workspace. */
  workspace_id: string;
}

/** The scope of a user's limit. Claude Enterprise only. */
export interface UserSpendScopeJson {
  /** Constant. */
  type: "user";
  /** The user. */
  user_id: string;
}

/** The scope of the default limit of a seat tier. Claude Enterprise only, read-only. */
export interface SeatTierSpendScopeJson {
  /** Constant. */
  type: "seat_tier";
  /** The seat tier. */
  seat_tier: string;
}

/** The scope of the default limit of a group. Claude Enterprise only, read-only. */
export interface RbacGroupSpendScopeJson {
  /** Constant. */
  type: "rbac_group";
  /** The group. */
  rbac_group_id: string;
}

/** The scope of the limit of a service. Claude Enterprise only, read-only. */
export interface ServiceSpendScopeJson {
  /** Constant. */
  type: "organization_service";
  /** The service. */
  service: string;
}

/** The scope of the cap that Anthropic sets. Console organizations only, read-only. */
export interface UsageTierSpendScopeJson {
  /** Constant. */
  type: "usage_tier";
}

/** A spend limit. */
export interface SpendLimitJson {
  /** `spl_...` */
  id: string;
  /** Constant. */
  type: "spend_limit";
  /** A whole number of minor units of the currency, such as `"50000"` for 500.00; null for no limit. */
  amount: string | null;
  /** When it was created. */
  created_at: string;
  /** When it was last changed. */
  updated_at: string;
  /** The billing currency, an ISO 4217 code. */
  currency: string;
  /** False for the limit of an organization whose extra usage is disabled. */
  is_enabled: boolean;
  /** How often it resets. */
  period: SpendLimitPeriod;
  /** The scope of the limit. */
  scope: SpendLimitScopeJson;
}

/** The limit that applies to one user in one period, and the user's spend in it. */
export interface SpendSummaryJson {
  /** The user. */
  actor: SpendUserActorJson;
  /** The limit in minor units of the currency, or null for no limit. */
  amount: string | null;
  /** The billing currency. */
  currency: string;
  /** The period. */
  period: SpendLimitPeriod;
  /** The user's spend in the current period, in minor units with up to three decimals. */
  period_to_date_spend: string;
  /** The user's scope. */
  scope: UserSpendScopeJson;
  /** The scope that the limit is inherited from. */
  source: SpendLimitScopeJson;
  /** The limit that applies. */
  spend_limit_id: string;
}

/** A user who spends, or who requests a higher limit. */
export interface SpendUserActorJson {
  /** Constant. */
  type: "user_actor";
  /** The user. */
  user_id: string;
  /** The email address; null for a deleted account. */
  email_address: string | null;
  /** The full name; null for a deleted account. */
  name: string | null;
  /** Whether the account was deleted. */
  deleted: boolean;
}

/** The API key that decided a request. */
export interface ScopedApiKeyActorJson {
  /** Constant. */
  type: "scoped_api_key_actor";
  /** The key. */
  scoped_api_key_id: string;
}

/** The status of an increase request. */
export type IncreaseRequestStatus = "pending" | "approved" | "denied";

/** A user's request for a higher spend limit. */
export interface IncreaseRequestJson {
  /** `slir_...` */
  id: string;
  /** Constant. */
  type: "spend_limit_increase_request";
  /** The user who requests it. */
  actor: SpendUserActorJson;
  /** When it was sent. */
  created_at: string;
  /** The period of the limit that the user reached. */
  period: SpendLimitPeriod;
  /** When it was approved or denied, or null. */
  resolved_at: string | null;
  /** Who approved or denied it, or null. */
  resolved_by: SpendUserActorJson | ScopedApiKeyActorJson | null;
  /** The user's current limit and spend. Null once the request is approved or denied. */
  spend_summary: SpendSummaryJson | null;
  /** The status. */
  status: IncreaseRequestStatus;
}

/** A request that was approved, with the new limit. */
export interface ApprovedIncreaseRequestJson extends IncreaseRequestJson {
  /** The limit that the approval set. */
  spend_limit: SpendLimitJson | null;
}

/** An increase request in a seed, without computed fields. */
export interface StoredIncreaseRequest
  extends Omit<IncreaseRequestJson, "actor" | "resolved_by" | "spend_summary"> {
  /** The user who requests it. */
  actor: StoredUserActor;
  /** Who approved or denied it, or null. */
  resolved_by: StoredUserActor | ScopedApiKeyActorJson | null;
}

/** A reference to a user in a seed. */
export interface StoredUserActor {
  /** Constant. */
  type: "user_actor";
  /** The user. */
  user_id: string;
}
