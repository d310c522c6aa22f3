import { Command, InvalidArgumentError } from "commander";
import { SavedError, SeedError } from "../../emulator/index.ts";
import { logText } from "../../provider/api/foreignText.ts";
import { type EmulatorCommandOptions, interrupted, runEmulator } from "../emulator/runEmulator.ts";

/** `pulumi-anthropic emulator`. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("Run an emulated Admin API on 127.0.0.1 until it is interrupted.")
    .option("--port <port>", "the port to listen on; 0 chooses a free one", port, 0)
    .option("--admin-key <key>", "the Admin API key to accept (default: a key that only emulators accept)")
    .option("--seed <file>", 'a JSON file with the organization to start from, or "sample"')
    .option(
      "--state <file>",
      "the file that keeps the organization between runs. If it exists, the emulator continues with it and ignores --seed",
    )
    .option("--requests-per-minute <number>", 'the rate limit, or "unlimited"', requestsPerMinute, 100)
    .addHelpText("after", "\nGET /_emulator lists the control routes. docs/emulator.md describes them.")
    .action(run);
}

async function run(options: EmulatorCommandOptions, command: Command): Promise<void> {
  const io = {
    cwd: process.cwd(),
    print: (text: string) => void process.stdout.write(`${text}\n`),
    progress: (line: string) => void process.stderr.write(`${logText(line)}\n`),
  };
  try {
    await runEmulator(io, options, interrupted());
  } catch (problem) {
    command.error(
      `error: ${logText(problem instanceof Error ? messageOf(problem, options) : String(problem))}`,
    );
  }
}

function messageOf(
  problem: Error & { code?: string },
  { seed, state, port }: EmulatorCommandOptions,
): string {
  if (problem instanceof SeedError) return `${seed}: ${problem.message}`;
  if (problem instanceof SavedError) {
    return `cannot continue with ${state}: ${problem.message}. Name another file, or move this one away to start a new organization.`;
  }
  if (problem instanceof SyntaxError)
    return `cannot read the seed ${seed}: it is not JSON (${problem.message}).`;
  if (problem.code === "EADDRINUSE")
    return `cannot listen on port ${port}: it is in use. Choose another one with --port.`;
  return problem.message;
}

function port(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

function requestsPerMinute(value: string): number | "unlimited" {
  if (value === "unlimited") return value;
  const number = Number(value);
  if (/^\d+$/.test(value) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0, or "unlimited".');
}
