import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Installation } from "./installation.ts";

/** The variables that Pulumi and Node.js need. No other variable may reach a test or the demo. */
const inherited = ["HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "XDG_CACHE_HOME", "SystemRoot"];

/**
 * The environment variables for a CLI that writes only under `home`, downloads nothing, and sees no setting or credential of
 * the user (a Pulumi token, an Anthropic key, NODE_OPTIONS).
 */
export async function pulumiEnvironment(found: Installation, home: string): Promise<Record<string, string>> {
  const state = path.join(home, "state");
  await mkdir(state, { recursive: true });
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  // The engine runs `node` from PATH: the development dependency comes before the machine's.
  const node = path.join(import.meta.dirname, "..", "..", "node_modules", ".bin");
  return {
    ...environment,
    PATH: [node, found.directory, process.env["PATH"] ?? ""].join(path.delimiter),
    PULUMI_HOME: path.join(home, "pulumi"),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
