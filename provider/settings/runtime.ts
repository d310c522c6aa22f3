import { runtimeProblem } from "../version.ts";

// Rejects a runtime on which this package does not work, in programs and in Pulumi's provider process, before a dependency
// is loaded.
const problem = runtimeProblem(
  process.versions,
  "Set `runtime: nodejs` in Pulumi.yaml. Bun can still install the packages: set the option `packagemanager: bun`.",
);
if (problem !== undefined) {
  const error = new Error(problem);
  // Pulumi prints the stack.
  error.stack = error.message;
  throw error;
}
