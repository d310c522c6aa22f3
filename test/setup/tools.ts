import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "vitest";

/** Tools that some tests need and a machine may lack: how to find them, and what to install. */
const tools = {
  go: { find: (env: NodeJS.ProcessEnv) => onPath(["go"], env), install: "Go (https://go.dev/dl)" },
  chromium: {
    find: chromium,
    install: "Chromium (`apt-get install chromium`), or set CHROME_PATH to a browser of its family",
  },
} as const;

/** `.ci/run` sets it to `all`: a test whose tool is missing then fails instead of being skipped. */
const required = "PULUMI_ANTHROPIC_TEST_TOOLS";

/** The path of a tool. If it is missing, skips the test, or fails it if all tools are required. */
export function needed(
  context: Pick<TestContext, "skip">,
  tool: keyof typeof tools,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { find, install } = tools[tool];
  const found = find(env);
  if (found !== undefined) return found;
  const sentence = `This test needs ${install}.`;
  if (env[required] === "all") throw new Error(`${sentence} ${required}=all requires it.`);
  return context.skip(sentence);
}

/** A Chromium browser: the one in CHROME_PATH, or else the first on PATH. */
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
