import { copyFile, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { directoryOnPath } from "./path.ts";
import { runSubprocess } from "./subprocess.ts";
import { isAtLeast, pinnedVersion } from "./version.ts";

const sdk = "github.com/pulumi/pulumi/sdk/v3";

/** Each is a Go module of its own, because their requirements conflict. */
const programs = [
  {
    module: "cli",
    output: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    flags: ["-ldflags", `-X ${sdk}/go/common/version.Version=v${pinnedVersion}`],
  },
  {
    module: "language-nodejs",
    output: "pulumi-language-nodejs",
    package: `${sdk}/nodejs/cmd/pulumi-language-nodejs`,
    flags: [],
  },
];

/** Builds the CLI and the Node.js language host from their Go modules. Throws an error with a short reason. */
export async function buildFromGoModules(
  directory: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  await requireGo(env);
  for (const program of programs) {
    const started = Date.now();
    let compiled = 0;
    const progress = setInterval(() => {
      say(
        `still building ${program.output} from Go modules: ${elapsed(started)}, ${compiled} packages compiled`,
      );
    }, 30_000);
    const args = ["build", "-v", "-trimpath", ...program.flags, "-o", path.join(directory, program.output)];
    const result = await runSubprocess("go", [...args, program.package], {
      cwd: path.join(import.meta.dirname, program.module),
      env: goEnvironment(env),
      watch: (text) => {
        compiled += text.split("\n").filter((line) => line.includes("/")).length;
      },
    }).finally(() => clearInterval(progress));
    if (result.exitCode !== 0) throw new Error(`go build failed: ${reason(result.stderr)}`);
    say(`built ${program.output} in ${elapsed(started)}`);
  }
  const dynamicProviders = "pulumi-resource-pulumi-nodejs";
  const require = createRequire(import.meta.url);
  await copyFile(
    path.join(path.dirname(require.resolve("@pulumi/pulumi/package.json")), dynamicProviders),
    path.join(directory, dynamicProviders),
  );
}

async function requireGo(env: NodeJS.ProcessEnv): Promise<void> {
  if ((await directoryOnPath("go", env)) === undefined) throw new Error("no go on PATH");
  const modules = await readFile(path.join(import.meta.dirname, "cli", "go.mod"), "utf8");
  const needed = /^go (\S+)$/m.exec(modules)?.[1] ?? "";
  const read = async (variable: string, extra: NodeJS.ProcessEnv) =>
    (
      await runSubprocess("go", ["env", variable], { env: { ...goEnvironment(env), ...extra } })
    ).stdout.trim();
  // Outside of our modules and with GOTOOLCHAIN=local, an old go does not download a newer one first.
  const installed = await read("GOVERSION", { GOTOOLCHAIN: "local" });
  if (isAtLeast(installed, needed)) return;
  // Whether go may download a newer go is the user's setting: distributions and CI disable it on purpose.
  if ((await read("GOTOOLCHAIN", {})) === "local") {
    throw new Error(`go is ${installed || "unusable"}; ${needed} or newer is required (or GOTOOLCHAIN=auto)`);
  }
}

function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _architecture, ...rest } = env;
  // A Go workspace around this clone or `-mod=mod` in the user's settings would build versions other than the pinned ones.
  return { ...rest, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "-mod=readonly -buildvcs=false" };
}

/** The last lines that are not names of compiled packages or downloaded modules. */
function reason(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => /\s/.test(line.trim()) && !line.startsWith("go: downloading"));
  return lines.slice(-5).join("\n").trim() || "it was stopped";
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
