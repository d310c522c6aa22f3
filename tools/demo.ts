import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { styleText } from "node:util";
import { runDemo } from "./demo/run.ts";
import { newScreen } from "./demo/screen.ts";
import { DemoError, setUpDemo } from "./demo/setUp.ts";
import { findPulumi } from "./pulumi/find.ts";

// `npm run demo`: runs the examples with the real Pulumi CLI against an emulated organization. Each step checks the organization
// afterwards. The first failed check ends the demo with exit code 1.

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
// The reader has closed the pipe, as in `npm run demo | head`.
process.stdout.once("error", () => process.exit(1));

/** Respects NO_COLOR and FORCE_COLOR; a pipe gets none. */
const colors = styleText("bold", "x") !== "x";
const screen = newScreen((text) => process.stdout.write(text), colors, process.stdout.columns);

try {
  const built = path.join(import.meta.dirname, "..", "dist", "provider", "handlers.js");
  if (!existsSync(built)) throw new DemoError("The package is not built: run `npm ci` first.");
  const pulumi = await findPulumi((line) => screen.text(line));
  const demo = await setUpDemo(screen, pulumi);
  await runDemo(demo, pulumi.version).finally(() => demo.close());
} catch (error) {
  process.stderr.write(`\n${error instanceof DemoError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
