import { resolve } from "node:path";
import { Command } from "commander";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";

/** `pulumi-anthropic detach`. */
export function detachCommand(): Command {
  return new Command("detach")
    .description("Remove this package's resources from a stack's state. The API is not called.")
    .option("-C, --cwd <folder>", "the folder of the Pulumi program", ".")
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option(
      "--match <pattern>",
      "only resources whose name, or whose object's name or address, matches; * matches any text",
    )
    .option("-y, --yes", "write the state; without it, only report")
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options {
  cwd: string;
  stack?: string;
  match?: string;
  yes?: boolean;
}

async function run({ cwd, yes = false, ...options }: Options): Promise<void> {
  const { detachResources } = await import("../detach/detachResources.ts");
  await detachResources(processIo(resolve(cwd)), { ...options, yes });
}
