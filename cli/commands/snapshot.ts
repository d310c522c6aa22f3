import { Command } from "commander";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";

/** `pulumi-anthropic snapshot`: the whole organization as one document. */
export function snapshotCommand(): Command {
  return new Command("snapshot")
    .description(
      "Writes the whole organization as JSON, sorted and without secrets. The organization is only read; Pulumi is not needed.",
    )
    .option("-o, --output <file>", "the file to write (default: standard output)")
    .option("--force", "overwrite that file", false)
    .addHelpText(
      "after",
      "\n`pulumi-anthropic emulator --seed FILE` starts a copy of the organization from it; `pulumi-anthropic drift --since FILE`\nsays what has changed since. The key is read from the environment: ANTHROPIC_ADMIN_KEY.",
    )
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options {
  output?: string;
  force: boolean;
}

async function run({ output, force }: Options): Promise<void> {
  const { takeSnapshot } = await import("../snapshot/takeSnapshot.ts");
  await takeSnapshot(processIo(process.cwd()), { output, force });
}
