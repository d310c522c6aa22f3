import type { UsageBucketJson, UsageReportJson, UsageResultJson } from "../json.ts";
import type { Query } from "../query.ts";
import type { Call, Route } from "../routing.ts";
import type { KeyUse } from "../state/apiKeys.ts";
import { check, timestampText, ValidationError } from "../validation.ts";

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

const hour = 3_600_000;

/** How long a bucket is, and how many come on a page: usually, and at most. */
const widths = {
  "1d": { length: 24 * hour, usual: 7, most: 31 },
  "1h": { length: hour, usual: 24, most: 168 },
  "1m": { length: 60_000, usual: 60, most: 1440 },
} as const;

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

/** Filters by what the emulator does not record of a use: nothing passes them. */
const unrecorded = [
  "account_ids",
  "service_account_ids",
  "models",
  "service_tiers",
  "context_window",
  "inference_geos",
  "speeds",
] as const;

function reportUsage({ state, query }: Call): UsageReportJson {
  const { length, usual, most } = widths[query.oneOf("bucket_width", ["1d", "1h", "1m"]) ?? "1d"];
  const groupBy = query.someOf("group_by", groups);
  const limit = query.integer("limit", { min: 1, max: most }) ?? usual;
  const floor = (moment: number): number => Math.floor(moment / length) * length;
  const start = floor(timeOf(query, "starting_at") ?? required("starting_at"));
  const end = timeOf(query, "ending_at") ?? state.clock.milliseconds();
  if (query.text("ending_at") !== undefined && end <= start) {
    throw new ValidationError("ending_at", "Input should be after starting_at");
  }
  const keep = filterOf(query);

  const first = pageStart(query, length) ?? start;
  const data: UsageBucketJson[] = [];
  let moment = first;
  for (; moment < end && data.length < limit; moment += length) {
    const uses = state
      .keyUses()
      .filter((use) => use.at >= moment && use.at < moment + length && use.at < end && keep(use));
    data.push({
      starting_at: seconds(moment),
      ending_at: seconds(moment + length),
      results: grouped(uses, groupBy),
    });
  }
  return { data, has_more: moment < end, next_page: moment < end ? tokenOf(moment) : null };
}

function filterOf(query: Query): (use: KeyUse) => boolean {
  const keys = query.list("api_key_ids");
  const workspaces = query.list("workspace_ids");
  const nothing = unrecorded.some((name) => query.list(name).length > 0);
  return (use) =>
    !nothing &&
    (keys.length === 0 || keys.includes(use.apiKeyId)) &&
    (workspaces.length === 0 || (use.workspaceId !== null && workspaces.includes(use.workspaceId)));
}

/** One result for each key and workspace that is grouped by; what is not grouped by is null. */
function grouped(uses: readonly KeyUse[], groupBy: readonly string[]): UsageResultJson[] {
  const results = new Map<string, UsageResultJson>();
  for (const use of uses) {
    const keyId = groupBy.includes("api_key_id") ? use.apiKeyId : null;
    const workspaceId = groupBy.includes("workspace_id") ? use.workspaceId : null;
    const group = `${keyId} ${workspaceId}`;
    const result = results.get(group) ?? emptyResult(keyId, workspaceId);
    result.uncached_input_tokens += 100;
    result.output_tokens += 10;
    results.set(group, result);
  }
  return [...results.values()];
}

function emptyResult(keyId: string | null, workspaceId: string | null): UsageResultJson {
  return {
    uncached_input_tokens: 0,
    cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
    cache_read_input_tokens: 0,
    output_tokens: 0,
    server_tool_use: { web_search_requests: 0 },
    account_id: null,
    api_key_id: keyId,
    context_window: null,
    inference_geo: null,
    model: null,
    service_account_id: null,
    service_tier: null,
    workspace_id: workspaceId,
  };
}

function timeOf(query: Query, name: string): number | undefined {
  const given = query.text(name);
  return given === undefined ? undefined : Date.parse(check(timestampText, given, name));
}

function required(name: string): never {
  throw new ValidationError(name, "Field required");
}

function tokenOf(moment: number): string {
  return `page_${Buffer.from(seconds(moment)).toString("base64url")}`;
}

function pageStart(query: Query, length: number): number | undefined {
  const token = query.text("page");
  if (token === undefined) return undefined;
  const moment = Date.parse(Buffer.from(token.replace(/^page_/, ""), "base64url").toString("utf8"));
  if (!token.startsWith("page_") || Number.isNaN(moment) || moment % length !== 0) {
    throw new ValidationError("page", "Input should be the next_page of an earlier response");
  }
  return moment;
}

function seconds(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, "Z");
}
