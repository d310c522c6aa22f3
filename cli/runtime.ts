import { writeSync } from "node:fs";
import { runtimeProblem } from "../provider/version.ts";

// Rejects a runtime on which this package does not work, before a dependency is loaded. An error thrown here would be printed
// with its stack.
const problem = runtimeProblem(
  process.versions,
  "Install Node.js, and run `npx pulumi-anthropic`, or `bunx pulumi-anthropic` without `--bun`.",
);
if (problem !== undefined) {
  writeSync(2, `${problem}\n`);
  process.exit(1);
}
