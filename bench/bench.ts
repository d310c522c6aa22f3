import { rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../emulator/index.ts";
import { pulumiEnvironment } from "../tools/pulumi/environment.ts";
import type { Installation } from "../tools/pulumi/installation.ts";
import { newRunner } from "../tools/runner.ts";
import { type Costs, measure } from "./measure.ts";
import { writePrograms } from "./programs.ts";

export interface BenchOptions {
  workspaces: number;
  /** In each workspace. */
  members: number;
  pulumi: Installation;
  /** Where this package and the SDK are installed. */
  modules: string;
  /** For every command. */
  env?: Readonly<Record<string, string>>;
  say: (line: string) => void;
}

/** What our program costs, and beside it one with as many resources of a provider that does nothing. */
export async function bench(options: BenchOptions): Promise<{ ours: Costs; nothing: Costs }> {
  const { workspaces, members, pulumi, modules, say } = options;
  const resources = workspaces * (1 + members);
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-bench-"));
  const runner = newRunner();
  const clear = () => {
    runner.endAll();
    rmSync(home, { recursive: true, force: true });
  };
  // Also when a signal ends the process in the middle of it.
  process.once("exit", clear);
  const developers = Array.from({ length: 50 }, (_, index) => ({
    email: `person-${index}@example.com`,
    role: "developer" as const,
  }));
  const emulator = await startEmulator({
    requestsPerMinute: "unlimited",
    seed: { version: 1, users: [{ email: "admin@example.com", role: "admin" }, ...developers] },
  });
  try {
    const { users } = emulator.organization().state();
    const people = users.filter(({ role }) => role === "developer").map(({ id }) => id);
    await writePrograms(home, modules, { workspaces, members, people });
    const temporary = path.join(home, "tmp");
    await mkdir(temporary);
    const env = {
      ...(await pulumiEnvironment(pulumi, home)),
      NODE_COMPILE_CACHE: path.join(home, "compiled"),
      TMPDIR: temporary,
      ANTHROPIC_ADMIN_KEY: emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      ANTHROPIC_REQUESTS_PER_MINUTE: "1000000",
      ANTHROPIC_MAX_ARCHIVES: String(workspaces),
      ANTHROPIC_MAX_REMOVALS: String(resources),
      ...options.env,
    };
    const tools = { runner, emulator, pulumi: pulumi.command, env, backend: path.join(home, "state"), say };
    say(`${workspaces} workspaces with ${members} members each, ${resources} resources`);
    return {
      ours: await measure(tools, path.join(home, "ours"), resources),
      nothing: await measure(tools, path.join(home, "nothing"), resources),
    };
  } finally {
    process.off("exit", clear);
    clear();
    await emulator.stop();
  }
}
