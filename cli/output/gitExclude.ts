import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Io } from "./io.ts";

/**
 * Adds a file to `.git/info/exclude`, so that `git add .` leaves it out. Does nothing if git ignores or tracks the file already, if it
 * is outside of a repository, or without git. Prints what was done.
 */
export async function excludeFromGit(io: Io, file: string): Promise<void> {
  const path = resolve(io.cwd, file);
  const git = runnerIn(io, dirname(path));
  const found = await git(
    "rev-parse",
    "--is-inside-work-tree",
    "--show-prefix",
    "--git-path",
    "info/exclude",
  );
  const [isInside, prefix = "", exclude] = found.output.split("\n");
  if (found.code !== 0 || isInside !== "true" || exclude === undefined) return;
  const name = basename(path);
  // 1 means that git does not ignore the file. A name that begins with a colon would be a pattern.
  if ((await git("check-ignore", "--quiet", "--", `./${name}`)).code !== 1) return;
  if ((await git("--literal-pathspecs", "ls-files", "--error-unmatch", "--", name)).code === 0) return;
  const list = resolve(dirname(path), exclude);
  try {
    const before = await readFile(list, "utf8").catch(() => "");
    await mkdir(dirname(list), { recursive: true });
    const separator = before === "" || before.endsWith("\n") ? "" : "\n";
    await writeFile(list, `${before}${separator}${patternOf(join("/", prefix, name))}\n`);
    io.progress(
      `${file} contains names and email addresses. It was added to ${list}, so \`git add\` leaves it out.`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.progress(
      `${file} contains names and email addresses, and git does not ignore it (cannot write ${list}: ${reason}). Add it to .gitignore.`,
    );
  }
}

/** A pattern of git that matches only this path. */
function patternOf(path: string): string {
  return path.replace(/[\\*?[\]]/g, "\\$&").replace(/ +$/, (spaces) => "\\ ".repeat(spaces.length));
}

/** Runs git in a folder. A configured file system monitor is a program, which is not run. */
function runnerIn({ env }: Io, folder: string) {
  const always = ["-C", folder, "-c", "core.fsmonitor=false"];
  return (...args: string[]) =>
    new Promise<{ readonly code: number | undefined; readonly output: string }>((settle) => {
      const child = execFile("git", [...always, ...args], { env: { ...env } }, (error, output) =>
        settle({ code: error === null ? 0 : (child.exitCode ?? undefined), output }),
      );
    });
}
