import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { exitCodes } from "../output/exitCodes.ts";
import { processIo } from "../output/io.ts";
import type { PlanOptions } from "../plan/planUp.ts";
import { type InFolder, inFolder, stackCredentialsHelp, withExamples } from "./options.ts";
import { reportErrors } from "./reportErrors.ts";

/** `pulumi-anthropic plan`. */
export function planCommand(): Command {
  const command = new Command("plan").description(
    "Explain what `pulumi up` or `pulumi destroy` would do (invitations, archives, removals) by simulating it on a copy of the organization. Read-only.",
  );
  return withExamples(inFolder(command), [
    ["--stack prod", "what `pulumi up` would do"],
    ["--stack prod --refresh", "what it would also repair"],
    ["--stack prod --destroy", "what `pulumi destroy` would do"],
    ["--stack prod --max-archives 0 --markdown plan.md", "a check and a comment for a pull request"],
  ])
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("--destroy", "explain `pulumi destroy`")
    .option(
      "--exclude-protected",
      "explain `pulumi destroy --exclude-protected`, which leaves protected resources",
    )
    .option("--refresh", "explain `up --refresh`, which also repairs drift, or `destroy --refresh`")
    .option(
      "--preview <file>",
      "read the preview from a file instead of running Pulumi: the output of `pulumi preview --json --show-sames`, or of `pulumi destroy --preview-only --json`; - is standard input",
    )
    .option("--json <file>", "write the plan as JSON; - is standard output")
    .option(
      "--markdown <file>",
      "write the plan as Markdown, for a pull request comment; - is standard output",
    )
    .option("--redact", "leave out email addresses, and names of resources that are about a user")
    .option("--max-invitations <number>", "exit with code 7 if more invitations would be sent", whole)
    .option("--max-archives <number>", "exit with code 7 if more objects would be archived", whole)
    .option(
      "--max-removals <number>",
      "exit with code 7 if more removals would be made, such as of users and memberships",
      whole,
    )
    .addHelpText(
      "after",
      `\nExit codes: 0 within the limits; ${exitCodes.changes} a --max-... limit is exceeded; 1 an error, or \`up\` or \`destroy\` would reject something.\n${stackCredentialsHelp}`,
    )
    .action((options: Options, self: Command) => reportErrors(self, () => run(options)));
}

type Options = PlanOptions & InFolder;

async function run({ cwd, ...options }: Options): Promise<void> {
  // Loaded here, so that the help starts fast.
  const { planUp } = await import("../plan/planUp.ts");
  process.exitCode = await planUp(processIo(resolve(cwd)), options);
}

function whole(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number.");
}
