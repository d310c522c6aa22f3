import { countsModels, type Dimension, isTime, type Query } from "./query.ts";

/** A column of a report. */
export interface Column {
  /** The name in CSV and JSON Lines. */
  readonly key: string;
  /** The heading in tables. */
  readonly title: string;
  /** `amount` is an exact decimal in currency units. */
  readonly type: "text" | "count" | "amount";
  /** The column that is undefined when the row has no value of this dimension. Tables then show `(none)`. */
  readonly identity?: string;
}

const text = (key: string, title: string, identity?: string): Column => ({
  key,
  title,
  type: "text",
  ...(identity === undefined ? {} : { identity }),
});
const count = (key: string, title: string): Column => ({ key, title, type: "count" });
const amount = (key: string, title: string): Column => ({ key, title, type: "amount" });

const dimensionColumns: Readonly<Record<Dimension, readonly Column[]>> = {
  day: [text("day", "Day")],
  hour: [text("hour", "Hour")],
  workspace: [text("workspaceName", "Workspace", "workspaceId"), text("workspaceId", "Workspace ID")],
  model: [text("model", "Model", "model")],
  "api-key": [text("apiKeyName", "API key", "apiKeyId"), text("apiKeyId", "API key ID")],
  user: [text("userEmail", "User", "userId"), text("userId", "User ID")],
  "service-account": [text("serviceAccountId", "Service account", "serviceAccountId")],
};

/** The Claude Code report has no IDs, so its columns have only names. */
const claudeCodeColumns: Readonly<Partial<Record<Dimension, readonly Column[]>>> = {
  "api-key": [text("apiKeyName", "API key", "apiKeyName")],
  user: [text("userEmail", "User", "userEmail")],
};

/** The columns of the dimensions. The day or hour is first; the others are in the order of `--by`. */
export function columnsBy({ report, by }: Query): Column[] {
  const own = report === "claude-code" ? claudeCodeColumns : {};
  const ordered = [...by.filter(isTime), ...by.filter((each) => !isTime(each))];
  return ordered.flatMap((dimension) => own[dimension] ?? dimensionColumns[dimension]);
}

const usageMetrics = [
  count("requests", "Requests"),
  count("uncachedInputTokens", "Input"),
  count("cacheReadInputTokens", "Cache read"),
  count("cacheWriteInputTokens", "Cache write"),
  count("outputTokens", "Output"),
  count("totalTokens", "Total tokens"),
  count("webSearchRequests", "Web searches"),
];

const sessionMetrics = [
  count("sessions", "Sessions"),
  count("linesAdded", "Lines added"),
  count("linesRemoved", "Lines removed"),
  count("commits", "Commits"),
  count("pullRequests", "Pull requests"),
];

const claudeCodeMetrics = [
  count("inputTokens", "Input"),
  count("cacheReadTokens", "Cache read"),
  count("cacheCreationTokens", "Cache write"),
  count("outputTokens", "Output"),
  amount("estimatedCost", "Estimated cost"),
];

/** The columns of the metrics. */
export function metricsOf(query: Query): readonly Column[] {
  if (query.report === "usage") return usageMetrics;
  if (query.report === "cost") return [amount("amount", "Cost"), amount("listAmount", "List price")];
  return countsModels(query) ? claudeCodeMetrics : [...sessionMetrics, ...claudeCodeMetrics];
}

/** The metric by which rows are sorted, in descending order. */
export function mainMetric({ report }: Query): string {
  if (report === "usage") return "totalTokens";
  return report === "cost" ? "amount" : "estimatedCost";
}
