import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { allPrograms, type Program } from "../pages/programs.ts";

const root = path.join(import.meta.dirname, "..", "..");
const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");

/** The programs of all pages, and some that no page has. */
const programs: readonly Program[] = [
  ...allPrograms(),
  {
    title: "an empty program",
    text: 'import * as anthropic from "pulumi-anthropic";\nexport { anthropic };\n',
    isModule: false,
  },
];

/** The kinds of projects that readers have, with the compiler options that matter. */
const projects: Readonly<Record<string, { readonly compilerOptions: object; readonly type?: "module" }>> = {
  // https://github.com/pulumi/templates/blob/master/typescript/tsconfig.json since 2026-03-25. Without "type", it is CommonJS.
  "the template of `pulumi new typescript`": {
    compilerOptions: { target: "es2020", module: "nodenext", moduleResolution: "nodenext" },
  },
  "the template before 2026-03-25": {
    compilerOptions: {
      target: "es2020",
      module: "commonjs",
      moduleResolution: "node",
      ignoreDeprecations: "6.0",
    },
  },
  // docs/first-steps.md copies examples/ci/tsconfig.json.
  "the project of docs/first-steps.md": {
    type: "module",
    compilerOptions: {
      target: "es2023",
      module: "nodenext",
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
    },
  },
};

const files = new Map(programs.map(({ title }, index) => [title, `program${index}.ts`]));

/** The programs that a project can have. */
function programsOf(project: string): readonly Program[] {
  return programs.filter(({ isModule }) => !isModule || projects[project]?.type === "module");
}
let home: string;
let installed: string;
/** The errors by project and file, such as `0/program3.ts`. */
let errors: ReadonlyMap<string, string[]>;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "programs-"));
  const modules = path.join(home, "node_modules");
  installed = path.join(modules, "pulumi-anthropic");
  await mkdir(path.join(modules, "@types"), { recursive: true });
  await mkdir(installed);
  // The published package, with the packages that a program may have.
  await cp(path.join(root, "package.json"), path.join(installed, "package.json"));
  for (const name of ["@pulumi", "@types/node", "undici-types", "yaml"]) {
    await symlink(path.join(root, "node_modules", name), path.join(modules, name));
  }
  const build = path.join(home, "tsconfig.build.json");
  await writeFile(
    build,
    JSON.stringify({
      extends: path.join(root, "tsconfig.build.json"),
      compilerOptions: {
        rootDir: root,
        outDir: path.join(installed, "dist"),
        emitDeclarationOnly: true,
        // `npm run check` checks the types of the sources.
        noCheck: true,
      },
      // The command line has no types for programs.
      include: [path.join(root, "provider"), path.join(root, "emulator")],
    }),
  );
  expect(await tsc(["-p", build])).toBe("");
  for (const [index, [project, { type, compilerOptions }]] of Object.entries(projects).entries()) {
    const own = programsOf(project).map(({ title, text }) => ({ file: files.get(title) ?? "", text }));
    const folder = path.join(home, String(index));
    await mkdir(folder);
    for (const { file, text } of own) await writeFile(path.join(folder, file), text);
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "test", type }));
    const strict = { strict: true, noImplicitReturns: true, noFallthroughCasesInSwitch: true };
    await writeFile(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          ...compilerOptions,
          ...strict,
          noEmit: true,
          skipLibCheck: false,
          // Those of the compiler itself, which are the same in each project.
          skipDefaultLibCheck: true,
          types: ["node"],
          typeRoots: [path.join(modules, "@types")],
        },
        files: own.map(({ file }) => file),
      }),
    );
  }
  const output = await tsc([
    "-b",
    ...Object.keys(Object.values(projects)).map((index) => path.join(home, index)),
  ]);
  // The types of @pulumi/policy 1.21 do not compile without skipLibCheck.
  const lines = output
    .split("\n")
    .filter((line) => line !== "" && !line.includes("@pulumi/policy/index.d.ts"));
  errors = Map.groupBy(lines, (line) => /^(?:.*\/)?(\d+\/program\d+\.ts)\(/.exec(line)?.[1] ?? "elsewhere");
}, 180_000);

afterAll(() => rm(home, { recursive: true }));

async function tsc(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runSubprocess(process.execPath, [compiler, ...args], {
    cwd: home,
    env: process.env,
  });
  return `${stdout}${stderr}`;
}

describe.each(Object.keys(projects))("in %s, without skipLibCheck", (project) => {
  const index = Object.keys(projects).indexOf(project);

  test.each(programsOf(project).map(({ title }) => title))("%s compiles", (title) => {
    expect(errors.get(`${index}/${files.get(title)}`) ?? []).toEqual([]);
  });
});

test("every error is one of a program", () => {
  expect(errors.get("elsewhere") ?? []).toEqual([]);
});

/** The packages that a declaration file and the declaration files behind its relative imports import. */
async function importedPackages(entry: string): Promise<string[]> {
  const packages = new Set<string>();
  const found = [entry];
  // The loop also visits the files that it adds.
  for (const file of found) {
    const text = await readFile(file, "utf8");
    for (const [, specifier = ""] of text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
      if (!specifier.startsWith(".")) {
        packages.add(specifier);
        continue;
      }
      const imported = path.join(path.dirname(file), specifier).replace(/\.[jt]s$/, ".d.ts");
      if (!found.includes(imported)) found.push(imported);
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
