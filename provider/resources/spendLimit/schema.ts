import { z } from "zod";
import { normalAmount } from "../../api/spendLimits/amount.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { choice } from "../../choices.ts";
import { idWithPrefix } from "../../ids.ts";
import { Email } from "../../users/email.ts";

/** The amount that exempts a user from inherited limits. */
export const unlimited = "unlimited";

export const defaultPeriod = "monthly";

const amountForm =
  'must be a decimal string in currency units, such as `"500"` or `"499.50"`, without a sign, a currency or separators';

/** An amount that is not `unlimited`. */
export const decimalAmount = /^\d{1,12}(\.\d{1,4})?$/;

const Amount = z
  .string({
    error: ({ input }) =>
      typeof input === "number"
        ? 'must be a string such as `"500"`, since a number may not be exact'
        : amountForm,
  })
  .trim()
  .refine((amount) => amount === unlimited || decimalAmount.test(amount), amountForm)
  .transform((amount) => (amount === unlimited ? amount : normalAmount(amount)));

const Scope = choice(["organization", "workspace", "user"], (input) => {
  if (input === "usage_tier") return apiLimitation("changeUsageTier");
  return ["seat_tier", "rbac_group", "organization_service"].includes(String(input))
    ? apiLimitation("setInheritedSpendLimit")
    : undefined;
});

export const Period = choice(["daily", "weekly", "monthly"]);

export const Inputs = z.strictObject({
  scope: Scope,
  workspace: idWithPrefix("wrkspc_").exactOptional(),
  email: Email.exactOptional(),
  userId: idWithPrefix("user_").exactOptional(),
  amount: Amount,
  period: Period.exactOptional(),
  onDelete: choice(["retain", "remove"]).exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  scope: z.string(),
  workspace: z.string(),
  email: z.string(),
  userId: z.string(),
  amount: z.string(),
  period: z.string(),
  onDelete: z.string(),
  spendLimitId: z.string(),
  currency: z.string(),
  enabled: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  status: z.string(),
  waitingFor: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
