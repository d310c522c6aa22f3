import { nodeVersionProblem } from "../version.ts";

// Rejects a Node.js version that is too old, in programs and in Pulumi's provider process, before a dependency is loaded.
const problem = nodeVersionProblem(process.versions.node);
if (problem !== undefined) {
  const error = new Error(problem);
  // Pulumi prints the stack.
  error.stack = error.message;
  throw error;
}
