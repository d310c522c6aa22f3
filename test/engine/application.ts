import { mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inject } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import type { Deployment } from "./stack.ts";

/** The exit code of a script, and its standard output and error. */
interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** An application that uses the Automation API. Its inline programs talk to the engine without a language host. */
export interface Application {
  /** Runs a script, as `node deploy.ts` does. */
  run(script: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The state of a stack. */
  state(project: string, stack: string): Promise<Deployment>;
}

/** Creates the folder of an application with its packages. */
export async function application(emulator: Emulator): Promise<Application> {
  const engine = inject("engine");
  const folder = await mkdtemp(path.join(engine.home, "application-"));
  const backend = path.join(folder, "backend");
  await mkdir(backend);
  await symlink(engine.modules, path.join(folder, "node_modules"));
  return {
    async run(script, env = {}) {
      await writeFile(path.join(folder, "deploy.ts"), script);
      const { exitCode, stdout, stderr } = await runSubprocess(process.execPath, ["deploy.ts"], {
        cwd: folder,
        env: {
          ...engine.env,
          PULUMI_BACKEND_URL: pathToFileURL(backend).href,
          ANTHROPIC_ADMIN_KEY: emulator.adminKey,
          ANTHROPIC_ADMIN_BASE_URL: emulator.url,
          ...env,
        },
      });
      return { exitCode: exitCode ?? -1, output: stdout + stderr };
    },
    async state(project, stack) {
      const file = path.join(backend, ".pulumi", "stacks", project, `${stack}.json`);
      return JSON.parse(await readFile(file, "utf8")).checkpoint.latest;
    },
  };
}

/**
 * A script that runs inline programs. `make` creates a stack, and `outcome` returns the summary of a command or its error. The
 * script prints results with `show`.
 */
export function inlineScript(body: string): string {
  return `import { mkdirSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";
mkdirSync("stacks");
const make = (stackName, program, options = { workDir: "stacks" }) =>
  pulumi.automation.LocalWorkspace.createOrSelectStack({ projectName: "app", stackName, program }, options);
const outcome = (command) => command.then(({ summary, outputs, changeSummary }) => ({
  changes: changeSummary ?? summary.resourceChanges,
  outputs: Object.fromEntries(Object.entries(outputs ?? {}).map(([name, { value }]) => [name, value])),
}), (error) => ({ error: error.message }));
const show = (result) => console.log("RESULT " + JSON.stringify(result));
${body}`;
}

/** The outcome of a command, or what else a script shows. */
interface Shown {
  readonly changes?: Readonly<Record<string, number>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly seen?: readonly unknown[];
}

/** What an inline script has shown. */
export function shown(output: string): readonly (Shown | undefined)[] {
  return [...output.matchAll(/^RESULT (.*)$/gm)].map(([, json = ""]) => JSON.parse(json));
}
