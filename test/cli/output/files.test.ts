import { chmod, stat } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import {
  existing,
  mustBeNew,
  readInput,
  specifierOf,
  writeNew,
  writeText,
} from "../../../cli/output/files.ts";
import { newWorkdir } from "../workdir.ts";

it("returns the files that exist", async () => {
  const { io, write } = await newWorkdir();
  await write("a.ts", "");
  expect(await existing(io, ["a.ts", "b.ts"])).toEqual(["a.ts"]);
});

it("rejects files that exist, unless they may be overwritten", async () => {
  const { io, write } = await newWorkdir();
  await write("a.ts", "");
  await mustBeNew(io, ["b.ts"], false);
  await mustBeNew(io, ["a.ts"], true);
  await expect(mustBeNew(io, ["b.ts", "a.ts"], false)).rejects.toThrow(
    "cannot write a.ts: the file exists. Nothing was written. Name another file, or overwrite it with --force.",
  );
});

it("writes a new file, and overwrites one only with `force`", async () => {
  const { io, file } = await newWorkdir();
  await writeNew(io, "a.ts", "1", false);
  await expect(writeNew(io, "a.ts", "2", false)).rejects.toThrow("cannot write a.ts: the file exists.");
  expect(await file("a.ts")).toBe("1");
  await writeNew(io, "a.ts", "2", true);
  expect(await file("a.ts")).toBe("2");
  await expect(writeNew(io, "none/a.ts", "1", false)).rejects.toThrow(/^cannot write none\/a\.ts: ENOENT/);
});

it.skipIf(process.platform === "win32")(
  "only the owner can read a new file, and others keep their mode",
  async () => {
    const { io } = await newWorkdir();
    const modeOf = async (file: string) => (await stat(path.join(io.cwd, file))).mode & 0o777;
    await writeText(io, "a.html", "1");
    await writeNew(io, "b.json", "1", false);
    expect([await modeOf("a.html"), await modeOf("b.json")]).toEqual([0o600, 0o600]);
    await chmod(path.join(io.cwd, "a.html"), 0o644);
    await writeText(io, "a.html", "2");
    expect(await modeOf("a.html")).toBe(0o644);
  },
);

it("reads a file that an option names, and explains why it cannot be read", async () => {
  const { io, write } = await newWorkdir();
  await write("a.json", "{}");
  expect(await readInput(io, "a.json", "the state a.json")).toBe("{}");
  await expect(readInput(io, "b.json", "the state b.json")).rejects.toThrow(
    "cannot read the state b.json: the file does not exist. Check the path.",
  );
  await expect(readInput(io, ".", "the state .")).rejects.toThrow(/^cannot read the state \.: EISDIR/);
});

it("includes the file extension in the import specifier for ES modules only", async () => {
  const { io, write } = await newWorkdir();
  expect(await specifierOf(io, "team.ts")).toBe("./team");
  await write("package.json", { type: "module" });
  expect(await specifierOf(io, "team.ts")).toBe("./team.ts");
});
