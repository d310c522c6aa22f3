import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { styleText } from "node:util";
import { play } from "./demo/play.ts";
import { newScreen } from "./demo/screen.ts";
import { NotAsSaid, setStage } from "./demo/stage.ts";
import { findPulumi } from "./pulumi/find.ts";

// `npm run demo`: the examples on the real Pulumi CLI against an emulated organization. Every step is checked against
// what the organization holds afterwards; the first that did not do what it says ends the demo with exit code 1.

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
// The reader is gone (`npm run demo | head`): nobody is left to tell.
process.stdout.once("error", () => process.exit(1));

/** As the terminal and the environment want it: NO_COLOR, FORCE_COLOR, a pipe. */
const colors = styleText("bold", "x") !== "x";
const screen = newScreen((text) => process.stdout.write(text), colors, process.stdout.columns);

try {
  const built = path.join(import.meta.dirname, "..", "dist", "provider", "handlers.js");
  if (!existsSync(built)) throw new NotAsSaid("The package is not built: run `npm ci` first.");
  const pulumi = await findPulumi((line) => screen.words(line));
  const stage = await setStage(screen, pulumi);
  await play(stage, pulumi.version).finally(() => stage.strike());
} catch (error) {
  process.stderr.write(`\n${error instanceof NotAsSaid ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
