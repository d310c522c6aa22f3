import { bucketLength } from "../../../provider/api/reports/span.ts";
import { problemOfMonth } from "../../../provider/budgets/month.ts";
import type { GetBudgetStatusResult } from "../../../provider/budgets/types.ts";
import { UserError } from "../../../provider/errors.ts";
import { doing as doingReport, type Format, formats, type ReportName, type SourceOption } from "../query.ts";

/** The formats of `--budgets`: those of all reports, and a message for a webhook. */
export const budgetFormats = [...formats, "slack"] as const;
export type BudgetFormat = (typeof budgetFormats)[number];

/** The values of `--fail-on`. */
export const failOnOptions = ["used", "forecast", "none"] as const;
export type FailOn = (typeof failOnOptions)[number];

/** The options of `pulumi-anthropic report` that only apply to budgets. */
export interface BudgetOptions {
  readonly budgets?: string;
  readonly month?: string;
  readonly failOn?: FailOn;
}

/** Valid options of `report cost --budgets`. */
export interface BudgetRun {
  readonly file: string;
  readonly month: string | undefined;
  readonly failOn: FailOn;
  readonly format: BudgetFormat;
  readonly source: SourceOption | undefined;
}

/** The options of other reports that `--month` replaces. */
const periodOptions = ["last", "since", "until"];

const doing = "check the budgets";

/** The options of both types of report. */
interface GivenOptions extends BudgetOptions {
  readonly format?: BudgetFormat;
  readonly source?: SourceOption;
}

/** The options of a report without budgets. */
type OtherOptions<Options> = Omit<Options, keyof BudgetOptions | "format"> & { readonly format?: Format };

/** Either the options of `--budgets`, or those of a report without budgets. Rejects options that do not apply. */
export function splitOptions<Options extends GivenOptions>(
  report: ReportName,
  options: Options,
):
  | { readonly budgets: BudgetRun; readonly others?: never }
  | { readonly budgets?: never; readonly others: OtherOptions<Options> } {
  const { budgets: file, month, failOn, format, ...others } = options;
  if (file !== undefined) return { budgets: budgetRunOf(report, file, options) };
  if (format === "slack") throw budgetsMissing(report, "--format slack");
  if (month !== undefined) throw budgetsMissing(report, "--month");
  if (failOn !== undefined) throw budgetsMissing(report, "--fail-on");
  return { others: format === undefined ? others : { ...others, format } };
}

function budgetsMissing(report: ReportName, option: string): UserError {
  return new UserError(
    `cannot ${doingReport(report)}: \`${option}\` requires \`--budgets\`. Add \`--budgets <file>\`.`,
  );
}

function budgetRunOf(report: ReportName, file: string, options: GivenOptions): BudgetRun {
  const { budgets: _, month, failOn = "forecast", format = "table", source, ...others } = options;
  if (report !== "cost") {
    throw new UserError(
      `cannot ${doing}: only the cost report supports \`--budgets\`. Use \`report cost --budgets\`.`,
    );
  }
  const other = Object.entries(others).find(([, value]) => value !== undefined);
  if (other !== undefined) {
    const [name] = other;
    const instead = periodOptions.includes(name) ? " The period is a month: `--month`." : "";
    throw new UserError(
      `cannot ${doing}: \`${flagOf(name)}\` cannot be used with \`--budgets\`. Omit it.${instead}`,
    );
  }
  const problem = month === undefined ? undefined : problemOfMonth(month);
  if (problem !== undefined) throw new UserError(`cannot ${doing}: \`--month\` ${problem}.`);
  return { file, month, failOn, format, source };
}

/** `apiKey` is the option `--api-key`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Whether the command exits with code 7. */
export function hasFailed({ budgets }: GetBudgetStatusResult, failOn: FailOn): boolean {
  if (failOn === "none") return false;
  return budgets.some(
    ({ status }) => status === "exceeded" || (failOn === "forecast" && status === "forecast"),
  );
}

/** How late the cost may be before budgets that are not exceeded prove nothing. In milliseconds. */
const maxDelay = 2 * bucketLength["1d"];

/** Rejects cost that is so late that a budget may be exceeded without a sign of it. `now` is the server's time. */
export function mustBeRecent({ dataRefreshedAt, endingAt }: GetBudgetStatusResult, now: number): void {
  const until = dataRefreshedAt === undefined ? Number.NaN : Date.parse(dataRefreshedAt);
  if (!(until < Math.min(now - maxDelay, Date.parse(endingAt)))) return;
  throw new UserError(
    `cannot ${doing}: the cost is complete only up to ${dataRefreshedAt}, so a budget may be exceeded. Run again later.`,
  );
}
