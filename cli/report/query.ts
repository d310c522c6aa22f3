import type { BucketWidth } from "../../provider/api/reports/span.ts";
import { UserError } from "../../provider/errors.ts";
import { joined } from "../output/phrases.ts";

/** The reports of `pulumi-anthropic report`. */
export const reportNames = ["usage", "cost", "claude-code"] as const;
export type ReportName = (typeof reportNames)[number];

/** The values of `--by`. */
export const dimensions = [
  "workspace",
  "model",
  "api-key",
  "user",
  "service-account",
  "day",
  "hour",
] as const;
export type Dimension = (typeof dimensions)[number];

/** The dimensions that are time buckets. A report has at most one of them. */
export type TimeDimension = "day" | "hour";
export type ObjectDimension = Exclude<Dimension, TimeDimension>;

export function isTime(dimension: Dimension): dimension is TimeDimension {
  return dimension === "day" || dimension === "hour";
}

/** The filters of reports. */
export const filterNames = ["workspace", "model", "api-key", "user"] as const;
export type FilterName = (typeof filterNames)[number];

/** The values of `--source`. */
export const sourceOptions = ["analytics", "legacy"] as const;
export type SourceOption = (typeof sourceOptions)[number];

/** The API that a report is read from. Claude Code has only one. */
export type Source = SourceOption | "claude-code";

export const formats = ["table", "csv", "jsonl", "markdown"] as const;
export type Format = (typeof formats)[number];

/** The options of `pulumi-anthropic report` that determine the rows. */
export interface QueryOptions {
  readonly by?: readonly Dimension[];
  readonly workspace?: readonly string[];
  readonly model?: readonly string[];
  readonly apiKey?: readonly string[];
  readonly user?: readonly string[];
  readonly source?: SourceOption;
}

/** The report that the options request. */
export interface Query {
  readonly report: ReportName;
  readonly by: readonly Dimension[];
  /** Names, email addresses and IDs. A filter without a value is undefined. */
  readonly filters: Readonly<Partial<Record<FilterName, readonly string[]>>>;
  /** The sources that support these dimensions and filters. The first one is preferred. */
  readonly sources: readonly [Source, ...Source[]];
  /** Why the other source of the report does not support the query. Undefined if it does. */
  readonly noAlternative: string | undefined;
}

interface Capabilities {
  readonly by: readonly Dimension[];
  readonly filters: readonly FilterName[];
}

const everything: Capabilities = { by: dimensions, filters: filterNames };

/** The dimensions and filters of each report, by source. */
export const capabilities: Readonly<Record<ReportName, Readonly<Partial<Record<Source, Capabilities>>>>> = {
  usage: { analytics: everything, legacy: everything },
  cost: {
    analytics: everything,
    legacy: { by: ["workspace", "model", "day"], filters: ["workspace", "model"] },
  },
  "claude-code": {
    "claude-code": { by: ["model", "api-key", "user", "day"], filters: ["model", "api-key", "user"] },
  },
};

/** The default of `--by`. */
export const defaultBy: Readonly<Record<ReportName, Dimension>> = {
  usage: "model",
  cost: "workspace",
  "claude-code": "user",
};

/** The operation in errors, which completes "cannot ...". */
export function doing(report: ReportName): string {
  return `report the ${titles[report]}`;
}

/** The names of reports in sentences. */
export const titles: Readonly<Record<ReportName, string>> = {
  usage: "usage",
  cost: "cost",
  "claude-code": "Claude Code usage",
};

/** The name of a source in sentences. */
export function sourceTitle(report: ReportName, source: Source): string {
  if (source === "analytics") return "the Analytics API";
  return source === "legacy" ? `the legacy ${report} report` : "the Claude Code report";
}

/** Validates the options, and finds the sources that support them. Sends no request. */
export function queryOf(report: ReportName, options: QueryOptions): Query {
  const { by = [defaultBy[report]], source, workspace, model, apiKey, user } = options;
  const values = { workspace, model, "api-key": apiKey, user };
  const filters = Object.fromEntries(Object.entries(values).filter(([, given]) => given !== undefined));
  const available = Object.keys(capabilities[report]) as Source[];
  if (source !== undefined && !available.includes(source)) {
    throw new UserError(
      `cannot ${doing(report)}: \`--source\` does not apply to this report. Omit the option.`,
    );
  }
  const allowed = source === undefined ? available : [source];
  const wanted = { by: [...new Set(by)], filters };
  if (wanted.by.filter(isTime).length > 1) {
    throw new UserError(
      `cannot ${doing(report)}: \`--by day\` and \`--by hour\` cannot be used together. Omit one of them.`,
    );
  }
  const limitations = allowed.map((source) => limitationOf(report, source, wanted));
  const [first, ...others] = allowed.filter((_, index) => limitations[index] === undefined);
  if (first === undefined) throw new UserError(`cannot ${doing(report)}: ${limitations[0]}`);
  return {
    report,
    ...wanted,
    sources: [first, ...others],
    noAlternative: limitations.find((limitation) => limitation !== undefined),
  };
}

function limitationOf(
  report: ReportName,
  source: Source,
  { by, filters }: Pick<Query, "by" | "filters">,
): string | undefined {
  const capability = capabilities[report][source] ?? { by: [], filters: [] };
  const name = sourceTitle(report, source);
  const dimension = by.find((each) => !capability.by.includes(each));
  if (dimension !== undefined) {
    return `${name} cannot be grouped by ${dimension}, only by ${joined(capability.by)}.`;
  }
  const filter = filterNames.find(
    (each) => filters[each] !== undefined && !capability.filters.includes(each),
  );
  if (filter === undefined) return undefined;
  return `${name} cannot be filtered by ${filter}, only by ${joined(capability.filters)}.`;
}

/** The time buckets of the rows. Undefined if each row covers the whole period. */
export function bucketWidthOf({ by }: Pick<Query, "by">): BucketWidth | undefined {
  if (by.includes("hour")) return "1h";
  return by.includes("day") ? "1d" : undefined;
}

/** Whether the Claude Code report has rows by model, which have no session metrics. */
export function countsModels({ report, by, filters }: Query): boolean {
  return report === "claude-code" && (by.includes("model") || filters.model !== undefined);
}
