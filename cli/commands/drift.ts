import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Category, categories, defaultFailOn } from "../drift/categories.ts";
import type { DriftOptions } from "../drift/reportDrift.ts";
import type { OutputOptions } from "../drift/runDrift.ts";
import { exitCodes } from "../output/exitCodes.ts";
import { processIo } from "../output/io.ts";
import { type InFolder, inFolder, stackCredentialsHelp, withExamples, withStacks, words } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic drift`. */
export function driftCommand(): Command {
  const command = new Command("drift").description(
    "Report drift from your stacks, and objects that no stack manages. Read-only.",
  );
  return withExamples(withStacks(inFolder(command)), [
    ["--stack prod", "one stack"],
    ["--all-stacks --html access.html", "every stack, and a page that shows who has access to what"],
    ["--stack prod --accept", "accept the objects that are unmanaged now"],
    ["--since before.snapshot.json", "what changed since a snapshot; needs no stack"],
  ])
    .option(
      "--since <snapshot>",
      "also report what changed since `pulumi-anthropic snapshot` wrote this file",
    )
    .option("--ignore <file>", "rules for accepted differences (default: drift.ignore.json, if it exists)")
    .option("--accept", "write an ignore rule for each object that is unmanaged now")
    .option("--max-key-age <days>", "report active keys that are older than this as stale", days)
    .option("--expiring-within <days>", "report invitations that expire sooner than this", days, 5)
    .addOption(
      new Option(
        "--fail-on <categories>",
        `categories that count as drift: ${categories.join(", ")}; or "none" (default: ${defaultFailOn.join(",")})`,
      ).argParser(failOn),
    )
    .option("--json <file>", "write the report as JSON; - is standard output")
    .option("--markdown <file>", "write the report as Markdown, for a job summary; - is standard output")
    .option("--html <file>", "write the report as an HTML page, with access matrices; - is standard output")
    .option("--redact", "replace email addresses of users with IDs, and leave out their names")
    .addHelpText(
      "after",
      `\nExit codes: 0 no drift; ${exitCodes.changes} drift, or declared objects that the credential cannot read; 1 an error.\n${stackCredentialsHelp}`,
    )
    .action((options: Options, self: Command) => reportErrors(self, () => run(options)));
}

type Options = DriftOptions & OutputOptions & InFolder;

async function run({ cwd, ...options }: Options): Promise<void> {
  const { runDrift } = await import("../drift/runDrift.ts");
  const drift = await runDrift(processIo(resolve(cwd)), options);
  if (drift) process.exitCode = exitCodes.changes;
}

function failOn(value: string, before: readonly Category[] | undefined): Category[] {
  return value.trim() === "none" ? [] : words(categories)(value, before);
}

function days(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 36_500) return number;
  throw new InvalidArgumentError("It must be a number of days.");
}
