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

test("needed returns the first executable of that name on PATH", async () => {
  const [first, second] = [await folderWith(), await folderWith("go")];
  await mkdir(path.join(first, "go"));
  const env = { PATH: ["relative", first, second].join(path.delimiter) };
  expect(needed(context, "go", env)).toBe(path.join(second, "go"));
});

test("needed skips the test and says what to install if the tool is missing", () => {
  expect(() => needed(context, "go", { PATH: "" })).toThrow(
    new Error("This test needs Go (https://go.dev/dl).", { cause: skipped }),
  );
});

test("needed fails the test if the tool is missing and all tools are required", () => {
  const env = { PATH: "", PULUMI_ANTHROPIC_TEST_TOOLS: "all" };
  expect(() => needed(context, "chromium", env)).toThrow(
    /^This test needs Chromium .*PULUMI_ANTHROPIC_TEST_TOOLS=all requires it\.$/,
  );
});

test("chromium finds Debian's, Ubuntu's or Google's browser, or the one in CHROME_PATH", async () => {
  const folder = await folderWith("google-chrome", "chromium-browser", "another");
  expect(chromium({ PATH: folder })).toBe(path.join(folder, "chromium-browser"));
  expect(chromium({ PATH: folder, CHROME_PATH: path.join(folder, "another") })).toBe(
    path.join(folder, "another"),
  );
  expect(chromium({ PATH: folder, CHROME_PATH: path.join(folder, "absent") })).toBeUndefined();
});
