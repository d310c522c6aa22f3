import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const cli = fileURLToPath(new URL("../../cli/", import.meta.url));

function started(node: string, bun?: string) {
  const script = `
    Object.defineProperty(process, "versions", { value: { ...process.versions, ...${JSON.stringify({ node, bun })} } });
    process.argv.splice(1, 0, "pulumi-anthropic", "--version");
    import("./index.ts");`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
    cwd: cli,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("the command line exits with one line on a Node.js version that is too old", () => {
  expect(started("20.20.2")).toEqual({
    status: 1,
    stdout: "",
    stderr: expect.stringMatching(
      /^pulumi-anthropic needs Node\.js 22\.19 or newer, but this is 20\.20\.2\. [^\n]+\.\n$/,
    ),
  });
});

test("the command line exits with one line on Bun", () => {
  expect(started("24.3.0", "1.4.5")).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "pulumi-anthropic needs Node.js, but this is Bun 1.4.5, on which Pulumi does not run dynamic providers. Install Node.js, and run `npx pulumi-anthropic`, or `bunx pulumi-anthropic` without `--bun`.\n",
  });
});

test("the command line runs on a supported Node.js version", () => {
  expect(started("22.19.0")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) });
});
