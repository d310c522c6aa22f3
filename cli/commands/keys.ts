import { resolve } from "node:path";
import { Argument, Command, Option } from "commander";
import type { DeactivateOptions } from "../keys/deactivateKeys.ts";
import type { ListKeysOptions } from "../keys/listKeys.ts";
import type { RotateOptions } from "../keys/rotateKey.ts";
import { keyStatuses } from "../keys/selectKeys.ts";
import { exitCodes } from "../output/exitCodes.ts";
import { processIo } from "../output/io.ts";
import { formats, sourceOptions } from "../report/query.ts";
import {
  credentialsHelp,
  type InFolder,
  inFolder,
  length,
  repeated,
  stackCredentialsHelp,
  wholeNumber,
  withStacks,
  words,
} from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic keys`. */
export function keysCommand(): Command {
  return new Command("keys")
    .description("List, rotate and deactivate API keys.")
    .addCommand(listCommand())
    .addCommand(rotateCommand())
    .addCommand(deactivateCommand());
}

const year = "365d";

/** `pulumi-anthropic keys list`. */
function listCommand(): Command {
  return new Command("list")
    .description(
      "List API keys with age, creator, workspace, last use and cost. Read-only. Does not need Pulumi.",
    )
    .option("--workspace <name>", "only keys of this workspace, by name or ID; repeatable", repeated)
    .option(
      "--creator <email>",
      "only keys that this user created or that act as this user, by email address or ID; repeatable",
      repeated,
    )
    .option("--creator-left", "only keys whose creator is no longer in the organization")
    .addOption(
      new Option(
        "--status <statuses>",
        `only keys with these statuses: ${keyStatuses.join(", ")}; repeatable (default: all but archived)`,
      ).argParser(words(keyStatuses)),
    )
    .option(
      "--unused-for <length>",
      "only keys that are at least this old and have been unused for this long, such as 30d",
      length,
    )
    .option(
      "--max-age <length>",
      `exit with code ${exitCodes.changes} if an active key is older than this, such as 90d`,
      length,
    )
    .addOption(lengthOption("--look-back <length>", "how far back to search for the last use", year))
    .addOption(
      new Option("--format <format>", "the format on standard output").choices(formats).default("table"),
    )
    .addHelpText("after", listHelp)
    .action((options: Partial<ListKeysOptions>, self: Command) => reportErrors(self, () => runList(options)));
}

const listHelp = `
\`never\` means that a key has not been used since it was created. \`not since\` means that the key is older than the reports, which
show no use of it.

Exit codes: 0 no active key is older than --max-age; ${exitCodes.changes} one is; 1 an error.
${credentialsHelp}`;

async function runList(options: Partial<ListKeysOptions>): Promise<void> {
  const { listKeys } = await import("../keys/listKeys.ts");
  const { status = ["active", "inactive", "expired"], lookBack = length(year), format = "table" } = options;
  const all = { ...options, status, lookBack, format };
  process.exitCode = await listKeys(processIo(process.cwd()), all);
}

/** An option that takes a length of time. */
function lengthOption(flags: string, description: string, defaultLength: string): Option {
  return new Option(flags, description).argParser(length).default(length(defaultLength), defaultLength);
}

function sourceOption(): Option {
  return new Option(
    "--source <source>",
    "the API to read the use of the keys from (default: analytics if available, otherwise legacy; with --yes, legacy must be given explicitly)",
  ).choices(sourceOptions);
}

/** `pulumi-anthropic keys rotate`. */
function rotateCommand(): Command {
  const command = new Command("rotate").description(
    "Guide through the rotation of an API key, and deactivate the old key once the new one is in use and the old one is not.",
  );
  return withStacks(inFolder(command))
    .addArgument(new Argument("<old>", "the name or the ID of the key to replace"))
    .option("--new <key>", "the new key, by name or ID (default: recognized by its name)")
    .addOption(lengthOption("--grace <length>", "how long the old key must be unused", "24h"))
    .addOption(
      lengthOption(
        "--timeout <length>",
        "how long to wait for the rotation to complete; 0s checks once and reports what is missing",
        "1h",
      ),
    )
    .addOption(lengthOption("--every <length>", "the time between two checks", "30s"))
    .addOption(sourceOption())
    .option("-y, --yes", "deactivate the old key without prompting, but only after the grace period")
    .addHelpText("after", rotateHelp)
    .action((old: string, options: RotateOptions & InFolder, self: Command) =>
      reportErrors(self, () => runRotate(old, options)),
    );
}

const rotateHelp = `
Nothing is stored: an interrupted rotation continues when the command runs again. Without a terminal, the command does not
prompt, and deactivates nothing without --yes.

Exit codes: 0 the old key no longer works; ${exitCodes.changes} the rotation is not complete; 1 an error.
${stackCredentialsHelp}`;

async function runRotate(old: string, { cwd, ...options }: RotateOptions & InFolder): Promise<void> {
  const { rotateKey } = await import("../keys/rotateKey.ts");
  process.exitCode = await rotateKey(processIo(resolve(cwd)), old, options);
}

const mostKeys = 25;

/** `pulumi-anthropic keys deactivate`. */
function deactivateCommand(): Command {
  const command = new Command("deactivate").description(
    "Deactivate API keys, for example those of a user who leaves. Lists them with their last use, and prompts for confirmation. Never archives a key.",
  );
  return withStacks(inFolder(command))
    .addArgument(new Argument("[keys...]", "names or IDs of keys"))
    .option(
      "--creator <email>",
      "the active keys that this user created or that act as this user, by email address or ID; repeatable",
      repeated,
    )
    .option("--creator-left", "the active keys whose creator is no longer in the organization")
    .option(
      "--unused-for <length>",
      "only keys that are at least this old and have been unused for this long, such as 30d",
      length,
    )
    .addOption(
      new Option("--max <number>", "the maximum number of keys per run")
        .argParser(wholeNumber)
        .default(mostKeys),
    )
    .addOption(lengthOption("--look-back <length>", "how far back to search for the last use", year))
    .addOption(sourceOption())
    .option("-y, --yes", "deactivate the keys without prompting")
    .addHelpText("after", deactivateHelp)
    .action((keys: string[], options: DeactivateOptions & InFolder, self: Command) =>
      reportErrors(self, () => runDeactivate(keys, options)),
    );
}

const deactivateHelp = `
Exit codes: 0 the keys are deactivated, or none matches; ${exitCodes.changes} keys match and were not deactivated; 1 an error.
${stackCredentialsHelp}`;

async function runDeactivate(
  keys: readonly string[],
  { cwd, ...options }: DeactivateOptions & InFolder,
): Promise<void> {
  const { deactivateKeys } = await import("../keys/deactivateKeys.ts");
  process.exitCode = await deactivateKeys(processIo(resolve(cwd)), keys, options);
}
