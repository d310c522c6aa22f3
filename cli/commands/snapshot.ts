import { Command } from "commander";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";
import { credentialsHelp } from "./options.ts";

/** `pulumi-anthropic snapshot`. */
export function snapshotCommand(): Command {
  return new Command("snapshot")
    .description(
      "Write the whole organization as JSON, sorted and without secrets. Read-only. Does not need Pulumi.",
    )
    .option("-o, --output <file>", "the file to write (default: standard output)")
    .option("--force", "overwrite the file")
    .addHelpText(
      "after",
      `\n\`pulumi-anthropic emulator --seed FILE\` starts a copy of the organization from it. \`pulumi-anthropic drift --since FILE\`\nreports what has changed since.\n${credentialsHelp}`,
    )
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options {
  output?: string;
  force?: boolean;
}

async function run({ output, force = false }: Options): Promise<void> {
  const { takeSnapshot } = await import("../snapshot/takeSnapshot.ts");
  await takeSnapshot(processIo(process.cwd()), { output, force });
}
