import path from "node:path";
import { startEmulator } from "../emulator/index.ts";
import { type BenchOptions, type Home, withHome } from "./home.ts";
import { type Command, type Cost, commands, measure, stateBytes } from "./measure.ts";
import { type ProgramName, writePrograms } from "./programs.ts";

export interface SizeOptions extends BenchOptions {
  workspaces: number;
  /** The number of members in each workspace. */
  members: number;
  /** How often each command is measured. */
  runs: number;
}

/** What the commands of a program cost. */
export interface Costs {
  /** One entry per run. */
  commands: Record<Command, Cost[]>;
  /** The average size of a resource in the state, by resource type. */
  stateBytes: Record<string, number>;
}

/**
 * Measures a program of ours, and the same program for a provider that does nothing: the floor, which is what the engine
 * and the SDK cost by themselves. Each command runs for one program and then for the other, in changing order, so that
 * other work on the machine affects both.
 */
export async function bench(options: SizeOptions): Promise<Record<ProgramName, Costs>> {
  const { workspaces, members, runs, say } = options;
  say(
    `${workspaces} workspaces with ${members} members each: ${workspaces * (1 + members)} resources, runs: ${runs}`,
  );
  const costs: Record<ProgramName, Costs> = { ours: noCosts(), floor: noCosts() };
  for (let run = 1; run <= runs; run += 1) {
    await withHome(options, (home) => measureOnce(home, run, options, costs));
  }
  return costs;
}

async function measureOnce(
  home: Home,
  run: number,
  { workspaces, members, runs, modules, say }: SizeOptions,
  costs: Record<ProgramName, Costs>,
): Promise<void> {
  const developers = Array.from({ length: 50 }, (_, index) => ({
    email: `user-${index}@example.com`,
    role: "developer" as const,
  }));
  const emulator = await startEmulator({
    requestsPerMinute: "unlimited",
    seed: { version: 1, users: [{ email: "admin@example.com", role: "admin" }, ...developers] },
  });
  try {
    const { users } = emulator.organization().state();
    const userIds = users.filter(({ role }) => role === "developer").map(({ id }) => id);
    await writePrograms(home.directory, modules, { workspaces, members, userIds });
    const order: readonly ProgramName[] = run % 2 === 0 ? ["ours", "floor"] : ["floor", "ours"];
    const resources = workspaces * (1 + members);
    const env = {
      ANTHROPIC_MAX_ARCHIVES: String(workspaces),
      ANTHROPIC_MAX_REMOVALS: String(resources),
    };
    const folder = (name: ProgramName) => path.join(home.directory, name);
    for (const name of order) await home.run(folder(name), ["stack", "init"], emulator);
    for (const command of commands) {
      for (const name of order) {
        const cost = await measure(home, command, { folder: folder(name), resources, emulator, env });
        costs[name].commands[command].push(cost);
        if (command === "up") costs[name].stateBytes = await stateBytes(home, name);
        const times = `CPU time ${cost.cpuSeconds.toFixed(1)} s, wall time ${cost.wallSeconds.toFixed(1)} s`;
        say(`run ${run} of ${runs}, ${name}: ${command}, ${times}`);
      }
    }
  } finally {
    await emulator.stop();
  }
}

function noCosts(): Costs {
  return {
    commands: { preview: [], up: [], "up without changes": [], refresh: [], destroy: [] },
    stateBytes: {},
  };
}
