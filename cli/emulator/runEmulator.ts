import { once } from "node:events";
import { type SavedEmulator, type Seed, startEmulator } from "../../emulator/index.ts";
import { readInput } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { instructions } from "./instructions.ts";
import { openStateFile } from "./stateFile.ts";

/** The options of `pulumi-anthropic emulator`. */
export interface EmulatorCommandOptions {
  readonly port: number;
  readonly adminKey?: string;
  /** A file with a seed, or `sample`. */
  readonly seed?: string;
  /** The file that keeps the state. */
  readonly state?: string;
  readonly requestsPerMinute: number | "unlimited";
}

/** Runs an emulator until `stop` settles. */
export async function runEmulator(
  io: Pick<Io, "cwd" | "print" | "progress">,
  options: EmulatorCommandOptions,
  stop: Promise<unknown>,
): Promise<void> {
  const { port, adminKey, requestsPerMinute, state } = options;
  const file = state === undefined ? undefined : await openStateFile(io, state);
  try {
    const saved = file?.saved;
    if (saved !== undefined && options.seed !== undefined) {
      io.progress(`${state} exists, so --seed is ignored. Remove the file to start from the seed again.`);
    }
    const emulator = await startEmulator({
      port,
      ...(adminKey === undefined ? {} : { adminKey }),
      requestsPerMinute,
      ...(file === undefined ? {} : { save: (next: SavedEmulator) => file.save(next) }),
      ...(saved === undefined ? await seedOf(io, options) : { saved }),
    });
    io.print(instructions(emulator, { file: state, continued: saved !== undefined }));
    await stop;
    await emulator.stop();
  } finally {
    await file?.close();
  }
}

async function seedOf(
  io: Pick<Io, "cwd">,
  { seed }: EmulatorCommandOptions,
): Promise<{ seed?: Seed | "sample" }> {
  if (seed === undefined) return {};
  if (seed === "sample") return { seed };
  const text = await readInput(io, seed, `the seed ${seed}`);
  // startEmulator() validates it.
  return { seed: JSON.parse(text) as Seed };
}

/** Settles on SIGINT or SIGTERM. */
export function interrupted(): Promise<unknown> {
  return Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}
