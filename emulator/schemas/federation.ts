import { z } from "zod";
import { conditionOf } from "../condition.ts";
import { prefixes } from "../ids.ts";
import { fields, id, map, oneOf, text, timestampText } from "../validation.ts";
import { history } from "./history.ts";

export const federationName = text({ min: 1, max: 255 }).regex(/^[a-z0-9-]+$/);

export const federationDescription = text({ max: 2000 });

export const issuerUrl = httpsUrl();

export const maxJwtLifetime = z.int().min(1).max(176_400);

export const tokenLifetime = z.int().min(60).max(86_400);

const certificate = z.exactOptional(z.nullable(text({ min: 1, max: 65_536 })));

/** Members of a JSON Web Key that are secret. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

const publicKey = map(z.unknown()).superRefine((key, context) => {
  const secret = privateMembers.find((name) => Object.hasOwn(key, name));
  if (secret !== undefined) {
    context.addIssue({ code: "custom", path: [secret], message: "Only public keys are accepted" });
  } else if (typeof key["kty"] !== "string") {
    context.addIssue({ code: "custom", path: ["kty"], message: "Field required" });
  }
});

export const jwks = z.discriminatedUnion(
  "type",
  [
    fields({
      type: z.literal("discovery"),
      ca_cert_pem: certificate,
      discovery_base: z.exactOptional(z.nullable(httpsUrl())),
    }),
    fields({ type: z.literal("explicit_url"), url: httpsUrl(), ca_cert_pem: certificate }),
    fields({ type: z.literal("inline"), keys: z.array(publicKey).min(1) }),
  ],
  "Input should be 'discovery', 'explicit_url' or 'inline'",
);

export const match = fields({
  audience: z.exactOptional(z.nullable(text({ min: 1 }))),
  claims: z.exactOptional(z.nullable(map(z.string()))),
  condition: z.exactOptional(z.nullable(text({ min: 1 }))),
  subject_prefix: z.exactOptional(z.nullable(text({ min: 1 }))),
}).superRefine(({ subject_prefix: subject, claims, condition }, context) => {
  const hasSubject = typeof subject === "string" && /[^*]/.test(subject);
  if (!hasSubject && Object.keys(claims ?? {}).length === 0 && typeof condition !== "string") {
    context.addIssue({
      code: "custom",
      message: "at least one of subject_prefix, claims and condition is required",
    });
  }
  const problem = typeof condition === "string" ? conditionOf(condition) : undefined;
  if (typeof problem === "string") {
    context.addIssue({ code: "custom", path: ["condition"], message: problem });
  }
});

export const scopes = z
  .string()
  .refine(
    (scope) =>
      /^(org:admin|workspace:(developer|inference))( (org:admin|workspace:(developer|inference)))*$/.test(
        scope,
      ),
    "Input should be scopes such as 'workspace:developer'",
  );

export const target = fields({
  type: z.literal("service_account"),
  service_account_id: id(prefixes.serviceAccount),
  service_account_name: z.nullish(z.string()),
});

export const seedFederationIssuer = fields({
  issuer_url: issuerUrl,
  name: z.optional(federationName),
  id: z.optional(id(prefixes.federationIssuer)),
  type: z.optional(oneOf("federation_issuer")),
  check_jti: z.optional(z.boolean()),
  jwks: z.optional(jwks),
  jwks_polling_disabled_at: z.optional(z.nullable(timestampText)),
  max_jwt_lifetime_seconds: z.optional(maxJwtLifetime),
  poll_status: z.optional(
    z.nullable(
      fields({
        consecutive_failures: z.int().min(0),
        last_fetched_at: z.nullable(timestampText),
        next_poll_at: z.nullable(timestampText),
      }),
    ),
  ),
  ...history,
});

export const seedFederationRule = fields({
  name: federationName,
  issuer_id: text({ min: 1 }),
  match,
  target: fields({
    ...target.shape,
    type: z.optional(z.literal("service_account")),
    service_account_id: text({ min: 1 }),
  }),
  id: z.optional(id(prefixes.federationRule)),
  type: z.optional(oneOf("federation_rule")),
  description: z.optional(z.nullable(federationDescription)),
  issuer_name: z.optional(z.nullable(z.string())),
  oauth_scope: z.optional(scopes),
  token_lifetime_seconds: z.optional(tokenLifetime),
  applies_to_all_workspaces: z.optional(z.boolean()),
  workspace_ids: z.optional(z.array(text({ min: 1 }))),
  ...history,
});

function httpsUrl() {
  return z
    .string()
    .refine((url) => /^https:\/\//i.test(url), "url must use https scheme")
    .refine((url) => URL.canParse(url) && url.length <= 2048, "Input should be a valid URL");
}
