import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runtimeProblem, version } from "../../provider/version.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test("version is the version of the package", () => {
  expect(manifest).toMatchObject({ version });
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

const advice = "Do this instead.";

test("runtimeProblem rejects a Node.js version that is too old and says what to install", () => {
  expect(manifest.engines.node).toBe(">=22.19");
  for (const node of ["22.19.0", "22.20.1", "23.0.0", "24.0.0", "26.10.0", "100.1.0"]) {
    expect(runtimeProblem({ node }, advice)).toBeUndefined();
  }
  for (const node of ["18.20.8", "20.20.2", "22.0.0", "22.18.0"]) {
    expect(runtimeProblem({ node }, advice)).toBe(
      `pulumi-anthropic needs Node.js 22.19 or newer, but this is ${node}. Install a newer version, and make sure that its \`node\` is the first one on the PATH.`,
    );
  }
});

test("runtimeProblem rejects Bun, which has a recent version of Node.js, and says what to do instead", () => {
  expect(runtimeProblem({ node: "24.3.0", bun: "1.4.5" }, advice)).toBe(
    "pulumi-anthropic needs Node.js, but this is Bun 1.4.5, on which Pulumi does not run dynamic providers. Do this instead.",
  );
});

test.each([
  ["file:///app/node_modules/pulumi-anthropic/dist/provider/version.js", false],
  [
    "file:///app/.yarn/cache/pulumi-anthropic-npm-0.1.0.zip/node_modules/pulumi-anthropic/dist/provider/version.js",
    false,
  ],
  ["file:///app/provider/version.ts?t=1", false],
  ["file:///app/dist/main.mjs", true],
  ["file:///app/dist/version.js", true],
  [undefined, true],
])("runtimeProblem recognizes a bundle by the address of its code: %s", (address, bundled) => {
  const problem = runtimeProblem({ node: "24.0.0" }, advice, address ?? "");
  expect(problem?.startsWith("pulumi-anthropic is part of a bundle") ?? false).toBe(bundled);
});
