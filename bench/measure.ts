import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Emulator } from "../emulator/index.ts";
import type { Home } from "./home.ts";

/** The commands that are measured, in their order. The preview is of a new stack. */
export const commands = ["preview", "up", "up without changes", "refresh", "destroy"] as const;
export type Command = (typeof commands)[number];

/** What one run of a command cost. */
export interface Cost {
  /** Of all processes that the command started. */
  cpuSeconds: number;
  wallSeconds: number;
  /** The number of requests to the Admin API. */
  requests: number;
}

// The preview is measured separately, so it is not part of the other commands.
const now = ["--yes", "--skip-preview", "--suppress-progress"];
const steps: Record<Command, { args: readonly string[]; done: (resources: number) => string }> = {
  preview: { args: ["preview", "--suppress-progress"], done: (all) => `+ ${all} to create` },
  up: { args: ["up", ...now], done: (all) => `+ ${all} created` },
  "up without changes": { args: ["up", ...now], done: (all) => `${all} unchanged` },
  refresh: { args: ["refresh", ...now], done: (all) => `${all} unchanged` },
  destroy: { args: ["destroy", ...now], done: (all) => `- ${all} deleted` },
};

/** A program whose commands are measured. */
export interface MeasuredProgram {
  folder: string;
  /** The number of resources that it declares. */
  resources: number;
  emulator: Emulator;
  /** Additional environment variables. */
  env: Readonly<Record<string, string>>;
}

/** Runs one command. Throws an error if it fails or does not process all resources. */
export async function measure(home: Home, command: Command, program: MeasuredProgram): Promise<Cost> {
  const { folder, resources, emulator, env } = program;
  const { args, done } = steps[command];
  emulator.clearRequests();
  const { output, ...times } = await home.run(folder, args, emulator, env);
  // The stack is a resource as well.
  const expected = done(resources + 1);
  if (output.includes(expected)) return { ...times, requests: emulator.requests.length };
  throw new Error(`pulumi ${args.join(" ")} in ${folder}: the output has no "${expected}":\n${output}`);
}

/** The average size of a resource in the state, by resource type. */
export async function stateBytes(home: Home, project: string): Promise<Record<string, number>> {
  const state: { checkpoint: { latest: { resources: { type: string }[] } } } = JSON.parse(
    await readFile(path.join(home.checkpoints(project), "bench.json"), "utf8"),
  );
  const byType = new Map<string, number[]>();
  for (const resource of state.checkpoint.latest.resources) {
    const type = resource.type.split(":").at(-1) ?? resource.type;
    byType.set(type, [...(byType.get(type) ?? []), Buffer.byteLength(JSON.stringify(resource))]);
  }
  return Object.fromEntries(
    [...byType].map(([type, bytes]) => [
      type,
      Math.round(bytes.reduce((sum, one) => sum + one) / bytes.length),
    ]),
  );
}
