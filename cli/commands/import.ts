import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { ImportOptions } from "../import/importOrganization.ts";
import { objectKinds } from "../import/selection.ts";
import { processIo } from "../output/io.ts";
import {
  type InFolder,
  inFolder,
  repeated,
  stackCredentialsHelp,
  withExamples,
  withStacks,
  words,
} from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic import`. */
export function importCommand(): Command {
  const command = new Command("import").description(
    "Write a TypeScript program, and a file for `pulumi import`, for the objects that no stack manages yet. Read-only.",
  );
  return withExamples(withStacks(inFolder(command)), [
    ["--stack prod", "the whole organization, except API keys"],
    [
      "--stack prod --workspace Research",
      "a workspace with its members, limits, external key and federation rules",
    ],
    ["--stack prod --match 'team-*' --style list", "some workspaces, each with one list of members"],
  ])
    .addOption(
      new Option(
        "--kinds <kinds>",
        `what to declare: ${objectKinds.join(", ")} (default: all except keys; with --workspace, also except compliance, groups, users and invitations)`,
      ).argParser(words(objectKinds)),
    )
    .option(
      "--workspace <name>",
      "only this workspace and what belongs to it, by name or ID; repeatable",
      repeated,
    )
    .option(
      "--match <pattern>",
      "only objects whose name or email address matches; * matches any text, ? one character",
    )
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
      `\nObjects that the given stacks manage are left out. The objects are imported into the first of the stacks, or else into the selected one.\nExit codes: 0 success; 1 an error, a workspace of --workspace that cannot be declared, or a --match pattern without\nobjects that can be declared.\n${stackCredentialsHelp}`,
    )
    .action((options: ImportOptions & InFolder, self: Command) => reportErrors(self, () => run(options)));
}

async function run({ cwd, ...options }: ImportOptions & InFolder): Promise<void> {
  // Loaded here, so that the help starts fast.
  const { importOrganization } = await import("../import/importOrganization.ts");
  await importOrganization(processIo(resolve(cwd)), options);
}
