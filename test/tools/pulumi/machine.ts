import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A simulated machine: a folder with scripts instead of the programs on PATH and in the cache. */
export interface Machine {
  root: string;
  /** PATH has only `bin`, because the real machine may have a go. There is no network. */
  env: NodeJS.ProcessEnv;
  bin: string;
  cache: string;
}

export async function newMachine(): Promise<Machine> {
  const root = await mkdtemp(path.join(tmpdir(), "find-pulumi-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const bin = path.join(root, "bin");
  await mkdir(bin);
  return {
    root,
    bin,
    cache: path.join(root, "cache", "pulumi-anthropic", "pulumi-3.276.0"),
    env: {
      PATH: bin,
      HOME: root,
      XDG_CACHE_HOME: path.join(root, "cache"),
      // A proxy that refuses connections, so that the official installer finds no network on any machine.
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: "http://127.0.0.1:9",
      HTTP_PROXY: "http://127.0.0.1:9",
    },
  };
}

export async function script(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
}

/** Writes the files of an installation. */
export async function installation(directory: string, version: string): Promise<void> {
  await script(path.join(directory, "pulumi"), `echo v${version}`);
  await script(path.join(directory, "pulumi-language-nodejs"), "");
  await script(path.join(directory, "pulumi-resource-pulumi-nodejs"), "");
}

/** Writes a `go` whose builds run `build` with the output file in $out, and are logged in `builds`. */
export async function goCompiler(machine: Machine, version: string, build: string): Promise<void> {
  await script(
    path.join(machine.bin, "go"),
    `if [ "$1" = env ]; then
  case "$2" in GOVERSION) echo go${version};; GOTOOLCHAIN) echo local;; esac
  exit 0
fi
while [ "$1" != -o ]; do shift; done
out=$2
echo "\${out##*/}" >> ${machine.root}/builds
${build}`,
  );
}
