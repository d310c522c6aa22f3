import { createRequire } from "node:module";

/** The address of this file. In a bundle it is that of the bundle, or undefined. */
const here: string | undefined = import.meta.url;

const manifest: unknown =
  here === undefined || isBundled(here) ? undefined : createRequire(here)("pulumi-anthropic/package.json");

/** The version of this package. */
export const version =
  typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";

/** The versions of the runtime, as in `process.versions`. */
interface RuntimeVersions {
  readonly node: string;
  readonly bun?: string | undefined;
}

/**
 * The error for a runtime on which this package or its dependencies fail with obscure errors; undefined for a supported one.
 * `withBun` is what users of Bun do instead.
 */
export function runtimeProblem(
  { node, bun }: RuntimeVersions,
  withBun: string,
  address: string | undefined = here,
): string | undefined {
  if (bun !== undefined) {
    // Bun replaces undici with an incomplete module of its own. Pulumi supports dynamic providers on Node.js only.
    return `pulumi-anthropic needs Node.js, but this is Bun ${bun}, on which Pulumi does not run dynamic providers. ${withBun}`;
  }
  if (isBundled(address)) {
    return (
      "pulumi-anthropic is part of a bundle, but Pulumi's provider process loads it from node_modules. " +
      "Keep it out of the bundle (esbuild: `--external:pulumi-anthropic`), and install it in the folder of the program."
    );
  }
  const [major = 0, minor = 0] = node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return undefined;
  return `pulumi-anthropic needs Node.js 22.19 or newer, but this is ${node}. Install a newer version, and make sure that its \`node\` is the first one on the PATH.`;
}

/** Whether this file is part of a bundle. */
function isBundled(address: string | undefined): boolean {
  return address === undefined || !/\/provider\/version\.[jt]s(\?.*)?$/.test(address);
}
