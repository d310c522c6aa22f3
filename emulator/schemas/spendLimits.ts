import { z } from "zod";
import { prefixes } from "../ids.ts";
import { periods } from "../spendLimitScopes.ts";
import { fields, id, oneOf, text, timestampText } from "../validation.ts";

const word = text({ min: 1 });

/** An amount: a whole number of minor units of the currency, in decimal digits. */
export const minorUnits = z
  .string()
  .refine(
    (amount) => /^\d{1,18}$/.test(amount),
    "Input should be a non-negative integer as a decimal string, in minor units of the currency",
  );

export const period = oneOf(...periods);

const scopes = {
  organization: fields({ type: z.literal("organization") }),
  workspace: fields({ type: z.literal("workspace"), workspace_id: word }),
  user: fields({ type: z.literal("user"), user_id: word }),
};

/** The scopes that the API sets limits for. */
export const writableScope = z.discriminatedUnion(
  "type",
  [scopes.organization, scopes.workspace, scopes.user],
  "Input should be 'user', 'organization' or 'workspace'",
);

/** Every scope. */
export const anyScope = z.discriminatedUnion(
  "type",
  [
    scopes.organization,
    scopes.workspace,
    scopes.user,
    fields({ type: z.literal("seat_tier"), seat_tier: word }),
    fields({ type: z.literal("rbac_group"), rbac_group_id: word }),
    fields({ type: z.literal("organization_service"), service: word }),
    fields({ type: z.literal("usage_tier") }),
  ],
  "Input should be 'organization', 'workspace', 'user', 'seat_tier', 'rbac_group', 'organization_service' or 'usage_tier'",
);

const timestamp = z.optional(timestampText);
const constant = <const T extends string>(value: T) => z.optional(oneOf(value));

/** A spend limit of a seed. */
export const seedSpendLimit = fields({
  scope: anyScope,
  amount: z.nullable(minorUnits),
  id: z.optional(id(prefixes.spendLimit)),
  type: constant("spend_limit"),
  created_at: timestamp,
  updated_at: timestamp,
  currency: z.optional(word),
  is_enabled: z.optional(z.boolean()),
  period: z.optional(period),
});

const user = fields({ type: z.literal("user_actor"), user_id: word });

/** An increase request of a seed. */
export const seedIncreaseRequest = fields({
  actor: user,
  id: z.optional(id(prefixes.increaseRequest)),
  type: constant("spend_limit_increase_request"),
  created_at: timestamp,
  period: z.optional(period),
  resolved_at: z.optional(z.nullable(timestampText)),
  resolved_by: z.optional(
    z.nullable(
      z.discriminatedUnion(
        "type",
        [user, fields({ type: z.literal("scoped_api_key_actor"), scoped_api_key_id: word })],
        "Input should be 'user_actor' or 'scoped_api_key_actor'",
      ),
    ),
  ),
  status: z.optional(oneOf("pending", "approved", "denied")),
});
