import { UserError } from "../../provider/errors.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import { settingNames } from "../../provider/settings/config.ts";
import type { Io } from "../output/io.ts";
import { pulumi } from "../pulumi.ts";
import { isInProject, Listed, StackConfig } from "../states/stacks.ts";

/** The settings of a stack that could be read. */
export interface StackSettings {
  /** The name of the stack. Undefined if there is none. */
  readonly stack: string | undefined;
  readonly read: ReadSetting;
  /** Whether `anthropic:adminKey` is in plain text, which programs reject. */
  readonly plainKey: boolean;
  /** Why some or all of the settings could not be read. */
  readonly problems: readonly string[];
}

/** Pulumi repeats requests to an unreachable backend for a while. */
const timeoutMs = 60_000;

/**
 * Reads the settings of the named or selected stack, and decrypts those of this package. Returns errors as `problems` instead
 * of throwing a `UserError`, so that the command can report the rest of the setup.
 */
export async function stackSettings(io: Io, name: string | undefined): Promise<StackSettings> {
  const none = { stack: undefined, read: () => undefined, plainKey: false };
  if (!(await isInProject(io.cwd))) {
    const problem = `cannot read the settings of the stack ${name}: there is no Pulumi project in ${io.cwd}. Name its folder with -C.`;
    return { ...none, problems: name === undefined ? [] : [problem] };
  }
  try {
    const stack = name ?? (await selectedStack(io));
    return stack === undefined ? { ...none, problems: [] } : await readStack(io, stack);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...none, problems: [error.message] };
  }
}

async function selectedStack(io: Io): Promise<string | undefined> {
  const listed = Listed.parse(JSON.parse(await pulumi(io, ["stack", "ls", "--json"], timeoutMs)));
  return listed.find(({ current }) => current)?.name;
}

async function readStack(io: Io, stack: string): Promise<StackSettings> {
  const options = ["--stack", stack];
  const config = StackConfig.parse(JSON.parse(await pulumi(io, ["config", "--json", ...options], timeoutMs)));
  const values = new Map(Object.entries(config).map(([key, { value }]) => [key, value]));
  const problems: string[] = [];
  for (const key of settingNames.map((setting) => `anthropic:${setting}`)) {
    if (config[key]?.secret !== true) continue;
    try {
      values.set(key, (await pulumi(io, ["config", "get", key, ...options], timeoutMs)).trim());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      values.delete(key);
      problems.push(error.message);
    }
  }
  const adminKey = config["anthropic:adminKey"];
  return {
    stack,
    read: (key) => values.get(key),
    plainKey: adminKey !== undefined && adminKey.secret !== true,
    problems,
  };
}
