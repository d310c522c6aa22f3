import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { excludeFromGit } from "../../../cli/output/gitExclude.ts";
import { newWorkdir } from "../workdir.ts";

/** A folder `program` in a git repository. */
async function repository() {
  const { io, progress } = await newWorkdir({
    PATH: process.env["PATH"],
    HOME: path.resolve("/nonexistent"),
  });
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", io.cwd, ...args], { encoding: "utf8", env: { ...io.env } });
  git("init", "--quiet");
  const cwd = path.join(io.cwd, "program");
  await mkdir(cwd);
  const exclude = path.join(io.cwd, ".git", "info", "exclude");
  return {
    io: { ...io, cwd },
    progress,
    git,
    root: io.cwd,
    exclude,
    excluded: async () =>
      (await readFile(exclude, "utf8")).split("\n").filter((line) => line.startsWith("/")),
  };
}

it("keeps a new file out of `git add .`, and names the list to which it was added", async () => {
  const { io, progress, git, exclude, excluded } = await repository();
  const files = ["a.json", "with space [1]*.json ", "other.json"];
  for (const file of files) await writeFile(path.join(io.cwd, file), "{}");
  await writeFile(path.join(io.cwd, "with space 1.json"), "{}");
  for (const file of files.slice(0, 2)) await excludeFromGit(io, file);
  expect(progress[0]).toBe(
    `a.json contains names and email addresses. It was added to ${exclude}, so \`git add\` leaves it out.`,
  );
  git("add", ".");
  expect(git("ls-files", "-z").split("\0")).toEqual(["program/other.json", "program/with space 1.json", ""]);
  await excludeFromGit(io, "a.json");
  expect(await excluded()).toEqual(["/program/a.json", "/program/with space \\[1\\]\\*.json\\ "]);
});

it("changes nothing for a file that git ignores or tracks already", async () => {
  const { io, progress, git, root, excluded } = await repository();
  await writeFile(path.join(root, ".gitignore"), "*.snapshot.json\n");
  for (const file of ["a.snapshot.json", "tracked.json"]) await writeFile(path.join(io.cwd, file), "{}");
  git("add", "program/tracked.json");
  for (const file of ["a.snapshot.json", "tracked.json"]) await excludeFromGit(io, file);
  expect(await excluded()).toEqual([]);
  expect(progress).toEqual([]);
});

it("changes nothing outside of a repository, or without git", async () => {
  const { io, progress } = await newWorkdir({ PATH: process.env["PATH"], GIT_CEILING_DIRECTORIES: "/" });
  await excludeFromGit(io, "a.json");
  await excludeFromGit({ ...io, env: { PATH: io.cwd } }, "a.json");
  expect(progress).toEqual([]);
});

it("advises to ignore the file when the list cannot be written", async () => {
  const { io, progress, exclude } = await repository();
  await rm(path.dirname(exclude), { recursive: true });
  await writeFile(path.dirname(exclude), "a file instead of the folder");
  await excludeFromGit(io, "a.json");
  expect(progress.join("\n")).toMatch(
    /^a\.json contains names and email addresses, and git does not ignore it \(cannot write .*\)\. Add it to \.gitignore\.$/,
  );
});
