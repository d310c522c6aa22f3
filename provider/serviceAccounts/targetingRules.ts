import { clean } from "../api/foreignText.ts";
import type { Operation } from "../kernel/definition.ts";

/** The names and IDs of the active federation rules that issue tokens for a service account. */
export async function rulesTargeting({ cache }: Operation, accountId: string): Promise<readonly string[]> {
  const rules = await cache.federation.rules(cache.now());
  return rules
    .filter(({ archived_at: at, target }) => at === null && target.service_account_id === accountId)
    .map(({ id, name }) => `${JSON.stringify(clean(name))} (${id})`);
}
