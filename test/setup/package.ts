import { copyFile, mkdir, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";

const root = path.join(import.meta.dirname, "..", "..");

/**
 * Builds this package into a folder, as it would be installed. Not into `dist/`, because that would change files during
 * another run and keep files whose source was deleted.
 */
export async function copyPackage(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  for (const file of ["package.json", "LICENSE"]) {
    await copyFile(path.join(root, file), path.join(directory, file));
  }
  for (const folder of ["node_modules", "examples"]) {
    await symlink(path.join(root, folder), path.join(directory, folder));
  }
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [
    compiler,
    "-p",
    path.join(root, "tsconfig.build.json"),
    "--outDir",
    path.join(directory, "dist"),
    // `npm run check` checks the types.
    "--noCheck",
  ];
  const result = await runSubprocess(process.execPath, args, { cwd: root, env: process.env });
  const entry = path.join(directory, "dist", "provider", "index.js");
  await stat(entry).catch(() => {
    throw new Error(`cannot build the package:\n${result.stdout}${result.stderr}`);
  });
  return directory;
}
