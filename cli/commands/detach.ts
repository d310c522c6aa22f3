import { resolve } from "node:path";
import { Command } from "commander";
import type { DetachOptions } from "../detach/detachResources.ts";
import { processIo } from "../output/io.ts";
import { type InFolder, inFolder, withExamples } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic detach`. */
export function detachCommand(): Command {
  return withExamples(inFolder(new Command("detach")), [
    ["--stack prod", "report what would be removed"],
    ["--stack prod --match Research --yes", "a workspace with its members"],
  ])
    .description("Remove this package's resources from a stack's state. The API is not called.")
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option(
      "--match <pattern>",
      "only resources that match by name, or by the name or email address of their object; * matches any text, ? one character",
    )
    .option("--import-file <file>", "write their state to a file for `pulumi import` in another stack")
    .option("-y, --yes", "write the state; without it, only report")
    .action((options: DetachOptions & InFolder, self: Command) => reportErrors(self, () => run(options)));
}

async function run({ cwd, ...options }: DetachOptions & InFolder): Promise<void> {
  const { detachResources } = await import("../detach/detachResources.ts");
  await detachResources(processIo(resolve(cwd)), options);
}
