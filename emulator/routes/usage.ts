import { invalid } from "../errors.ts";
import type { UsageReportJson, UsageResultJson } from "../json.ts";
import type { Call, Route } from "../routing.ts";
import { bucketPage } from "../usage/buckets.ts";
import {
  contextWindows,
  type Dimensions,
  groupUsage,
  serviceTiers,
  speeds,
  sumOf,
} from "../usage/dimensions.ts";
import { all, among, idsIn, type Keep } from "../usage/filters.ts";
import { usageOf } from "../usage/usage.ts";

export const usageRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/organizations/usage_report/messages",
    query: [
      "starting_at",
      "ending_at",
      "bucket_width",
      "group_by",
      "account_ids",
      "api_key_ids",
      "workspace_ids",
      "service_account_ids",
      "models",
      "service_tiers",
      "context_window",
      "inference_geos",
      "speeds",
      "limit",
      "page",
    ],
    handle: reportUsage,
  },
];

const fastMode = "fast-mode-2026-02-01";

const groups = [
  "account_id",
  "api_key_id",
  "context_window",
  "inference_geo",
  "model",
  "service_account_id",
  "service_tier",
  "speed",
  "workspace_id",
] as const;

function reportUsage(call: Call): UsageReportJson {
  const { state, query, betas } = call;
  const width = query.oneOf("bucket_width", ["1d", "1h", "1m"]) ?? "1d";
  const groupBy: readonly string[] = query.someOf("group_by", groups);
  if ((groupBy.includes("speed") || query.list("speeds").length > 0) && !betas.has(fastMode)) {
    throw invalid(`speed: this dimension needs the header anthropic-beta: ${fastMode}`);
  }
  const grouped = ({ defaultWorkspaceId }: typeof state, one: Dimensions) => {
    const shown = (name: string, value: string | null): string | null =>
      groupBy.includes(name) ? value : null;
    return {
      account_id: shown("account_id", one.userId),
      api_key_id: shown("api_key_id", one.apiKeyId),
      context_window: shown("context_window", one.contextWindow),
      inference_geo: shown("inference_geo", geoText(one)),
      model: shown("model", one.model),
      service_account_id: shown("service_account_id", one.serviceAccountId),
      service_tier: shown("service_tier", one.serviceTier),
      speed: shown("speed", one.speed),
      workspace_id: shown("workspace_id", one.workspaceId === defaultWorkspaceId ? null : one.workspaceId),
    };
  };
  const read = usageOf(state, filterOf(call));
  return bucketPage(call, width, (span) =>
    groupUsage(read(span), (one) => JSON.stringify(grouped(state, one))).map((usage): UsageResultJson => {
      const counts = sumOf(usage);
      const [first] = usage;
      if (first === undefined) throw new RangeError("A group has usage.");
      return {
        uncached_input_tokens: counts.uncachedInput,
        cache_creation: {
          ephemeral_1h_input_tokens: counts.cacheWrite1h,
          ephemeral_5m_input_tokens: counts.cacheWrite5m,
        },
        cache_read_input_tokens: counts.cacheRead,
        output_tokens: counts.output,
        server_tool_use: { web_search_requests: counts.webSearches },
        ...grouped(state, first.dimensions),
      };
    }),
  );
}

/** Code execution is not in this report. */
function filterOf(call: Call): Keep {
  const { query } = call;
  return all([
    ({ model }) => model !== null,
    among(idsIn(call, "account_ids", "user_id"), ({ userId }) => userId),
    among(idsIn(call, "api_key_ids", "api_key_id"), ({ apiKeyId }) => apiKeyId),
    among(idsIn(call, "workspace_ids", "workspace_id"), ({ workspaceId }) => workspaceId),
    among(
      idsIn(call, "service_account_ids", "service_account_id"),
      ({ serviceAccountId }) => serviceAccountId,
    ),
    among(query.list("models"), ({ model }) => model),
    among(query.someOf("service_tiers", serviceTiers), ({ serviceTier }) => serviceTier),
    among(query.someOf("context_window", contextWindows), ({ contextWindow }) => contextWindow),
    among(query.someOf("inference_geos", ["global", "us", "not_available"]), geoText),
    among(query.someOf("speeds", speeds), ({ speed }) => speed),
  ]);
}

function geoText({ inferenceGeo }: Dimensions): string {
  return inferenceGeo ?? "not_available";
}
