import { existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { crash, type Kill } from "./crashes/crash.ts";
import { victims } from "./crashes/kill.ts";
import { pulumiEnvironment } from "./pulumi/environment.ts";
import { findPulumi } from "./pulumi/find.ts";

// `npm run crashes`, or `npm run crashes -- --seed 7 --kills 20`: kills `pulumi up` at random moments (the CLI alone, its
// provider alone, or both) and runs it again. Then checks that nothing exists twice, that nothing that the program declares
// was archived or removed, and that access is as declared. The seed determines the decisions; the moments also depend on the
// machine. A breach prints the arguments that repeat it and exits with code 1.

const say = (line: string) => process.stdout.write(`${line}\n`);
const all: Kill[] = [];

function summarize(): void {
  for (const victim of victims) {
    const kills = all.filter((kill) => kill.victim === victim);
    const failed = kills.filter(({ failures }) => failures > 0).length;
    say(`${victim}: ${kills.length} kills, ${failed} times \`up\` failed first, ${brokenOf(kills)} breaches`);
  }
  const broken = brokenOf(all);
  say(`${broken === 0 ? "✓" : "✗"} ${all.length} kills, ${broken} breaches`);
}

function brokenOf(kills: readonly Kill[]): number {
  return kills.filter(({ breaches }) => breaches.length > 0).length;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    // A run takes half an hour, so an interrupted one still prints its results.
    summarize();
    process.exit(128 + constants.signals[signal]);
  });
}

try {
  const { values } = parseArgs({
    options: { seed: { type: "string", default: "1" }, kills: { type: "string", default: "200" } },
  });
  const whole = (given: string, name: string): number => {
    const number = Number(given);
    if (Number.isSafeInteger(number) && number >= 1) return number;
    throw new Error(`${name} must be a whole number, 1 or more.`);
  };
  const seed = whole(values.seed, "--seed");
  const kills = whole(values.kills, "--kills");
  const root = path.join(import.meta.dirname, "..");
  if (!existsSync(path.join(root, "dist", "provider", "handlers.js"))) {
    throw new Error("The package is not built: run `npm ci` first.");
  }
  const pulumi = await findPulumi(say);
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-crashes-"));
  process.once("exit", () => rmSync(home, { recursive: true, force: true }));
  const env = { ...(await pulumiEnvironment(pulumi, home)), NODE_COMPILE_CACHE: path.join(home, "compiled") };
  const engine = { command: pulumi.command, env, home, modules: path.join(root, "node_modules") };

  say(`${kills} kills, seed ${seed}`);
  await crash({
    seed,
    kills,
    engine,
    report: (kill) => {
      all.push(kill);
      if (all.length % 20 === 0) say(`${all.length} of ${kills} kills`);
      if (kill.breaches.length === 0) return;
      say(`✗ ${kill.victim} killed; repeat with \`npm run crashes -- ${kill.repeat}\``);
      for (const breach of kill.breaches) say(`  ${breach}`);
    },
  });
  summarize();
  if (brokenOf(all) > 0) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
