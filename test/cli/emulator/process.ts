import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Workdir } from "../workdir.ts";

const cli = new URL("../../../cli/index.ts", import.meta.url).pathname;

/** An emulator in a process of its own. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly url: string;
  /** What it printed when it started. */
  readonly printed: string;
}

/** Starts `pulumi-anthropic emulator` in a folder. Throws an error with its output if it ends. */
export async function startProcess(
  { io }: { readonly io: Pick<Workdir["io"], "cwd"> },
  args: readonly string[],
): Promise<Running> {
  const child = spawn(process.execPath, [cli, "emulator", ...args], { cwd: io.cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  const err = text(child.stderr);
  const ended = once(child, "close").then(async () => {
    throw new Error(await err);
  });
  const printed = once(child.stdout.setEncoding("utf8"), "data").then(([data]) => String(data));
  ended.catch(() => undefined);
  const first = await Promise.race([printed, ended]);
  return { child, printed: first, url: /listening on (\S+)/.exec(first)?.[1] ?? "" };
}
