import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { diskError, hashOf, readIfExists, replaceFile, sizeOf } from "../../../cli/output/disk.ts";
import { commandEnv } from "../command.ts";
import { busyWorkdir } from "../report/reports.ts";
import { autumn, besides, contentOf, sync } from "../report/sync/syncs.ts";
import { newWorkdir } from "../workdir.ts";

test("a file is replaced as a whole, also after a crash in an earlier replacement", async () => {
  const { io } = await newWorkdir();
  const file = join(io.cwd, "state.json");
  writeFileSync(`${file}.new`, "half");
  await replaceFile(file, "one");
  await replaceFile(file, "two");
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(await readIfExists(`${file}.new`)).toBeUndefined();
  expect(await sizeOf(file)).toBe(3);
  expect(await hashOf(file)).toBe("3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3");
});

test("a missing file has no content, size or hash, and another problem is an error", async () => {
  const { io } = await newWorkdir();
  mkdirSync(join(io.cwd, "folder"));
  for (const read of [readIfExists, sizeOf, hashOf]) {
    expect(await read(join(io.cwd, "missing"))).toBeUndefined();
    expect(await read(join(io.cwd, "folder", "x", "y"))).toBeUndefined();
  }
  await expect(readIfExists(join(io.cwd, "folder"))).rejects.toThrow("EISDIR");
  await expect(hashOf(join(io.cwd, "folder"))).rejects.toThrow("EISDIR");
});

test("an error of the operating system becomes an error for users, and no other error does", () => {
  const refused = (code: string) => Object.assign(new Error("E: no"), { code, syscall: "write" });
  expect(diskError("cost.csv", refused("ENOSPC"))).toMatchObject({
    message:
      "cannot write cost.csv: there is no space left on the device. Fix the problem, and run the command again to continue.",
  });
  expect(diskError("cost.csv", refused("EIO"))).toMatchObject({
    message: expect.stringMatching(/^cannot write cost\.csv: E: no\. Fix the problem/),
  });
  const bug = new TypeError("x");
  expect(diskError("cost.csv", bug)).toBe(bug);
});

test.skipIf(process.platform === "win32")(
  "a full disk leaves the file as it was, and the next run continues",
  async () => {
    const workdir = await busyWorkdir();
    const options = { ...autumn, by: ["day", "workspace", "model"], out: "cost.csv" } as const;
    await sync(workdir, "cost", { ...options, until: "2026-09-20" });
    const before = contentOf(workdir, "cost.csv");
    const program = new URL("../../../cli/index.ts", import.meta.url).pathname;
    // No file may exceed 60 KB (120 blocks), so that the second range fits only in part.
    const script = 'ulimit -f 120; exec "$0" "$@"';
    const args = `report cost --by day,workspace,model --until ${autumn.until} --out cost.csv`.split(" ");
    const child = spawn("sh", ["-c", script, process.execPath, program, ...args], {
      cwd: workdir.io.cwd,
      env: commandEnv(workdir.io.env),
    });
    const [error, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringMatching(
        /^error: cannot write cost\.csv: the file would exceed the maximum file size\. Fix the problem, /m,
      ),
    });
    expect(contentOf(workdir, "cost.csv")).toBe(before);
    expect(besides(workdir, "cost.csv")).toEqual(["rows", "state.json"]);
    const progress = await sync(workdir, "cost", options);
    expect(progress[0]).toMatch(/^Continuing cost\.csv: the cost since 2026-10-21 in 1 range/);
    await sync(workdir, "cost", { ...options, out: "whole.csv" });
    expect(contentOf(workdir, "cost.csv")).toBe(contentOf(workdir, "whole.csv"));
  },
);
