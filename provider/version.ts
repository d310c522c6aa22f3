import { createRequire } from "node:module";

const manifest: unknown = createRequire(import.meta.url)("pulumi-anthropic/package.json");

/** The version of this package. */
export const version =
  typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
