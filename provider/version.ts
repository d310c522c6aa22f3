import { createRequire } from "node:module";

const manifest: unknown = createRequire(import.meta.url)("pulumi-anthropic/package.json");

/** The version of this package. */
export const version =
  typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";

/** The error for a Node.js version on which our dependencies fail with obscure errors; undefined for a supported one. */
export function nodeVersionProblem(nodeVersion: string): string | undefined {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return undefined;
  return `pulumi-anthropic needs Node.js 22.19 or newer, and this is ${nodeVersion}. Install a newer version, and make sure that its \`node\` is the first one on the PATH.`;
}
