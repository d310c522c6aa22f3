import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findPulumi } from "../tools/pulumi/find.ts";
import { bench } from "./bench.ts";
import { claims, holds, report } from "./report.ts";

// `npm run bench`, or `npm run bench -- --size 20`: what 100 workspaces with 10 members each cost in requests, time and
// state. A claim that does not hold is exit code 1; times are told, and judged by nobody.

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const { values } = parseArgs({ options: { size: { type: "string", default: "100" } } });
  const workspaces = Number(values.size);
  if (!Number.isSafeInteger(workspaces) || workspaces < 1) {
    throw new Error("--size is the number of workspaces, such as 20.");
  }
  const root = path.join(import.meta.dirname, "..");
  if (!existsSync(path.join(root, "dist", "provider", "handlers.js"))) {
    throw new Error("The package is not built: run `npm ci` first.");
  }
  const pulumi = await findPulumi(say);
  const modules = path.join(root, "node_modules");
  const { ours, nothing } = await bench({ workspaces, members: 10, pulumi, modules, say });
  for (const line of ["", ...report(ours, nothing), ""]) say(line);
  for (const claim of claims(ours, workspaces)) {
    say(`${holds(claim) ? "✓" : "✗"} ${claim.text}: ${claim.actual}, at most ${claim.most}`);
    if (!holds(claim)) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
