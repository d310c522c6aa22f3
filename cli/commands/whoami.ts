import { resolve } from "node:path";
import { Command } from "commander";
import { processIo } from "../output/io.ts";
import type { WhoAmIOptions } from "../whoami/whoAmI.ts";
import { type InFolder, inFolder } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic whoami`. */
export function whoamiCommand(): Command {
  return inFolder(new Command("whoami"))
    .description(
      "Report which credential is used, its organization and access, and whether the installed versions are compatible. Read-only. Run it first when something fails.",
    )
    .option("-s, --stack <name>", "the stack whose settings are used (default: the selected stack, if any)")
    .option("--json <file>", "write the report as JSON; - is standard output")
    .addHelpText(
      "after",
      `\nExit codes: 0 the credential works and belongs to the expected organization; 1 otherwise, also if the stack named by\n--stack cannot be read.\nThe command uses the same credential as \`pulumi up\`: see docs/authentication.md.`,
    )
    .action((options: WhoAmIOptions & InFolder, self: Command) => reportErrors(self, () => run(options)));
}

async function run({ cwd, ...options }: WhoAmIOptions & InFolder): Promise<void> {
  const { whoAmI } = await import("../whoami/whoAmI.ts");
  process.exitCode = await whoAmI(processIo(resolve(cwd)), options);
}
