import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";

const root = path.join(import.meta.dirname, "..", "..");
const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
let project: string;
let installed: string;

beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), "types-"));
  installed = path.join(project, "node_modules", "pulumi-anthropic");
  await mkdir(path.join(project, "node_modules", "@types"), { recursive: true });
  await mkdir(installed);
  // The published package, with the dependencies that this repository has installed.
  await cp(path.join(root, "package.json"), path.join(installed, "package.json"));
  const config = path.join(root, "tsconfig.build.json");
  const built = await tsc(["-p", config, "--outDir", path.join(installed, "dist"), "--emitDeclarationOnly"]);
  expect(built).toBe("");
  for (const name of ["@pulumi", "@types/node", "undici-types", "zod", "undici", "commander"]) {
    await symlink(path.join(root, "node_modules", name), path.join(project, "node_modules", name));
  }
}, 120_000);

afterAll(() => rm(project, { recursive: true }));

async function tsc(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runSubprocess(process.execPath, [compiler, ...args], {
    cwd: root,
    env: process.env,
  });
  return `${stdout}${stderr}`;
}

const usageAndCost = readFileSync(path.join(root, "docs", "usage-and-cost.md"), "utf8");

const rateLimits = readFileSync(path.join(root, "docs", "rate-limits.md"), "utf8");

const programs = {
  "the program of docs/rate-limits.md": [...rateLimits.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
    .map(([, block = ""]) => block)
    .join(""),
  "the program of docs/usage-and-cost.md": [...usageAndCost.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
    .map(([, block = ""]) => block)
    // The alert is a script of its own, which test/provider/functions/documentation.test.ts runs.
    .filter((block) => !block.includes("process.exitCode"))
    .join(""),
  "an empty program": 'import * as anthropic from "pulumi-anthropic";\nexport { anthropic };\n',
  "a program with a workspace": `import * as anthropic from "pulumi-anthropic";
const research = new anthropic.Workspace("research", { name: "Research" });
export const id = research.id;
`,
  "a program that starts the emulator": `import { startEmulator } from "pulumi-anthropic/emulator";
export const emulator = startEmulator({ seed: "sample" });
`,
};

/** The compiler options of Pulumi's TypeScript template, today and before 2026-03-25. */
const templates = {
  current: { target: "es2022", module: "nodenext", moduleResolution: "nodenext" },
  older: { target: "es2020", module: "commonjs", moduleResolution: "node", ignoreDeprecations: "6.0" },
};

test.each(
  Object.entries(templates).flatMap(([template, options]) =>
    Object.entries(programs).map(([title, program]) => ({ template, title, program, options })),
  ),
)("$title compiles with the $template template of Pulumi and without skipLibCheck", async (each) => {
  const folder = await mkdtemp(path.join(project, "program-"));
  await writeFile(path.join(folder, "index.ts"), each.program);
  await writeFile(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        ...each.options,
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: ["node"],
        typeRoots: [path.join(project, "node_modules", "@types")],
      },
      files: ["index.ts"],
    }),
  );
  expect(await tsc(["-p", folder])).toBe("");
});

/** The packages that a declaration file and the declaration files behind its relative imports import. */
async function importedPackages(entry: string): Promise<string[]> {
  const packages = new Set<string>();
  const files = [entry];
  // The loop also visits the files that it adds.
  for (const file of files) {
    const text = await readFile(file, "utf8");
    for (const [, specifier = ""] of text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
      if (!specifier.startsWith(".")) {
        packages.add(specifier);
        continue;
      }
      const imported = path.join(path.dirname(file), specifier).replace(/\.[jt]s$/, ".d.ts");
      if (!files.includes(imported)) files.push(imported);
    }
  }
  return [...packages];
}

test.each(["provider/index.d.ts", "emulator/index.d.ts"])(
  "the types of %s import no dependency but @pulumi/pulumi and Node.js",
  async (entry) => {
    const packages = await importedPackages(path.join(installed, "dist", entry));
    expect(packages.filter((name) => name !== "@pulumi/pulumi" && !name.startsWith("node:"))).toEqual([]);
  },
);
