import { resolve } from "node:path";
import { Command } from "commander";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";

/** `pulumi-anthropic detach`: takes resources out of a stack's state, and leaves what they stand for as it is. */
export function detachCommand(): Command {
  return new Command("detach")
    .description(
      "Takes what this package manages out of a stack's state. The organization is not asked for anything, and nothing in it changes.",
    )
    .option("-C, --cwd <folder>", "the folder of the Pulumi program", ".")
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("--match <pattern>", "only resources and objects of names and addresses like this; * is any text")
    .option("-y, --yes", "do it; without this it only says what it would do", false)
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options {
  cwd: string;
  stack?: string;
  match?: string;
  yes: boolean;
}

async function run({ cwd, ...options }: Options): Promise<void> {
  const { detachResources } = await import("../detach/detachResources.ts");
  await detachResources(processIo(resolve(cwd)), options);
}
