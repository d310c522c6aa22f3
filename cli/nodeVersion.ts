import { writeSync } from "node:fs";
import { whyTooOld } from "../provider/settings/oldNode.ts";

// Refuses a Node.js that is too old on the command line, where nobody catches what is thrown while loading.
const reason = whyTooOld(process.versions.node);
if (reason !== undefined) {
  writeSync(2, `${reason}\n`);
  process.exit(1);
}
