import { copyFile, cp, mkdir, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { rolldown } from "rolldown";
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

/**
 * Copies a built package and replaces the two entries that Pulumi loads with bundles of the same sources and their dependencies.
 * Otherwise each command loads 600 modules in two processes, which is a quarter of its CPU time. Tests of the installed package,
 * such as test/engine/layouts.test.ts, use the package itself.
 */
export async function quickPackage(built: string, directory: string): Promise<void> {
  await cp(built, directory, { recursive: true, verbatimSymlinks: true });
  const provider = path.join(root, "provider");
  const bundle = await rolldown({
    input: { index: path.join(provider, "index.ts"), handlers: path.join(provider, "handlers.ts") },
    platform: "node",
    // The program and the provider process load the SDK before.
    external: /^@pulumi\//,
  });
  await bundle.write({
    dir: path.join(directory, "dist", "provider"),
    // provider/version.ts rejects a bundle anywhere else. The command line uses the file of this name in dist/provider.
    codeSplitting: { groups: [{ name: "version", minShareCount: 2 }] },
    chunkFileNames: "bundle/provider/[name].js",
  });
  await bundle.close();
}
