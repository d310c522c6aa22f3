import type { Command } from "commander";
import { ApiError } from "../../provider/api/apiError.ts";
import { logText } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";

/** Runs a command. Prints the message of an error for users; any other error is a bug, and its stack trace is shown. */
export async function reportErrors(command: Command, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (problem) {
    if (!(problem instanceof UserError || problem instanceof ApiError)) throw problem;
    command.error(`error: ${logText(problem.message)}`);
  }
}
