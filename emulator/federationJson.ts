import type { HistoryJson } from "./historyJson.ts";

/** How the signing keys of a federation issuer are obtained. */
export type JwksJson = JwksDiscoveryJson | JwksExplicitUrlJson | JwksInlineJson;

/** Keys from the OIDC discovery document of the issuer. */
export interface JwksDiscoveryJson {
  /** Constant. */
  type: "discovery";
  /** A certificate authority for the request, as PEM. */
  ca_cert_pem?: string | null;
  /** The base of the discovery URL, if it differs from the URL of the issuer. */
  discovery_base?: string | null;
}

/** Keys from a fixed URL. */
export interface JwksExplicitUrlJson {
  /** Constant. */
  type: "explicit_url";
  /** The URL of the key set. */
  url: string;
  /** A certificate authority for the request, as PEM. */
  ca_cert_pem?: string | null;
}

/** Keys that are part of the issuer. */
export interface JwksInlineJson {
  /** The public keys, as JSON Web Keys. */
  keys: { [key: string]: unknown }[];
  /** Constant. */
  type: "inline";
}

/** The state of the polling of an issuer's keys. */
export interface FederationPollStatusJson {
  /** Failures since the last success. */
  consecutive_failures: number;
  /** When the keys were last fetched. */
  last_fetched_at: string | null;
  /** When they are fetched next. Null while polling is paused. */
  next_poll_at: string | null;
}

/** An external OIDC identity provider, archived or not. */
export interface FederationIssuerJson extends HistoryJson {
  /** `fdis_...` */
  id: string;
  /** Constant. */
  type: "federation_issuer";
  /** Lowercase letters, digits and hyphens. It is unique in the organization. */
  name: string;
  /** The exact `iss` of its identity tokens. */
  issuer_url: string;
  /** How its signing keys are obtained. */
  jwks: JwksJson;
  /** Whether an identity token with a `jti` can be used only once. */
  check_jti: boolean;
  /** The longest time between `iat` and `exp` of an identity token. */
  max_jwt_lifetime_seconds: number;
  /** When the polling of keys was paused after failures, or null. */
  jwks_polling_disabled_at: string | null;
  /** The state of the polling. Null for inline keys. */
  poll_status: FederationPollStatusJson | null;
}

/** The conditions of a federation rule. All of them apply. */
export interface FederationMatchJson {
  /** The exact `aud`, or one of several. The audience of the Anthropic API by default. */
  audience?: string | null;
  /** The exact values of claims that are strings. */
  claims?: { [key: string]: string } | null;
  /** A CEL expression over `claims`. */
  condition?: string | null;
  /** The exact `sub`, or its beginning if the value ends with `*`. */
  subject_prefix?: string | null;
}

/** The identity of the access tokens of a federation rule. */
export interface FederationTargetJson {
  /** `svac_...` */
  service_account_id: string;
  /** Constant. */
  type: "service_account";
  /** The name of the service account. Ignored in requests. */
  service_account_name?: string | null;
}

/** A federation rule, archived or not. It exchanges matching identity tokens for access tokens. */
export interface FederationRuleJson extends HistoryJson {
  /** `fdrl_...` */
  id: string;
  /** Constant. */
  type: "federation_rule";
  /** Lowercase letters, digits and hyphens. It is unique in the organization. */
  name: string;
  /** The description, or null. A cleared one is empty. */
  description: string | null;
  /** The issuer, which cannot be changed. */
  issuer_id: string;
  /** The name of the issuer. */
  issuer_name: string | null;
  /** The conditions for identity tokens. */
  match: FederationMatchJson;
  /** The identity of the access tokens. */
  target: FederationTargetJson;
  /** The scopes of the access tokens, separated by spaces. */
  oauth_scope: string;
  /** The lifetime of the access tokens, 60 to 86400 seconds. */
  token_lifetime_seconds: number;
  /** Whether it is enabled for every workspace, also for later ones. */
  applies_to_all_workspaces: boolean;
  /** The workspaces for which it is enabled. */
  workspace_ids: string[];
}

/** A workspace for which a federation rule is enabled. */
export interface FederationRuleWorkspaceJson {
  /** Constant. */
  type: "federation_rule_workspace";
  /** The rule. */
  federation_rule_id: string;
  /** The workspace. */
  workspace_id: string;
  /** The name of the workspace. Null in the response that enables it. */
  workspace_name: string | null;
  /** When it was enabled. */
  created_at: string;
  /** Who enabled it, if known. */
  created_by_actor_id: string | null;
}
