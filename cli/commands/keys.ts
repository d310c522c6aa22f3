import { Command, Option } from "commander";
import type { ListKeysOptions } from "../keys/listKeys.ts";
import { keyStatuses } from "../keys/selectKeys.ts";
import { exitCodes } from "../output/exitCodes.ts";
import { processIo } from "../output/io.ts";
import { formats } from "../report/query.ts";
import { credentialsHelp, length, repeated, words } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic keys`. */
export function keysCommand(): Command {
  return new Command("keys").description("List API keys.").addCommand(listCommand());
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
        `only keys with these statuses: ${keyStatuses.join(", ")}; repeatable`,
      )
        .argParser(words(keyStatuses))
        .default(undefined, "all but archived"),
    )
    .option("--unused-for <length>", "only keys that were not used for this long, such as 30d", length)
    .option(
      "--max-age <length>",
      `exit with code ${exitCodes.changes} if an active key is older, such as 90d`,
      length,
    )
    .addOption(
      new Option("--look-back <length>", "how far back to search for the last use")
        .argParser(length)
        .default(length(year), year),
    )
    .addOption(
      new Option("--format <format>", "the format on standard output").choices(formats).default("table"),
    )
    .addHelpText("after", listHelp)
    .action((options: Partial<ListKeysOptions>, self: Command) => reportErrors(self, () => runList(options)));
}

const listHelp = `
\`never\` means that a key has not been used since it was created. \`not since\` means that the key is older than the reports, and that
they have no use of it.

Exit codes: 0 no active key is older than --max-age; ${exitCodes.changes} one is; 1 an error.
${credentialsHelp}`;

async function runList(options: Partial<ListKeysOptions>): Promise<void> {
  const { listKeys } = await import("../keys/listKeys.ts");
  const { status = ["active", "inactive", "expired"], lookBack = length(year), format = "table" } = options;
  const all = { ...options, status, lookBack, format };
  process.exitCode = await listKeys(processIo(process.cwd()), all);
}
