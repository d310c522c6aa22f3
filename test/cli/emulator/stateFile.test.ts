import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStateFile } from "../../../cli/emulator/stateFile.ts";
import { type SavedEmulator, startEmulator } from "../../../emulator/index.ts";
import { newWorkdir } from "../workdir.ts";

async function savedEmulator(): Promise<SavedEmulator> {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  return emulator.saved();
}

describe("openStateFile", () => {
  it("reads what was saved, and leaves nothing beside the file", async () => {
    const { io } = await newWorkdir();
    const saved = await savedEmulator();
    const first = await openStateFile(io, "lab.json");
    expect(first.saved).toBeUndefined();
    first.save(saved);
    first.save({ ...saved, clockOffsetMs: 1 });
    await first.close();
    const second = await openStateFile(io, "lab.json");
    expect(second.saved).toEqual({ ...saved, clockOffsetMs: 1 });
    await second.close();
    expect(readdirSync(io.cwd)).toEqual(["lab.json"]);
  });

  it("creates a file that only its owner can read, and keeps the mode of an existing one", async () => {
    const { io } = await newWorkdir();
    const saved = await savedEmulator();
    const mode = () => statSync(join(io.cwd, "lab.json")).mode & 0o777;
    const save = async () => {
      const file = await openStateFile(io, "lab.json");
      file.save(saved);
      await file.close();
    };
    await save();
    expect(mode()).toBe(0o600);
    chmodSync(join(io.cwd, "lab.json"), 0o640);
    await save();
    expect(mode()).toBe(0o640);
  });

  it("lets only one emulator open a file, also through a symbolic link", async () => {
    const { io } = await newWorkdir();
    const first = await openStateFile(io, "lab.json");
    first.save(await savedEmulator());
    symlinkSync("lab.json", join(io.cwd, "link.json"));
    for (const name of ["lab.json", "link.json"]) {
      await expect(openStateFile(io, name)).rejects.toThrow(
        new RegExp(
          `^cannot write ${name}: process ${process.pid} on .*, is using it\\. Stop that emulator, or name another file\\.`,
        ),
      );
    }
    await first.close();
    const second = await openStateFile(io, "link.json");
    expect(second.saved).toBeDefined();
    second.save(await savedEmulator());
    await second.close();
    expect(readdirSync(io.cwd)).toEqual(["lab.json", "link.json"]);
  });

  it("does not save after another emulator has opened the file", async () => {
    const { io } = await newWorkdir();
    const file = await openStateFile(io, "lab.json");
    const other = JSON.stringify({ token: "other", pid: 1, host: "other", since: "2026-11-20T10:00:00Z" });
    writeFileSync(join(io.cwd, ".lab.json.lock", "lock"), other);
    const saved = await savedEmulator();
    expect(() => file.save(saved)).toThrow("cannot write lab.json: process 1 on other, ");
    expect(existsSync(join(io.cwd, "lab.json"))).toBe(false);
    await file.close();
  });

  it("rejects a folder, a missing folder and a file that is not JSON, and leaves the file as it is", async () => {
    const { io, write, file } = await newWorkdir();
    mkdirSync(join(io.cwd, "folder"));
    await expect(openStateFile(io, "folder")).rejects.toThrow(
      "cannot write folder: it is not a regular file. Name another file.",
    );
    await expect(openStateFile(io, "nowhere/lab.json")).rejects.toThrow(
      "cannot write nowhere/lab.json: the folder nowhere does not exist. Create it.",
    );
    await write("lab.json", '{"version":1,');
    await expect(openStateFile(io, "lab.json")).rejects.toThrow("cannot read lab.json: it is not JSON.");
    expect(await file("lab.json")).toBe('{"version":1,');
    expect(readdirSync(io.cwd).toSorted()).toEqual(["folder", "lab.json"]);
  });
});
