import { toCurrencyUnits } from "../api/spendLimits/amount.ts";
import type { SpendActorWire, SpendSummaryWire } from "../api/spendLimits/objects.ts";
import { normalEmail } from "../users/email.ts";
import type { EffectiveSpendLimit, SpendLimitActor } from "./spendLimitTypes.ts";

/** The user or API key of a response. */
export function actorOf(wire: SpendActorWire): SpendLimitActor {
  const { email_address: email } = wire;
  return {
    userId: wire.user_id ?? undefined,
    email: typeof email === "string" ? normalEmail(email) : undefined,
    name: wire.name ?? undefined,
    apiKeyId: wire.scoped_api_key_id ?? undefined,
  };
}

/** The limit of a response, with amounts in currency units. */
export function effectiveLimitOf(wire: SpendSummaryWire): EffectiveSpendLimit {
  const { amount, currency, period } = wire;
  return {
    user: actorOf(wire.actor),
    period,
    amount: amount === null ? undefined : toCurrencyUnits(amount, currency),
    spent: toCurrencyUnits(wire.period_to_date_spend, currency),
    currency,
    source: wire.source.type,
    spendLimitId: wire.spend_limit_id,
  };
}
