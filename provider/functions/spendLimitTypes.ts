/** A user or an API key in a result about spend limits. */
export interface SpendLimitActor {
  /** The ID of the user, `user_...`. Undefined for an API key. */
  userId: string | undefined;
  /** The email address of the user, in lower case. Undefined for a deleted account and an API key. */
  email: string | undefined;
  /** The name of the user. Undefined if there is none. */
  name: string | undefined;
  /** The ID of the API key. Undefined for a user. */
  apiKeyId: string | undefined;
}

/** The spend limit that applies to one user in one period. */
export interface EffectiveSpendLimit {
  /** The user. */
  user: SpendLimitActor;
  /** `daily`, `weekly` or `monthly`. */
  period: string;
  /** The limit in units of `currency`, as a decimal string. Undefined if the user has no limit in this period. */
  amount: string | undefined;
  /** The user's spend in the current period, in units of `currency`, as a decimal string. */
  spent: string;
  /** The billing currency of the organization, an ISO 4217 code. */
  currency: string;
  /** The scope that the limit is inherited from: `user` for the user's own, `rbac_group`, `seat_tier`, `organization` or others. */
  source: string;
  /** The ID of the limit that applies, `spl_...`. */
  spendLimitId: string;
}
