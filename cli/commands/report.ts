import { Argument, Command, Option } from "commander";
import { exitCodes } from "../output/exitCodes.ts";
import { processIo } from "../output/io.ts";
import {
  type BudgetFormat,
  type BudgetOptions,
  budgetFormats,
  failOnOptions,
  splitOptions,
} from "../report/budgets/options.ts";
import { defaultBy, dimensions, type ReportName, reportNames, sourceOptions } from "../report/query.ts";
import type { ReportOptions } from "../report/runReport.ts";
import { credentialsHelp, repeated, words } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic report`. */
export function reportCommand(): Command {
  const defaults = reportNames.map((name) => `${defaultBy[name]} for ${name}`).join(", ");
  return new Command("report")
    .description("Report usage, cost or Claude Code activity. Read-only. Does not need Pulumi.")
    .addArgument(new Argument("<report>", "the report").choices(reportNames))
    .option("--since <time>", "the start: a date (00:00 UTC) or an RFC 3339 time")
    .option("--until <time>", "the end, exclusive (default: now)")
    .option(
      "--last <length>",
      "instead of --since: hours, days or weeks, such as 24h, 30d or 4w (default: 30d)",
    )
    .addOption(
      new Option(
        "--by <dimensions>",
        `the dimensions to group by: ${dimensions.join(", ")}; repeatable (default: ${defaults})`,
      ).argParser(words(dimensions)),
    )
    .option("--workspace <name>", "only this workspace, by name or ID; repeatable", repeated)
    .option("--model <name>", "only this model; repeatable", repeated)
    .option("--api-key <name>", "only this API key, by name or ID; repeatable", repeated)
    .option("--user <email>", "only this user, by email address or ID; repeatable", repeated)
    .addOption(
      new Option(
        "--source <source>",
        "the API to read usage and cost from (default: analytics if available, otherwise legacy)",
      ).choices(sourceOptions),
    )
    .addOption(
      new Option(
        "--format <format>",
        "the format (default: table, or the format of the extension of --out); slack only with --budgets",
      ).choices(budgetFormats),
    )
    .option(
      "--out <file>",
      "write the rows by day or hour to this file, as CSV or JSON Lines; the next run continues where the last one ended",
    )
    .addOption(
      new Option(
        "--html <file>",
        "write the report as an HTML page with charts; - is standard output",
      ).conflicts("out"),
    )
    .option("--budgets <file>", "compare the cost of a month with the budgets in this YAML file")
    .option("--month <month>", "with --budgets: the month in UTC, such as 2026-11 (default: this month)")
    .addOption(
      new Option(
        "--fail-on <amount>",
        "with --budgets: exit with code 7 if the cost so far exceeds a budget (used), if it or the forecast does (forecast), or never (none) (default: forecast)",
      ).choices(failOnOptions),
    )
    .addHelpText("after", help)
    .action((name: ReportName, options: CommandOptions, self: Command) =>
      reportErrors(self, () => run(name, options)),
    );
}

const help = `
The report is \`usage\`, \`cost\` or \`claude-code\`. \`cost --source legacy\` has the dimensions workspace, model and day. \`claude-code\`
has the dimensions user, api-key, model and day. With --last, days and weeks are whole days in UTC, including today.

With --out, later runs with the same options add the rows since the last run. Rows that can still change are read again. After an error
or an interruption, run the same command again to continue.

With --html, the period is rounded to whole days, and further requests read the other dimensions, the usage for the cache hit rate,
and the previous period.

Exit codes: 0 the report is complete; ${exitCodes.changes} with --budgets, a budget is exceeded or forecast to be exceeded; 1 an error.
${credentialsHelp}`;

interface CommandOptions extends Omit<ReportOptions, "format">, BudgetOptions {
  readonly out?: string;
  readonly format?: BudgetFormat;
}

async function run(name: ReportName, given: CommandOptions): Promise<void> {
  const io = processIo(process.cwd());
  const { budgets, others } = splitOptions(name, given);
  if (budgets !== undefined) {
    const { runBudgets } = await import("../report/budgets/runBudgets.ts");
    if (await runBudgets(io, budgets)) process.exitCode = exitCodes.changes;
    return;
  }
  const { out, ...options } = others;
  if (out !== undefined) {
    const { runSync } = await import("../report/sync/runSync.ts");
    return await runSync(io, name, { ...options, out });
  }
  const { runReport } = await import("../report/runReport.ts");
  await runReport(io, name, options);
}
