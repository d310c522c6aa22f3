import { writeSync } from "node:fs";
import { nodeVersionProblem } from "../provider/version.ts";

// Rejects a Node.js version that is too old, before a dependency is loaded. An error thrown here would be printed with its
// stack.
const problem = nodeVersionProblem(process.versions.node);
if (problem !== undefined) {
  writeSync(2, `${problem}\n`);
  process.exit(1);
}
