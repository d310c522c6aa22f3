import { type Command, InvalidArgumentError } from "commander";
import type { StackChoice } from "../states/stacks.ts";

/** For the help of commands that read the organization. */
export const credentialsHelp =
  "The credential comes from the environment, as for `pulumi up`: see docs/authentication.md.";

/** Adds `--stack`, `--all-stacks` and `--state`. */
export function withStacks(command: Command): Command {
  return command
    .option("-s, --stack <name>", "a stack; repeatable", repeated)
    .option("--all-stacks", "every stack of the backend, in any project")
    .option("--state <file>", "read a state from a `pulumi stack export` file; repeatable", repeated);
}

export interface StackOptions {
  stack?: string[];
  allStacks?: boolean;
  state?: string[];
}

export function stackChoice({ stack = [], allStacks = false, state = [] }: StackOptions): StackChoice {
  return { stacks: stack, all: allStacks, states: state };
}

/** For an option that may be given several times. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** For an option that takes several of these words, with commas between them. */
export function words<Word extends string>(
  known: readonly Word[],
): (value: string, before: readonly Word[] | undefined) => Word[] {
  return (value, before = []) => {
    const chosen = value.split(",").map((text) => {
      const word = known.find((candidate) => candidate === text.trim());
      if (word === undefined) throw new InvalidArgumentError(`It must be one of ${known.join(", ")}.`);
      return word;
    });
    return [...before, ...chosen];
  };
}
