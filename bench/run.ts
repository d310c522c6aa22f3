import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findPulumi } from "../tools/pulumi/find.ts";
import { bench } from "./bench.ts";
import { benchPeople } from "./people.ts";
import { claims, holds, report } from "./report.ts";

// `npm run bench`, or `npm run bench -- --size 20`: what 100 workspaces with 10 members each cost in requests, time and
// state. `npm run bench -- --people 200`: what it costs to invite so many, and to give each two workspaces. A claim that
// does not hold is exit code 1; times are told, and judged by nobody.

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const { values } = parseArgs({
    options: { size: { type: "string", default: "100" }, people: { type: "string" } },
  });
  const whole = (given: string, what: string): number => {
    const number = Number(given);
    if (Number.isSafeInteger(number) && number >= 1) return number;
    throw new Error(`${what}, such as 20.`);
  };
  const workspaces = whole(values.size, "--size is the number of workspaces");
  const people = values.people === undefined ? 0 : whole(values.people, "--people is the number of people");
  const root = path.join(import.meta.dirname, "..");
  if (!existsSync(path.join(root, "dist", "provider", "handlers.js"))) {
    throw new Error("The package is not built: run `npm ci` first.");
  }
  const pulumi = await findPulumi(say);
  const modules = path.join(root, "node_modules");
  const claimed = async () => {
    if (people > 0) {
      return await benchPeople({ people, workspaces: Math.ceil(people / 10), pulumi, modules, say });
    }
    const { ours, nothing } = await bench({ workspaces, members: 10, pulumi, modules, say });
    for (const line of ["", ...report(ours, nothing), ""]) say(line);
    return claims(ours, workspaces);
  };
  for (const claim of await claimed()) {
    say(`${holds(claim) ? "✓" : "✗"} ${claim.text}: ${claim.actual}, at most ${claim.most}`);
    if (!holds(claim)) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
