import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { clean } from "../provider/api/foreignText.ts";
import { UserError } from "../provider/errors.ts";
import type { Io } from "./output/io.ts";
import { shellWord } from "./output/phrases.ts";

/** The oldest Pulumi CLI whose `pulumi import` accepts states in an import file. */
export const oldest = "3.254.0";
export const installation = "https://www.pulumi.com/docs/install/";

/**
 * Runs the Pulumi CLI on the PATH, without prompts, and returns its output. Throws when the command fails, or does not end
 * within `timeoutMs`.
 */
export async function pulumi(io: Io, args: readonly string[], timeoutMs?: number): Promise<string> {
  const { code, out, err } = await finished(io, args, timeoutMs);
  if (code === 0) return out;
  if (code === null && timeoutMs !== undefined) {
    throw new UserError(commandFailure(args, `it did not end within ${timeoutMs / 1000} seconds`));
  }
  throw new UserError(commandFailure(args, `${err}\n${out}`));
}

/** Throws when the Pulumi CLI is missing or too old for import files. */
export async function mustBeNewEnough(io: Io): Promise<void> {
  const printed = (await pulumi(io, ["version"])).trim();
  if (isAtLeast(printed, oldest)) return;
  throw new UserError(
    `The \`pulumi\` on the PATH is ${clean(printed)}, and import files need ${oldest} or newer. Nothing was read or written. Update it: ${installation}`,
  );
}

/** Whether a version that a command printed is at least `wanted`. */
export function isAtLeast(printed: string, wanted: string): boolean {
  const numbers = (version: string) => /(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  const [major = 0, minor = 0, patch = 0] = numbers(printed);
  const [oldMajor = 0, oldMinor = 0, oldPatch = 0] = numbers(wanted);
  if (major !== oldMajor) return major > oldMajor;
  return minor !== oldMinor ? minor > oldMinor : patch >= oldPatch;
}

/** The exit code and output of a command. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the Pulumi CLI, and also returns when the command fails, or was killed after `timeoutMs`. */
export async function finished(
  { env, cwd }: Io,
  args: readonly string[],
  timeoutMs?: number,
): Promise<Finished> {
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    // Not the option `timeout`, whose timer keeps the process alive when there is no `pulumi`.
    signal: timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, out, err };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ABORT_ERR") return { code: null, out: "", err: "" };
    if (code !== "ENOENT") throw error;
    throw new UserError(
      `cannot find \`pulumi\` on the PATH. Nothing was read or written. Install Pulumi ${oldest} or newer: ${installation}`,
    );
  }
}

/** The message for a `pulumi` command that failed with this output. */
export function commandFailure(args: readonly string[], output: string): string {
  const stack = args[args.indexOf("--stack") + 1];
  if (/currently locked|update is (currently )?in progress|conflict: /i.test(output)) {
    return lockedMessage(args.includes("--stack") ? stack : undefined, output);
  }
  const reason = output
    .split("\n")
    .map((line) => line.replace(/^error: /, "").trim())
    .filter((line) => line !== "")
    .slice(0, 3)
    .join(" ");
  const command = args.filter((arg) => !arg.startsWith("urn:")).join(" ");
  return `cannot run \`pulumi ${command}\`: ${clean(reason).replace(/[.:]$/, "")}.`;
}

/** The message for a locked stack; undefined for the selected one. `details` may contain who locked it. */
export function lockedMessage(stack: string | undefined, details: string): string {
  const holder = /created by [^\n]+/.exec(details)?.[0];
  const by = holder === undefined ? "" : ` (${clean(holder)})`;
  const named = stack === undefined ? "The selected stack" : `The stack ${stack}`;
  const cancel = stack === undefined ? "pulumi cancel" : `pulumi cancel --stack ${shellWord(stack)}`;
  return `${named} is locked: another operation runs on it${by}. Nothing was changed. Wait for it to end. If it is no longer running, \`${cancel}\` removes the lock.`;
}
