import { Argument, Command, Option } from "commander";
import { processIo } from "../output/io.ts";
import {
  defaultBy,
  dimensions,
  formats,
  type ReportName,
  reportNames,
  sourceOptions,
} from "../report/query.ts";
import type { ReportOptions } from "../report/runReport.ts";
import { credentialsHelp, repeated, words } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic report`. */
export function reportCommand(): Command {
  const defaults = reportNames.map((name) => `${defaultBy[name]} for ${name}`).join(", ");
  return new Command("report")
    .description("Report usage, cost or Claude Code activity. Read-only. Does not need Pulumi.")
    .addArgument(new Argument("<report>", "the report").choices(reportNames))
    .option("--since <time>", "the start: a date, which means 00:00 UTC, or an RFC 3339 time")
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
      new Option("--format <format>", "the format on standard output").choices(formats).default("table"),
    )
    .addHelpText("after", help)
    .action((name: ReportName, options: ReportOptions, self: Command) =>
      reportErrors(self, () => run(name, options)),
    );
}

const help = `
The report is \`usage\`, \`cost\` or \`claude-code\`. \`cost --source legacy\` has the dimensions workspace, model and day. \`claude-code\`
has the dimensions user, api-key, model and day. Days and weeks of --last are whole days in UTC, including today.

Exit codes: 0 the report is complete; 1 an error.
${credentialsHelp}`;

async function run(name: ReportName, options: ReportOptions): Promise<void> {
  const { runReport } = await import("../report/runReport.ts");
  await runReport(processIo(process.cwd()), name, options);
}
