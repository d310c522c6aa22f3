import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "vitest";

/** What a few tests need and a machine may lack: where it is, and what to install. */
const tools = {
  go: { find: (env: NodeJS.ProcessEnv) => onPath(["go"], env), install: "Go (https://go.dev/dl)" },
  chromium: {
    find: chromium,
    install: "Chromium (`apt-get install chromium`), or set CHROME_PATH to a browser of its family",
  },
} as const;

/** Set by `.ci/run`: there every tool has to be, and a test without its own fails. */
const everything = "PULUMI_ANTHROPIC_TEST_TOOLS";

/** The path of a tool. Where it is absent the test is skipped, or fails where all tools must be there. */
export function needed(
  context: Pick<TestContext, "skip">,
  tool: keyof typeof tools,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { find, install } = tools[tool];
  const found = find(env);
  if (found !== undefined) return found;
  const sentence = `This test needs ${install}.`;
  if (env[everything] === "all") throw new Error(`${sentence} ${everything}=all says that it is there.`);
  return context.skip(sentence);
}

/** A browser of Chromium's family: the one CHROME_PATH names, else the first on PATH. */
export function chromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env["CHROME_PATH"];
  if (named !== undefined && named !== "") return isExecutable(named) ? named : undefined;
  return onPath(["chromium", "chromium-browser", "google-chrome"], env);
}

function onPath(names: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter(path.isAbsolute);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
