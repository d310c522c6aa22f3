import { resolve } from "node:path";
import { Argument, Command, Option } from "commander";
import { processIo } from "../output/io.ts";
import type { UserOptions } from "../user/reportUser.ts";
import type { OutputOptions } from "../user/runUser.ts";
import { type InFolder, inFolder, length, stackCredentialsHelp, withStacks } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

const year = "365d";

/** `pulumi-anthropic user`. */
export function userCommand(): Command {
  const command = new Command("user").description(
    "Report a user's role, workspaces or RBAC groups, API keys and invitations, and the resources that declare them. Read-only.",
  );
  return withStacks(inFolder(command))
    .addArgument(new Argument("<user>", "the email address or the ID of the user"))
    .addOption(
      new Option("--look-back <length>", "how far back to search for the last use of keys")
        .argParser(length)
        .default(length(year), year),
    )
    .option("--json <file>", "write the report as JSON; - is standard output")
    .option("--markdown <file>", "write the report as Markdown; - is standard output")
    .addHelpText("after", `\nExit codes: 0 the report is complete; 1 an error.\n${stackCredentialsHelp}`)
    .action((user: string, options: Options, self: Command) => reportErrors(self, () => run(user, options)));
}

type Options = UserOptions & OutputOptions & InFolder;

async function run(user: string, { cwd, ...options }: Options): Promise<void> {
  const { runUser } = await import("../user/runUser.ts");
  await runUser(processIo(resolve(cwd)), user, options);
}
