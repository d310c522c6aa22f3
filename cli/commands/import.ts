import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type ObjectKind, objectKinds } from "../import/selection.ts";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";
import { repeated, type StackOptions, stackChoice, withStacks, words } from "./options.ts";

/** `pulumi-anthropic import`: a program and an import file for what no stack manages yet. */
export function importCommand(): Command {
  const command = new Command("import")
    .description(
      "Writes a TypeScript program, and a file for `pulumi import`, for what the organization has and no stack manages yet. The organization is only read.",
    )
    .option("-C, --cwd <folder>", "the folder of the Pulumi program", ".");
  return withStacks(command)
    .addOption(
      new Option(
        "--kinds <words>",
        `what to declare: ${objectKinds.join(", ")} (default: all but keys)`,
      ).argParser(words(objectKinds)),
    )
    .option("--workspace <name>", "only this workspace, by name or id; may be repeated", repeated, [])
    .option("--match <pattern>", "only names and addresses like this; * is any text")
    .addOption(
      new Option("--style <style>", "a resource for each membership, or a list for each workspace")
        .choices(["each", "list"])
        .default("each"),
    )
    .option("--program <file>", "the program to write", "organization.ts")
    .option("--import-file <file>", "the file for Pulumi to write", "organization.import.json")
    .option("--force", "overwrite these two files", false)
    .addHelpText(
      "after",
      "\nWhat the given stacks manage is left out. The first of them, or else the selected one, is imported into.\nThe key is read from the environment: ANTHROPIC_ADMIN_KEY.",
    )
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options extends StackOptions {
  cwd: string;
  kinds?: ObjectKind[];
  workspace: string[];
  match?: string;
  style: "each" | "list";
  program: string;
  importFile: string;
  force: boolean;
}

async function run(options: Options): Promise<void> {
  const { cwd, kinds, workspace, match, style, program, importFile, force } = options;
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
