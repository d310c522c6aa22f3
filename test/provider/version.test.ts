import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { nodeVersionProblem, version } from "../../provider/version.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test("version is the version of the package", () => {
  expect(manifest).toMatchObject({ version });
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test("nodeVersionProblem rejects a Node.js version that is too old and says what to install", () => {
  expect(manifest.engines.node).toBe(">=22.19");
  for (const supported of ["22.19.0", "22.20.1", "23.0.0", "24.0.0", "100.1.0"]) {
    expect(nodeVersionProblem(supported)).toBeUndefined();
  }
  for (const old of ["18.20.8", "20.20.2", "22.0.0", "22.18.0"]) {
    expect(nodeVersionProblem(old)).toBe(
      `pulumi-anthropic needs Node.js 22.19 or newer, and this is ${old}. Install a newer version, and make sure that its \`node\` is the first one on the PATH.`,
    );
  }
});
