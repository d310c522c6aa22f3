import type { Client } from "../client.ts";
import { readBuckets } from "./buckets.ts";
import { currencyUnits } from "./money.ts";
import type { Cost, CostDimension } from "./results.ts";
import { type OnRange, type Span, spanTimes } from "./span.ts";
import { CostWire } from "./wire.ts";

/** The dimensions, with their API names. */
export const costDimensions = {
  workspaceId: "workspace_id",
  description: "description",
} as const satisfies Record<CostDimension, string>;

/** A request for costs. */
export interface CostQuery {
  readonly span: Span;
  readonly groupBy: readonly CostDimension[];
  readonly onRange?: OnRange | undefined;
}

/** Reads daily costs range by range, oldest first. API: `GET /v1/organizations/cost_report`. */
export async function* readCosts(
  client: Client,
  { span, groupBy, onRange }: CostQuery,
): AsyncGenerator<readonly Cost[]> {
  const report = {
    path: "/v1/organizations/cost_report",
    query: { group_by: groupBy.map((dimension) => costDimensions[dimension]) },
    width: "1d" as const,
    result: CostWire,
    doing: "read the cost",
    onRange,
  };
  for await (const buckets of readBuckets(client, report, span)) {
    yield buckets.flatMap((bucket) => bucket.results.map((result) => fromWire(bucket, result)));
  }
}

function fromWire(span: Span, wire: CostWire): Cost {
  return {
    ...spanTimes(span),
    amount: currencyUnits(wire.amount),
    currency: wire.currency,
    workspaceId: wire.workspace_id,
    description: wire.description,
    costType: wire.cost_type,
    model: wire.model,
    serviceTier: wire.service_tier,
    tokenType: wire.token_type,
    contextWindow: wire.context_window,
    inferenceGeo: wire.inference_geo,
  };
}
