import type { Client } from "../client.ts";
import { readBuckets } from "./buckets.ts";
import { currencyUnits } from "./money.ts";
import { type Span, timeText } from "./span.ts";
import { CostWire } from "./wire.ts";

/** The dimensions of `getCosts`. `description` also fills in `costType`, `model`, `tokenType` and the like. */
export type CostDimension = "workspaceId" | "description";

/** The dimensions and the API's names of them. */
export const costDimensions = {
  workspaceId: "workspace_id",
  description: "description",
} as const satisfies Record<CostDimension, string>;

/** The cost of one day and one combination of dimensions. */
export interface Cost {
  /** The start of the day, in RFC 3339 format. Days are in UTC. */
  startingAt: string;
  /** The end of the day, in RFC 3339 format. The day does not include it. */
  endingAt: string;
  /** The amount in currency units, as an exact decimal such as `"12.345"`. */
  amount: string;
  /** The currency code. Currently always `USD`. */
  currency: string;
  /** The workspace, `wrkspc_...`. Undefined unless grouped by, and for the default workspace. */
  workspaceId: string | undefined;
  /** The description, such as `Claude Opus 5.5 Usage - Output Tokens`. Undefined unless grouped by. */
  description: string | undefined;
  /** `tokens`, `web_search`, `code_execution` or `session_usage`. Undefined unless grouped by `description`. */
  costType: string | undefined;
  /** The model. Undefined unless grouped by `description`, and for costs without a model. */
  model: string | undefined;
  /** The service tier. Undefined unless grouped by `description`, and for costs other than tokens. */
  serviceTier: string | undefined;
  /** The token type, such as `output_tokens`. Undefined unless grouped by `description`, and for costs other than tokens. */
  tokenType: string | undefined;
  /** The context window. Undefined unless grouped by `description`, and for costs other than tokens. */
  contextWindow: string | undefined;
  /** The inference region. Undefined unless grouped by `description`, and for costs other than tokens. */
  inferenceGeo: string | undefined;
}

/** A request for costs. */
export interface CostQuery {
  readonly span: Span;
  readonly groupBy: readonly CostDimension[];
}

/** Reads daily costs range by range, oldest first. API: `GET /v1/organizations/cost_report`. */
export async function* readCosts(
  client: Client,
  { span, groupBy }: CostQuery,
): AsyncGenerator<readonly Cost[]> {
  const report = {
    path: "/v1/organizations/cost_report",
    query: { group_by: groupBy.map((dimension) => costDimensions[dimension]) },
    width: "1d" as const,
    result: CostWire,
    doing: "read the cost",
  };
  for await (const buckets of readBuckets(client, report, span)) {
    yield buckets.flatMap((bucket) => bucket.results.map((result) => fromWire(bucket, result)));
  }
}

function fromWire({ from, to }: Span, wire: CostWire): Cost {
  return {
    startingAt: timeText(from),
    endingAt: timeText(to),
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
