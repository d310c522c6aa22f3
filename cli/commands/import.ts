import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type ObjectKind, objectKinds } from "../import/selection.ts";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";
import { credentialsHelp, repeated, type StackOptions, stackChoice, withStacks, words } from "./options.ts";

/** `pulumi-anthropic import`. */
export function importCommand(): Command {
  const command = new Command("import")
    .description(
      "Write a TypeScript program, and a file for `pulumi import`, for the objects that no stack manages yet. Read-only.",
    )
    .option("-C, --cwd <folder>", "the folder of the Pulumi program", ".");
  return withStacks(command)
    .addOption(
      new Option(
        "--kinds <words>",
        `what to declare: ${objectKinds.join(", ")} (default: all but keys)`,
      ).argParser(words(objectKinds)),
    )
    .option("--workspace <name>", "only this workspace, by name or ID; repeatable", repeated)
    .option("--match <pattern>", "only names and addresses that match; * matches any text")
    .addOption(
      new Option("--style <style>", "declare memberships as one resource each, or as one list per workspace")
        .choices(["each", "list"])
        .default("each"),
    )
    .option("--program <file>", "the program to write", "organization.ts")
    .option("--import-file <file>", "the file for `pulumi import` to write", "organization.import.json")
    .option("--force", "overwrite both files")
    .addHelpText(
      "after",
      `\nObjects that the given stacks manage are left out. The import goes into the first stack, or else into the selected one.\n${credentialsHelp}`,
    )
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options extends StackOptions {
  cwd: string;
  kinds?: ObjectKind[];
  workspace?: string[];
  match?: string;
  style: "each" | "list";
  program: string;
  importFile: string;
  force?: boolean;
}

async function run(options: Options): Promise<void> {
  const { cwd, kinds, workspace = [], match, style, program, importFile, force = false } = options;
  // Loaded only now: with it comes Pulumi's SDK, for which no other command should wait.
  const { importOrganization } = await import("../import/importOrganization.ts");
  await importOrganization(processIo(resolve(cwd)), {
    ...stackChoice(options),
    kinds,
    workspaces: workspace,
    match,
    style,
    program,
    importFile,
    force,
  });
}
