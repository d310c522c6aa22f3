import { resolve } from "node:path";
import { Command } from "commander";
import { processIo } from "../output/io.ts";
import type { RecoverOptions } from "../recover/recoverStack.ts";
import { type InFolder, inFolder, repeated, stackCredentialsHelp, withExamples } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic recover`: settles the pending operations that an interrupted run left in a stack's state. */
export function recoverCommand(): Command {
  return withExamples(inFolder(new Command("recover")), [
    ["--stack prod", "report what the interrupted run created"],
    ["--stack prod --yes", "record it in the state"],
  ])
    .description(
      "Find what an interrupted run of a stack created. With --yes, record it in the state as created by the stack, and clear the pending operations. Changes nothing in the organization.",
    )
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option(
      "--id <id>",
      "confirm that the interrupted run created this object, such as wrkspc_... or svac_...; repeatable",
      repeated,
    )
    .option("-y, --yes", "write the state; without it, only report")
    .addHelpText(
      "after",
      `\nExit codes: 0 everything is settled, or would be with --yes; 1 a decision is needed, or an error, and nothing was written.\n${stackCredentialsHelp}`,
    )
    .action((options: RecoverOptions & InFolder, self: Command) => reportErrors(self, () => run(options)));
}

async function run({ cwd, ...options }: RecoverOptions & InFolder): Promise<void> {
  const { recoverStack } = await import("../recover/recoverStack.ts");
  process.exitCode = await recoverStack(processIo(resolve(cwd)), options);
}
