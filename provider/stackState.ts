import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ReadState } from "./kernel/recordedState.ts";
import { recordedIn } from "./kernel/recordedState.ts";
import { kindNamed } from "./registry.ts";
import type { Environment } from "./settings/config.ts";

const run = promisify(execFile);

/** An export takes about a second. A backend that does not respond must not delay the run for long. */
const timeoutMs = 30_000;

/**
 * Reads the state of the stack that is being deployed with `pulumi stack export`, which neither locks nor changes it, and decrypts
 * nothing. The provider process runs in the folder of the program, with the environment of `pulumi`.
 */
export function stateReader(env: Environment, ended: AbortSignal | undefined): ReadState {
  return async (stack) => {
    const selected = stack === undefined ? [] : ["--stack", stack];
    const args = ["stack", "export", ...selected, "--non-interactive", "--color", "never"];
    try {
      const { stdout } = await run("pulumi", args, {
        env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
        maxBuffer: Number.POSITIVE_INFINITY,
        timeout: timeoutMs,
        ...(ended === undefined ? {} : { signal: ended }),
      });
      return recordedIn(stdout, (type, outputs, id) => kindNamed(type)?.names(outputs, id));
    } catch {
      // Without the state, the run knows only the resources that the program registers.
      return undefined;
    }
  };
}
