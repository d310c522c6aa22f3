import { z } from "zod";
import { Id, NullableText, NullableTimestamp, Timestamp } from "../objects.ts";
import { withoutSecretMembers } from "./publicKeys.ts";

// Like the schemas of the other objects: strict about what a rule matches and what is archived, tolerant of everything else.

/** A map of strings. `z.record` would silently drop the key `__proto__`, and a rule would look as if it matched more tokens. */
const Claims = z.custom<Record<string, string>>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string"),
  "Invalid input: expected a map of strings",
);

/** How the signing keys of an issuer are obtained. A type that is not known here keeps its fields. */
const JwksWire = z.looseObject({
  type: z.string().min(1),
  discovery_base: z.string().nullish(),
  ca_cert_pem: z.string().nullish(),
  url: z.string().nullish(),
  keys: z.array(z.looseObject({}).transform(withoutSecretMembers)).nullish(),
});

/** An external OIDC identity provider, archived or not. */
export const FederationIssuerWire = z.object({
  type: z.literal("federation_issuer"),
  id: Id,
  name: z.string().min(1),
  issuer_url: z.string().min(1),
  jwks: JwksWire,
  check_jti: z.boolean(),
  max_jwt_lifetime_seconds: z.number(),
  jwks_polling_disabled_at: NullableTimestamp,
  created_at: Timestamp,
  updated_at: Timestamp,
  // Required, since without it an archived issuer would look active.
  archived_at: Timestamp.nullable(),
  poll_status: z
    .object({
      consecutive_failures: z.number(),
      last_fetched_at: NullableTimestamp,
      next_poll_at: NullableTimestamp,
    })
    .nullish()
    .transform((status) => status ?? null),
});
export type FederationIssuerWire = z.infer<typeof FederationIssuerWire>;

/** A federation rule, archived or not. */
export const FederationRuleWire = z.object({
  type: z.literal("federation_rule"),
  id: Id,
  name: z.string().min(1),
  description: NullableText,
  issuer_id: Id,
  match: z.object({
    subject_prefix: NullableText,
    audience: NullableText,
    claims: Claims.nullish().transform((claims) => claims ?? null),
    condition: NullableText,
  }),
  target: z.object({ type: z.string().min(1), service_account_id: Id }),
  oauth_scope: z.string().min(1),
  token_lifetime_seconds: z.number(),
  applies_to_all_workspaces: z.boolean(),
  workspace_ids: z.array(Id),
  created_at: Timestamp,
  updated_at: Timestamp,
  archived_at: Timestamp.nullable(),
});
export type FederationRuleWire = z.infer<typeof FederationRuleWire>;

/** The response that enables a rule for a workspace. */
export const FederationRuleWorkspaceWire = z.object({
  type: z.literal("federation_rule_workspace"),
  federation_rule_id: Id,
  workspace_id: Id,
});

/** The response that disables a rule for a workspace. */
export const FederationRuleWorkspaceDeletedWire = z.object({
  type: z.literal("federation_rule_workspace_deleted"),
  federation_rule_id: Id,
  workspace_id: Id,
});
