import { cp, link, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";
import { runSubprocess, type SubprocessResult } from "../../tools/pulumi/subprocess.ts";

/** Exact versions, because the tests are about project layouts and not about new releases. */
const versions = { node22: "22.19.0", pnpm: "10.20.0", yarn: "4.18.1" };

/** Installs packages as users do, from the registry and from this package's tarball. */
export interface Installer {
  /** `file:` address of this package's tarball. */
  tarball: string;
  /** PATH with the oldest supported Node.js in front. */
  pathWithNode22: string;
  /** Installs the packages of a folder. With the packages of a similar folder, npm installs only the others. */
  npm(folder: string, similar?: string): Promise<void>;
  pnpm(folder: string): Promise<void>;
  yarn(folder: string): Promise<void>;
  /** The variables that `yarn exec` sets, such as the loader of Plug'n'Play. */
  yarnExec(folder: string): Promise<Record<string, string>>;
}

export async function newInstaller(home: string): Promise<Installer> {
  const engine = inject("engine");
  const npm = (args: string[], cwd: string) =>
    succeed("npm", args, cwd, {
      npm_config_audit: "false",
      npm_config_fund: "false",
      npm_config_loglevel: "error",
    });

  // Without scripts, because `prepare` would build the package again.
  await mkdir(home, { recursive: true });
  await npm(["pack", "--ignore-scripts", "--pack-destination", home], engine.package);
  const [packed = ""] = (await readdir(home)).filter((name) => name.endsWith(".tgz"));

  const tools = path.join(home, "tools");
  await write(tools, { "package.json": { private: true } });
  const node22 = `node-${process.platform}-${process.arch}`;
  await npm(
    [
      ...["install", "--prefer-offline", "--ignore-scripts"],
      ...[`${node22}@${versions.node22}`, `pnpm@${versions.pnpm}`, `@yarnpkg/cli-dist@${versions.yarn}`],
    ],
    tools,
  );
  const tool = (...parts: string[]) => path.join(tools, "node_modules", ...parts);
  const registry = (await npm(["config", "get", "registry"], tools)).stdout.trim();
  const yarn = (args: string[], cwd: string) =>
    succeed(process.execPath, [tool("@yarnpkg", "cli-dist", "bin", "yarn.js"), ...args], cwd, {
      // Yarn does not read npm's settings, and freezes the lock file in CI.
      YARN_NPM_REGISTRY_SERVER: registry,
      YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
      YARN_ENABLE_TELEMETRY: "false",
      YARN_ENABLE_SCRIPTS: "false",
    });

  return {
    tarball: `file:${path.join(home, packed)}`,
    pathWithNode22: [tool(node22, "bin"), engine.env["PATH"]].join(path.delimiter),
    npm: async (folder, similar) => {
      const modules = (project: string) => path.join(project, "node_modules");
      if (similar !== undefined) await linkFolder(modules(similar), modules(folder));
      await npm(["install", "--prefer-offline", "--ignore-scripts"], folder);
    },
    pnpm: async (folder) => {
      const args = [tool("pnpm", "bin", "pnpm.cjs"), "install", "--prefer-offline", "--ignore-scripts"];
      await succeed(process.execPath, args, folder);
    },
    yarn: async (folder) => {
      // Otherwise Yarn looks for a project in the folders above.
      await write(folder, { "yarn.lock": "" });
      await yarn(["install"], folder);
    },
    yarnExec: async (folder) => {
      const print = "process.stdout.write(process.env.NODE_OPTIONS ?? '')";
      return { NODE_OPTIONS: (await yarn(["exec", process.execPath, "-e", print], folder)).stdout };
    },
  };
}

/** Copies a folder with hard links, which npm replaces and never writes to. */
async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkFolder(source, target);
    else if (entry.isFile()) await link(source, target);
    else await cp(source, target, { verbatimSymlinks: true });
  }
}

/** Writes files by name. Values other than strings are written as JSON. */
export async function write(folder: string, files: Record<string, unknown>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
}

async function succeed(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<SubprocessResult> {
  const result = await runSubprocess(command, args, { cwd, env: { ...process.env, ...env } });
  if (result.exitCode === 0) return result;
  throw new Error(`${[command, ...args].join(" ")} failed:\n${result.stdout}${result.stderr}`);
}
