import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { chromium, needed } from "./tools.ts";

const skipped = new Error("skipped");
const context = {
  skip: (reason?: unknown): never => {
    throw new Error(String(reason), { cause: skipped });
  },
};

/** A folder with executables of these names. */
async function folderWith(...names: string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "tools-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of names) {
    await writeFile(path.join(folder, name), "#!/bin/sh\n");
    await chmod(path.join(folder, name), 0o755);
  }
  return folder;
}

test("a tool is the first on PATH that can be run", async () => {
  const [first, second] = [await folderWith(), await folderWith("go")];
  await mkdir(path.join(first, "go"));
  const env = { PATH: ["relative", first, second].join(path.delimiter) };
  expect(needed(context, "go", env)).toBe(path.join(second, "go"));
});

test("an absent tool skips the test with what to install", () => {
  expect(() => needed(context, "go", { PATH: "" })).toThrow(
    new Error("This test needs Go (https://go.dev/dl).", { cause: skipped }),
  );
});

test("an absent tool fails the test where all of them must be there", () => {
  const env = { PATH: "", PULUMI_ANTHROPIC_TEST_TOOLS: "all" };
  expect(() => needed(context, "chromium", env)).toThrow(
    /^This test needs Chromium .*PULUMI_ANTHROPIC_TEST_TOOLS=all says that it is there\.$/,
  );
});

test("the browser is Debian's, Ubuntu's or Google's, or the one that CHROME_PATH names", async () => {
  const folder = await folderWith("google-chrome", "chromium-browser", "another");
  expect(chromium({ PATH: folder })).toBe(path.join(folder, "chromium-browser"));
  expect(chromium({ PATH: folder, CHROME_PATH: path.join(folder, "another") })).toBe(
    path.join(folder, "another"),
  );
  expect(chromium({ PATH: folder, CHROME_PATH: path.join(folder, "absent") })).toBeUndefined();
});
