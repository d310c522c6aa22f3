import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { clean } from "../../provider/api/foreignText.ts";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import { version } from "../../provider/version.ts";
import type { Io } from "../output/io.ts";
import { installation, isAtLeast, oldest, pulumi } from "../pulumi.ts";
import { projectHere } from "../states/stacks.ts";
import type { ComponentVersion } from "./report.ts";

/** The oldest SDK version that this package supports. */
const oldestSdk = "3.250.0";

/**
 * With this SDK version or later and a CLI older than this version, the ID of a resource that `get` reads is unknown in previews.
 * Previews then show replacements of the resources that depend on it.
 */
const unequal = { sdk: "3.276.0", cli: "3.274.0" };

const timeoutMs = 30_000;

/** The versions of Node.js, the Pulumi CLI and the project's packages, and whether they are compatible. */
export async function componentVersions(io: Io): Promise<ComponentVersion[]> {
  const [project, cli, sdk, own] = await Promise.all([
    projectHere(io.cwd),
    cliVersion(io),
    installedVersion(io.cwd, "@pulumi/pulumi"),
    installedVersion(io.cwd, "pulumi-anthropic"),
  ]);
  return [
    // With an older Node.js, every command fails at startup.
    { component: "Node.js", version: process.versions.node, fits: true },
    cliFit(cli, sdk),
    sdkFit(sdk, project !== undefined),
    ownFit(own, project !== undefined),
  ];
}

/** The version of the `pulumi` on the PATH, or why it cannot be run. */
type Cli = { readonly version: string } | { readonly failure: string };

async function cliVersion(io: Io): Promise<Cli> {
  try {
    const printed = (await pulumi(io, ["version"], timeoutMs)).trim();
    return { version: clean(printed).replace(/^v/, "") };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { failure: error.message };
  }
}

function cliFit(cli: Cli, sdk: string | undefined): ComponentVersion {
  const component = "pulumi";
  if ("failure" in cli) return { component, version: undefined, fits: false, reason: cli.failure };
  if (!isAtLeast(cli.version, oldest)) {
    const reason = `older than ${oldest}, which import needs. Update it: ${installation}`;
    return { component, version: cli.version, fits: false, reason };
  }
  if (sdk !== undefined && isAtLeast(sdk, unequal.sdk) && !isAtLeast(cli.version, unequal.cli)) {
    const reason = `too old for @pulumi/pulumi ${sdk}: previews show replacements that do not happen. Update it: ${installation}`;
    return { component, version: cli.version, fits: false, reason };
  }
  return { component, version: cli.version, fits: true };
}

function sdkFit(sdk: string | undefined, needed: boolean): ComponentVersion {
  const component = "@pulumi/pulumi";
  if (sdk === undefined) return notInstalled(component, needed);
  if (isAtLeast(sdk, oldestSdk) && sdk.startsWith("3.")) return { component, version: sdk, fits: true };
  const reason = `not supported: this package needs version 3, at least ${oldestSdk}. Run \`npm install @pulumi/pulumi@3\``;
  return { component, version: sdk, fits: false, reason };
}

function ownFit(own: string | undefined, needed: boolean): ComponentVersion {
  const component = "pulumi-anthropic";
  if (own === undefined) return notInstalled(component, needed, version);
  if (own === version) return { component, version, fits: true };
  const reason = `this command is ${version}. Run it with \`npx pulumi-anthropic\` in the folder of the program`;
  return { component, version: own, fits: false, reason };
}

function notInstalled(component: string, needed: boolean, running?: string): ComponentVersion {
  const here = running === undefined ? "not installed here" : "this command; not installed here";
  return needed
    ? { component, version: running, fits: false, reason: `${here}. Run \`npm install ${component}\`` }
    : {
        component,
        version: running,
        fits: undefined,
        reason: `${here}, and this folder has no Pulumi project`,
      };
}

const Manifest = z.object({ version: z.string() });

/** The version of the package that a program in this folder loads. */
async function installedVersion(cwd: string, name: string): Promise<string | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const text = await readFile(join(folder, "node_modules", name, "package.json"), "utf8").catch(() => "");
    const manifest = Manifest.safeParse(jsonOf(text)).data;
    if (manifest !== undefined) return clean(manifest.version);
    if (dirname(folder) === folder) return undefined;
  }
}
