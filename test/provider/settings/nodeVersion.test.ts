import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const provider = fileURLToPath(new URL("../../../provider/", import.meta.url));

test.each([
  ["a program", 'import("./index.ts")'],
  ["Pulumi's provider process", 'Promise.resolve().then(() => require("./handlers.ts"))'],
])("a Node.js version that is too old is rejected in %s before a dependency is loaded", async (_, load) => {
  const script = `
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });
    const loaded = () => Object.values(require.cache)
      .filter((module) => module.loaded && module.id.includes("node_modules"))
      .map(({ id }) => id);
    ${load}.then(
      () => console.log(JSON.stringify({ loaded: loaded() })),
      ({ message, stack }) => console.log(JSON.stringify({ message, stack, loaded: loaded() })),
    );`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: provider });
  const message = expect.stringMatching(
    /^pulumi-anthropic needs Node\.js 22\.19 or newer, but this is 20\.20\.2\./,
  );
  expect(JSON.parse(stdout)).toEqual({ message, stack: message, loaded: [] });
});
