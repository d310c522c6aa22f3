import { whyTooOld } from "./oldNode.ts";

// Refuses a Node.js that is too old for programs and for Pulumi's provider process, before anything else is loaded.
const reason = whyTooOld(process.versions.node);
if (reason !== undefined) {
  const error = new Error(reason);
  // Pulumi prints it, and where this stands in our package helps nobody.
  error.stack = error.message;
  throw error;
}
