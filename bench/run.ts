import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findPulumi } from "../tools/pulumi/find.ts";
import { bench } from "./bench.ts";
import { benchInvitations } from "./invitations.ts";
import { type Claim, countClaims, holds, report, timeClaims } from "./report.ts";

// `npm run bench`, or `npm run bench -- --size 100 --runs 3`: requests, times and state sizes of a program that declares so many
// workspaces with 10 members each, and the ratios of its times to the floor, a provider that does nothing. Times are medians
// of the runs. `npm run bench -- --users 200`: the requests that it takes to invite so many users and add each to two
// workspaces. A claim that does not hold is exit code 1; claims about times need a quiet machine.

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const { values } = parseArgs({
    options: {
      size: { type: "string", default: "30" },
      runs: { type: "string", default: "3" },
      users: { type: "string" },
    },
  });
  const whole = (given: string, option: string): number => {
    const number = Number(given);
    if (Number.isSafeInteger(number) && number >= 1) return number;
    throw new Error(`${option} must be a whole number, 1 or more.`);
  };
  const workspaces = whole(values.size, "--size");
  const runs = whole(values.runs, "--runs");
  const users = values.users === undefined ? 0 : whole(values.users, "--users");
  const root = path.join(import.meta.dirname, "..");
  if (!existsSync(path.join(root, "dist", "provider", "handlers.js"))) {
    throw new Error("The package is not built: run `npm ci` first.");
  }
  const pulumi = await findPulumi(say);
  const modules = path.join(root, "node_modules");
  const claims = async (): Promise<Claim[]> => {
    if (users > 0) {
      return await benchInvitations({ users, workspaces: Math.ceil(users / 10), pulumi, modules, say });
    }
    const costs = await bench({ workspaces, members: 10, runs, pulumi, modules, say });
    for (const line of ["", ...report(costs), ""]) say(line);
    return [...timeClaims(costs), ...countClaims(costs, workspaces)];
  };
  for (const claim of await claims()) {
    say(`${holds(claim) ? "✓" : "✗"} ${claim.text}: ${claim.actual}, at most ${claim.most}`);
    if (!holds(claim)) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
