import type { UserWire } from "../../api/objects.ts";
import { toCurrencyUnits } from "../../api/spendLimits/amount.ts";
import type { SpendLimitWire } from "../../api/spendLimits/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { normalEmail } from "../../users/email.ts";
import { type Standing, waitingFor } from "../../users/findUser.ts";
import { type State, unlimited } from "./schema.ts";

/** The amount in currency units. */
export function amountOf({ amount, currency }: SpendLimitWire): string {
  return amount === null ? unlimited : toCurrencyUnits(amount, currency);
}

export function fromWire(wire: SpendLimitWire, user: UserWire | undefined): Observed<State> {
  return {
    scope: wire.scope.type,
    workspace: wire.scope.workspace_id ?? null,
    userId: wire.scope.user_id ?? null,
    ...(user === undefined ? {} : { email: normalEmail(user.email) }),
    amount: amountOf(wire),
    period: wire.period,
    spendLimitId: wire.id,
    currency: wire.currency,
    enabled: wire.is_enabled,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    status: "active",
    waitingFor: null,
  };
}

/** A limit whose user is not in the organization. */
export function pending(standing: Standing): Observed<State> {
  return { scope: "user", status: "pending", waitingFor: waitingFor(standing), spendLimitId: null };
}
