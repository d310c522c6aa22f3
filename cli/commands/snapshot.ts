import { Command } from "commander";
import { processIo } from "../output/io.ts";
import type { SnapshotOptions } from "../snapshot/takeSnapshot.ts";
import { credentialsHelp, withExamples } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic snapshot`. */
export function snapshotCommand(): Command {
  return withExamples(new Command("snapshot"), [
    ["--output organization.snapshot.json", "write a file that git ignores"],
  ])
    .description(
      "Write the whole organization as JSON, sorted and without secrets. Read-only. Does not need Pulumi.",
    )
    .option("-o, --output <file>", "the file to write (default: standard output)")
    .option("--force", "overwrite the file")
    .addHelpText(
      "after",
      `\n\`pulumi-anthropic emulator --seed FILE\` starts a copy of the organization from it. \`pulumi-anthropic drift --since FILE\`\nreports what has changed since.\n${credentialsHelp}`,
    )
    .action((options: SnapshotOptions, self: Command) => reportErrors(self, () => run(options)));
}

async function run(options: SnapshotOptions): Promise<void> {
  const { takeSnapshot } = await import("../snapshot/takeSnapshot.ts");
  await takeSnapshot(processIo(process.cwd()), options);
}
