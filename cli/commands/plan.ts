import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { processIo } from "../output/io.ts";
import { reported } from "./failure.ts";

/** `pulumi-anthropic plan`: what an `up` would do to the organization. */
export function planCommand(): Command {
  return new Command("plan")
    .description(
      "Says in words what `pulumi up` would do: whom it mails, what it archives, whose access it takes away. It rehearses the up on a copy; the organization is only read.",
    )
    .option("-C, --cwd <folder>", "the folder of the Pulumi program", ".")
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("--preview <file>", "what `pulumi preview --json --show-sames` printed, or - for standard input")
    .option(
      "--refresh",
      "what `pulumi up --refresh` would do: also put right what was changed by hand",
      false,
    )
    .option("--json <file>", "write the plan as JSON; - is standard output")
    .option("--markdown <file>", "write it as a comment for a pull request; - is standard output")
    .option("--redact", "leave out email addresses", false)
    .option("--max-invitations <number>", "exit with 7 when more invitations would be mailed", whole)
    .option("--max-archives <number>", "exit with 7 when more workspaces would be archived", whole)
    .option(
      "--max-removals <number>",
      "exit with 7 when more people and memberships would be taken away",
      whole,
    )
    .addHelpText(
      "after",
      "\nExit code 0, or 7 for more than a --max-... allows, or 1 for a failure and for what `up` would refuse.\nThe key is read from the environment: ANTHROPIC_ADMIN_KEY.",
    )
    .action((options: Options, self: Command) => reported(self, () => run(options)));
}

interface Options {
  cwd: string;
  stack?: string;
  preview?: string;
  refresh: boolean;
  json?: string;
  markdown?: string;
  redact: boolean;
  maxInvitations?: number;
  maxArchives?: number;
  maxRemovals?: number;
}

async function run({ cwd, ...options }: Options): Promise<void> {
  // Loaded only now: with it comes Pulumi's SDK, for which no other command should wait.
  const { planUp } = await import("../plan/planUp.ts");
  const { stack, preview, refresh, json, markdown, redact, maxInvitations, maxArchives, maxRemovals } =
    options;
  process.exitCode = await planUp(processIo(resolve(cwd)), {
    stack,
    preview,
    refresh,
    json,
    markdown,
    redact,
    maxInvitations,
    maxArchives,
    maxRemovals,
  });
}

function whole(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It is a whole number from 0.");
}
