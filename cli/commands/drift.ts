import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Category, categories, usualDrift } from "../drift/categories.ts";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";
import { type StackOptions, stackChoice, withStacks, words } from "./options.ts";

/** The exit code of Pulumi, too, for changes where none were expected. */
const driftExitCode = 7;

/** `pulumi-anthropic drift`: what somebody changed behind the programs' back. */
export function driftCommand(): Command {
  const command = new Command("drift")
    .description(
      "Says what in the organization is not as the stacks declare it, and what lives there that no stack knows. Nothing is written to the organization or to a stack.",
    )
    .option("-C, --cwd <folder>", "the folder of the Pulumi program", ".");
  return withStacks(command)
    .option("--since <snapshot>", "also what changed since `pulumi-anthropic snapshot` wrote this file")
    .option("--ignore <file>", "rules for what is fine as it is (default: drift.ignore.json, if it is there)")
    .option("--accept", "write a rule for everything that is unmanaged now", false)
    .option("--max-key-age <days>", "active keys that are older are stale", days)
    .option("--expiring-within <days>", "invitations that end sooner are expiring", days, 5)
    .addOption(
      new Option(
        "--fail-on <categories>",
        `what counts as drift, of ${categories.join(", ")}, or "none" (default: ${usualDrift.join(",")})`,
      ).argParser(failOn),
    )
    .option("--json <file>", "write the report as JSON; - is standard output")
    .option("--markdown <file>", "write the report for a job summary; - is standard output")
    .option(
      "--html <file>",
      "write the report as one page, with who has access to what; - is standard output",
    )
    .option("--redact", "without addresses and names of people", false)
    .addHelpText(
      "after",
      `\nExit code 0: in step; ${driftExitCode}: drift; 1: it could not be told. The key is read from the environment:\nANTHROPIC_ADMIN_KEY.`,
    )
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options extends StackOptions {
  cwd: string;
  since?: string;
  ignore?: string;
  accept: boolean;
  maxKeyAge?: number;
  expiringWithin: number;
  failOn?: Category[];
  json?: string;
  markdown?: string;
  html?: string;
  redact: boolean;
}

async function run(options: Options): Promise<void> {
  const { cwd, since, ignore, accept, maxKeyAge, expiringWithin, failOn: wished, ...rest } = options;
  const { runDrift } = await import("../drift/runDrift.ts");
  const drift = await runDrift(processIo(resolve(cwd)), {
    ...stackChoice(options),
    since,
    ignore,
    accept,
    maxKeyAge,
    expiringWithin,
    failOn: wished,
    json: rest.json,
    markdown: rest.markdown,
    html: rest.html,
    redact: rest.redact,
  });
  if (drift) process.exitCode = driftExitCode;
}

function failOn(value: string, before: readonly Category[] | undefined): Category[] {
  return value.trim() === "none" ? [] : words(categories)(value, before);
}

function days(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 36_500) return number;
  throw new InvalidArgumentError("It is a number of days.");
}
