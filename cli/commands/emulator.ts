import { once } from "node:events";
import { Command, InvalidArgumentError } from "commander";
import { defaultAdminKey, type Seed, SeedError, startEmulator } from "../../emulator/index.ts";
import { logText } from "../../provider/api/foreignText.ts";
import { readInput } from "../output/files.ts";

/** `pulumi-anthropic emulator`. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("Run an emulated Admin API on 127.0.0.1 until it is interrupted.")
    .option("--port <port>", "the port to listen on; 0 chooses a free one", port, 0)
    .option("--admin-key <key>", "the Admin API key to accept", defaultAdminKey)
    .option("--seed <file>", 'a JSON file with the organization to start from, or "sample"')
    .option("--requests-per-minute <number>", 'the rate limit, or "unlimited"', requestsPerMinute, 100)
    .addHelpText("after", "\nGET /_emulator lists the control routes. docs/emulator.md describes them.")
    .action(run);
}

interface Options {
  port: number;
  adminKey: string;
  seed?: string;
  requestsPerMinute: number | "unlimited";
}

async function run(options: Options, command: Command): Promise<void> {
  try {
    const seed = options.seed === undefined ? undefined : await seedOf(options.seed);
    const { port, adminKey, requestsPerMinute: limit } = options;
    const emulator = await startEmulator({
      port,
      adminKey,
      requestsPerMinute: limit,
      ...(seed === undefined ? {} : { seed }),
    });
    process.stdout.write(`Admin API emulator listening on ${emulator.url}\n`);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    await emulator.stop();
  } catch (problem) {
    command.error(
      `error: ${logText(problem instanceof Error ? messageOf(problem, options) : String(problem))}`,
    );
  }
}

async function seedOf(file: string): Promise<Seed | "sample"> {
  if (file === "sample") return file;
  const text = await readInput({ cwd: process.cwd() }, file, `the seed ${file}`);
  // startEmulator() validates it.
  return JSON.parse(text) as Seed;
}

function messageOf(problem: Error & { code?: string }, { seed, port }: Options): string {
  if (problem instanceof SeedError) return `${seed}: ${problem.message}`;
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
