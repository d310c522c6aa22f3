import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Emulator } from "../emulator/index.ts";
import type { Runner } from "../tools/runner.ts";

/** One command of a program. */
export interface Measured {
  seconds: number;
  /** To the Admin API. */
  requests: number;
}

/** What a program cost. */
export interface Costs {
  up: Measured;
  unchanged: Measured;
  refresh: Measured;
  destroy: Measured;
  /** The average size of a resource in the state, by its kind. */
  stateBytes: Record<string, number>;
}

interface Bench {
  runner: Runner;
  emulator: Emulator;
  /** The command. */
  pulumi: string;
  env: Record<string, string>;
  /** Where the stacks are kept. */
  backend: string;
  say: (line: string) => void;
}

/** Runs a program from nothing to nothing. Throws when a command fails, or does less than it should. */
export async function measure(bench: Bench, folder: string, resources: number): Promise<Costs> {
  const { runner, emulator, pulumi, env, backend, say } = bench;
  const project = path.basename(folder);
  const run = async (name: string, args: readonly string[], mustSay: string): Promise<Measured> => {
    emulator.clearRequests();
    const started = performance.now();
    const always = ["--stack", "bench", "--non-interactive", "--color", "never"];
    const ended = await runner.run(pulumi, [...args, ...always], { cwd: folder, env }, () => undefined);
    const seconds = (performance.now() - started) / 1000;
    if (ended.exitCode !== 0 || !ended.output.includes(mustSay)) {
      throw new Error(`pulumi ${args.join(" ")} in ${project}: exit code ${ended.exitCode}\n${ended.output}`);
    }
    say(`${project}: ${name} in ${seconds.toFixed(1)} s`);
    return { seconds, requests: emulator.requests.length };
  };
  const now = ["--yes", "--skip-preview", "--suppress-progress"];
  // The stack itself is one more.
  const all = resources + 1;
  await run("stack init", ["stack", "init"], "");
  const up = await run("up", ["up", ...now], `+ ${all} created`);
  const stateBytes = await sizes(path.join(backend, ".pulumi", "stacks", project, "bench.json"));
  const unchanged = await run("up without changes", ["up", ...now], `${all} unchanged`);
  const refresh = await run("refresh", ["refresh", ...now], `${all} unchanged`);
  const destroy = await run("destroy", ["destroy", ...now], `- ${all} deleted`);
  return { up, unchanged, refresh, destroy, stateBytes };
}

async function sizes(stateFile: string): Promise<Record<string, number>> {
  const state: { checkpoint: { latest: { resources: { type: string }[] } } } = JSON.parse(
    await readFile(stateFile, "utf8"),
  );
  const byKind = new Map<string, number[]>();
  for (const resource of state.checkpoint.latest.resources) {
    const kind = resource.type.split(":").at(-1) ?? resource.type;
    byKind.set(kind, [...(byKind.get(kind) ?? []), Buffer.byteLength(JSON.stringify(resource))]);
  }
  return Object.fromEntries(
    [...byKind].map(([kind, bytes]) => [
      kind,
      Math.round(bytes.reduce((sum, one) => sum + one) / bytes.length),
    ]),
  );
}
