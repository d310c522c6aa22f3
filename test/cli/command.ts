import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** The exit code and output of a command. */
export interface Finished {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** The environment of a command that needs only these variables. With the cache, Node.js need not remove the types of each file again. */
export function commandEnv(
  env: Readonly<Record<string, string | undefined>> = {},
): Record<string, string | undefined> {
  return { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], ...env };
}

const sources = new URL("../../cli/index.ts", import.meta.url).pathname;

/** Runs `pulumi-anthropic`, from the sources unless `program` is set. */
export async function runCommand(
  args: readonly string[],
  {
    cwd,
    env = {},
    input = "",
    program = sources,
  }: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly input?: string;
    readonly program?: string;
  } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: commandEnv(env),
  });
  // Most commands end without reading it.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, out, err };
}
