import { UserError } from "../../provider/errors.ts";
import { joined } from "../output/phrases.ts";

/** The reports of `pulumi-anthropic report`. */
export const reportNames = ["usage", "cost", "claude-code"] as const;
export type ReportName = (typeof reportNames)[number];

/** What a report can be grouped by. */
export const dimensions = ["workspace", "model", "api-key", "user", "service-account", "day"] as const;
export type Dimension = (typeof dimensions)[number];

/** What a report can be filtered by. */
export const filterNames = ["workspace", "model", "api-key", "user"] as const;
export type FilterName = (typeof filterNames)[number];

/** The values of `--source`. */
export const sources = ["analytics", "legacy"] as const;
export type Source = (typeof sources)[number];

/** Where the data come from. Claude Code has one report. */
export type Origin = Source | "claude-code";

export const formats = ["table", "csv", "jsonl", "markdown"] as const;
export type Format = (typeof formats)[number];

/** The options of `pulumi-anthropic report` that determine the rows. */
export interface QueryOptions {
  readonly by?: readonly Dimension[];
  readonly workspace?: readonly string[];
  readonly model?: readonly string[];
  readonly apiKey?: readonly string[];
  readonly user?: readonly string[];
  readonly source?: Source;
}

/** The rows that the options ask for. */
export interface Query {
  readonly report: ReportName;
  readonly by: readonly Dimension[];
  /** Names, email addresses and IDs. A filter without a value is undefined. */
  readonly filters: Readonly<Partial<Record<FilterName, readonly string[]>>>;
  /** The origins that have this report, these dimensions and these filters. The first one is preferred. */
  readonly origins: readonly [Origin, ...Origin[]];
  /** Why the second choice is not an alternative, if it is not. */
  readonly noAlternative: string | undefined;
}

interface Offer {
  readonly by: readonly Dimension[];
  readonly filters: readonly FilterName[];
}

const everything: Offer = { by: dimensions, filters: filterNames };

/** The dimensions and filters of each report, by origin. */
export const offers: Readonly<Record<ReportName, Readonly<Partial<Record<Origin, Offer>>>>> = {
  usage: { analytics: everything, legacy: everything },
  cost: {
    analytics: everything,
    legacy: { by: ["workspace", "model", "day"], filters: ["workspace", "model"] },
  },
  "claude-code": {
    "claude-code": { by: ["model", "api-key", "user", "day"], filters: ["model", "api-key", "user"] },
  },
};

/** The dimension of a report without `--by`. */
export const defaultBy: Readonly<Record<ReportName, Dimension>> = {
  usage: "model",
  cost: "workspace",
  "claude-code": "user",
};

/** As in "cannot ...". */
export function doing(report: ReportName): string {
  return `report the ${titles[report]}`;
}

/** The names of reports in sentences. */
export const titles: Readonly<Record<ReportName, string>> = {
  usage: "usage",
  cost: "cost",
  "claude-code": "Claude Code usage",
};

/** The names of origins in sentences. */
export function originTitle(report: ReportName, origin: Origin): string {
  if (origin === "analytics") return "the Analytics API";
  return origin === "legacy" ? `the legacy ${report} report` : "the Claude Code report";
}

/** Checks that an origin has what the options ask for. Sends no request. */
export function queryOf(report: ReportName, options: QueryOptions): Query {
  const { by = [defaultBy[report]], source, workspace, model, apiKey, user } = options;
  const values = { workspace, model, "api-key": apiKey, user };
  const filters = Object.fromEntries(Object.entries(values).filter(([, given]) => given !== undefined));
  const available = Object.keys(offers[report]) as Origin[];
  if (source !== undefined && !available.includes(source)) {
    throw new UserError(
      `cannot ${doing(report)}: \`--source\` does not apply to this report. Omit the option.`,
    );
  }
  const allowed = source === undefined ? available : [source];
  const wanted = { by: [...new Set(by)], filters };
  const lacks = allowed.map((origin) => lackOf(report, origin, wanted));
  const [first, ...others] = allowed.filter((_, index) => lacks[index] === undefined);
  if (first === undefined) throw new UserError(`cannot ${doing(report)}: ${lacks[0]}`);
  return {
    report,
    ...wanted,
    origins: [first, ...others],
    noAlternative: lacks.find((lack) => lack !== undefined),
  };
}

function lackOf(
  report: ReportName,
  origin: Origin,
  { by, filters }: Pick<Query, "by" | "filters">,
): string | undefined {
  const offer = offers[report][origin] ?? { by: [], filters: [] };
  const name = originTitle(report, origin);
  const dimension = by.find((each) => !offer.by.includes(each));
  if (dimension !== undefined) {
    return `${name} cannot be grouped by ${dimension}, only by ${joined(offer.by)}.`;
  }
  const filter = filterNames.find((each) => filters[each] !== undefined && !offer.filters.includes(each));
  if (filter === undefined) return undefined;
  return `${name} cannot be filtered by ${filter}, only by ${joined(offer.filters)}.`;
}

/** Whether the Claude Code report is about models instead of sessions. */
export function countsModels({ report, by, filters }: Query): boolean {
  return report === "claude-code" && (by.includes("model") || filters.model !== undefined);
}
