import { type Command, InvalidArgumentError } from "commander";

/** For the help of commands that read the organization. */
export const credentialsHelp =
  "The credential comes from the environment, as for `pulumi up`: see docs/authentication.md.";

/** The help on credentials, for commands that read the organization for a stack. */
export const stackCredentialsHelp =
  "The credential comes from the environment or from `anthropic:adminKey` of the stack, as for `pulumi up`: see\ndocs/authentication.md.";

/** Adds command lines to the help of a command, each with what it does. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [line: string, what: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(
    ([line, what]) => `  npx pulumi-anthropic ${command.name()} ${line.padEnd(width)}  # ${what}`,
  );
  return command.addHelpText("after", ["", "Examples:", ...lines].join("\n"));
}

/** The folder that a command works in. */
export interface InFolder {
  readonly cwd: string;
}

/** Adds the option of `InFolder`. */
export function inFolder(command: Command): Command {
  return command.option("-C, --cwd <folder>", "the folder of the Pulumi program", ".");
}

/** Adds the options of `StackChoice`. */
export function withStacks(command: Command): Command {
  return command
    .option("-s, --stack <name>", "a stack; repeatable", repeated)
    .option("--all-stacks", "every stack of the backend, in any project")
    .option("--state <file>", "read a state from a `pulumi stack export` file; repeatable", repeated);
}

/** Parses an option that can be repeated. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Parses an option that takes a comma-separated list of known words, and can be repeated. */
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

const lengthUnits: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Parses an option that takes a length of time, such as `90d`. Returns milliseconds. */
export function length(value: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([smhdw])$/.exec(value.trim()) ?? [];
  const milliseconds = lengthUnits[unit];
  if (milliseconds !== undefined) return Number(count) * milliseconds;
  throw new InvalidArgumentError(
    "It must be a number of seconds, minutes, hours, days or weeks, such as 30s, 15m, 24h, 90d or 4w.",
  );
}

/** Parses an option that takes a whole number. */
export function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value.trim())) return Number(value);
  throw new InvalidArgumentError("It must be a whole number.");
}
