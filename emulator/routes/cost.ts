import type { CostBucketJson, CostResultJson, ReportPageJson } from "../reportsJson.ts";
import type { Call, Route } from "../routing.ts";
import { bucketPage } from "../usage/buckets.ts";
import type { Dimensions, Usage } from "../usage/dimensions.ts";
import { type CostLine, centsText, costLines, discounted, type TokenType } from "../usage/prices.ts";
import { discountOf, usageOf } from "../usage/usage.ts";

export const costRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/organizations/cost_report",
    query: ["starting_at", "ending_at", "bucket_width", "group_by", "limit", "page"],
    handle: reportCost,
  },
];

type Group = Omit<CostResultJson, "amount" | "currency">;

interface KeyedGroup {
  readonly group: Group;
  /** The same text for equal groups. */
  readonly key: string;
}

/** Cost of the Priority Tier is not in this report. */
const unlisted: readonly Dimensions["serviceTier"][] = ["priority", "priority_on_demand"];

function reportCost(call: Call): ReportPageJson<CostBucketJson> {
  const { state, query } = call;
  query.oneOf("bucket_width", ["1d"]);
  const groupBy: readonly string[] = query.someOf("group_by", ["workspace_id", "description"]);
  const percent = discountOf(state);
  const groupOf = ({ dimensions }: Usage, line: CostLine): Group => {
    const { workspaceId } = dimensions;
    const byWorkspace = groupBy.includes("workspace_id") && workspaceId !== state.defaultWorkspaceId;
    return {
      ...(groupBy.includes("description") ? described(dimensions, line) : undescribed),
      workspace_id: byWorkspace ? workspaceId : null,
    };
  };
  const groups = new Map<Dimensions, Map<string, KeyedGroup>>();
  /** Caches the groups: lines of the same kind have the same group in all usage with the same dimensions, which is in most buckets. */
  const keyedGroupOf = (usage: Usage, line: CostLine): KeyedGroup => {
    const ofUsage = groups.get(usage.dimensions) ?? new Map<string, KeyedGroup>();
    const kind = line.tokenType ?? line.costType;
    const known = ofUsage.get(kind);
    if (known !== undefined) return known;
    const group = groupOf(usage, line);
    const keyed = { group, key: JSON.stringify(group) };
    groups.set(usage.dimensions, ofUsage.set(kind, keyed));
    return keyed;
  };
  const read = usageOf(state, ({ serviceTier }) => !unlisted.includes(serviceTier));
  return bucketPage(call, "1d", (span) => {
    const sums = new Map<string, { group: Group; amount: bigint }>();
    for (const usage of read(span)) {
      for (const line of costLines(usage)) {
        const { group, key } = keyedGroupOf(usage, line);
        const sum = sums.get(key) ?? { group, amount: 0n };
        sum.amount += line.amount;
        sums.set(key, sum);
      }
    }
    return [...sums.values()].map(({ group, amount }) => ({
      amount: centsText(discounted(amount, percent)),
      currency: "USD" as const,
      ...group,
    }));
  });
}

const undescribed = {
  description: null,
  cost_type: null,
  model: null,
  service_tier: null,
  token_type: null,
  context_window: null,
  inference_geo: null,
} as const;

const tokenNames: Readonly<Record<TokenType, string>> = {
  uncached_input_tokens: "Input Tokens",
  output_tokens: "Output Tokens",
  cache_read_input_tokens: "Input Tokens, Cache Read",
  "cache_creation.ephemeral_5m_input_tokens": "Input Tokens, Cache Write 5m",
  "cache_creation.ephemeral_1h_input_tokens": "Input Tokens, Cache Write 1h",
};

function described(dimensions: Dimensions, { costType, tokenType }: CostLine): Omit<Group, "workspace_id"> {
  if (costType === "web_search")
    return { ...undescribed, description: "Web Search Usage", cost_type: costType };
  if (costType === "code_execution") {
    return { ...undescribed, description: "Code Execution Usage", cost_type: costType };
  }
  const { model, serviceTier, contextWindow, inferenceGeo, speed } = dimensions;
  const name = (model ?? "")
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(" ")
    .replace(/(\d) (\d)/, "$1.$2");
  const details = [
    serviceTier === "batch" ? "Batch" : undefined,
    contextWindow === "200k-1M" ? "Long Context" : undefined,
    speed === "fast" ? "Fast Mode" : undefined,
    inferenceGeo === "us" ? "US" : undefined,
    tokenType === null ? undefined : tokenNames[tokenType],
  ].filter((detail) => detail !== undefined);
  return {
    description: `${name} Usage - ${details.join(", ")}`,
    cost_type: costType,
    model,
    service_tier: serviceTier,
    token_type: tokenType,
    context_window: contextWindow,
    inference_geo: inferenceGeo ?? "not_available",
  };
}
