import { z } from "zod";
import { clean } from "../api/foreignText.ts";
import { pages } from "../api/pages.ts";
import type { Operation } from "../kernel/definition.ts";

const RuleWire = z.object({
  type: z.literal("federation_rule"),
  id: z.string().min(1),
  name: z.string(),
  archived_at: z.string().nullish(),
  target: z.looseObject({ service_account_id: z.string().nullish() }),
});

/** The names and IDs of the active federation rules that issue tokens for a service account. */
export async function rulesTargeting({ client }: Operation, accountId: string): Promise<readonly string[]> {
  const rules = await pages(client, {
    path: "/v1/organizations/federation_rules",
    item: RuleWire,
    id: ({ id }) => id,
    doing: "list the federation rules",
    cursor: "opaque",
    limit: 100,
  });
  return rules
    .filter(({ archived_at: at, target }) => !at && target.service_account_id === accountId)
    .map(({ id, name }) => `${JSON.stringify(clean(name))} (${id})`);
}
