import path from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { type Installer, newInstaller, write } from "./installation.ts";
import { newStack, unhurried } from "./stack.ts";
import { templateFiles } from "./template.ts";

// Pulumi's provider process loads this package with `require` from the program's folder. Whether that works depends on the
// package manager and on how the program is run, so each combination is tested from the tarball to `destroy`.

let installer: Installer;
let home: string;
/** A folder with the packages of every program. */
let plain: string;
beforeAll(async () => {
  home = path.join(inject("engine").home, "layouts");
  installer = await newInstaller(home);
  plain = path.join(home, "plain");
  await write(plain, { "package.json": program("index.js") });
  await installer.npm(plain);
});

const project = "name: test\nruntime: nodejs\n";
const pulumi = { "@pulumi/pulumi": "3.276.0" };

const esm = `import * as anthropic from "pulumi-anthropic";
console.log("on node", process.version);
const research = new anthropic.Workspace("research", { name: "Research", tags: { team: "ml" } });
export const id = research.id;
`;
const typed = `import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";
console.log("on node", process.version);
const args: anthropic.WorkspaceArgs = { name: "Research", tags: { team: "ml" } };
const research = new anthropic.Workspace("research", args);
export const id: pulumi.Output<string> = research.id;
`;
const commonJs = `const anthropic = require("pulumi-anthropic");
console.log("on node", process.version);
const research = new anthropic.Workspace("research", { name: "Research", tags: { team: "ml" } });
exports.id = research.id;
`;
const conventions = `import * as anthropic from "pulumi-anthropic";
export function workspaceFor(team) {
  return new anthropic.Workspace(team, { name: "Research", tags: { team } });
}
`;
const wrapped = `import { workspaceFor } from "conventions";
console.log("on node", process.version);
export const id = workspaceFor("research").id;
`;

/** A project of `pulumi new typescript` with this version of the compiler. */
function template(typescript: string): Record<string, unknown> {
  const files = templateFiles({
    devDependencies: { "@types/node": "^18", typescript },
    dependencies: { ...pulumi, "pulumi-anthropic": installer.tarball },
  });
  return { ...files, "index.ts": typed };
}

/** A package that depends on the SDK and on this package. */
function program(main: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: "test",
    private: true,
    main,
    dependencies: { ...pulumi, "pulumi-anthropic": installer.tarball },
    ...more,
  };
}

/** Runs commands as users do, without the shortcuts of the other engine tests. */
async function stackIn(folder: string, env: Record<string, string> = {}) {
  const emulator = await startEmulator();
  return { emulator, stack: await newStack({ emulator, folder, env: { ...unhurried, ...env } }) };
}

/** Runs `up` and `destroy`. Each resolves the program and the provider by itself. */
async function deploys(folder: string, env: Record<string, string> = {}): Promise<void> {
  const { emulator, stack } = await stackIn(folder, env);
  const names = () => {
    const workspaces = emulator.organization().state().workspaces;
    return workspaces
      .filter((workspace) => workspace.archived_at === null)
      .map((workspace) => workspace.name);
  };
  try {
    const up = await stack.up();
    expect(up.output).toContain(env["PATH"] === installer.pathWithNode22 ? "on node v22." : "on node v24.");
    expect(names()).toContain("Research");
    await stack.destroy();
    expect(names()).not.toContain("Research");
  } finally {
    await emulator.stop();
  }
}

test.concurrent("the package works in a project of `pulumi new typescript` with TypeScript 5.9 on Node.js 22", async () => {
  const folder = path.join(home, "typescript5");
  await write(folder, template("5.9.3"));
  await installer.npm(folder, plain);
  await deploys(folder, { PATH: installer.pathWithNode22 });
});

test.concurrent("the package works in a project of `pulumi new typescript` with TypeScript 6", async () => {
  const folder = path.join(home, "typescript6");
  await write(folder, template("6.0.3"));
  await installer.npm(folder, plain);
  const { emulator, stack } = await stackIn(folder);
  expect((await stack.up()).output).toContain("on node v24.");
  await stack.up(["--expect-no-changes"]);
  await stack.destroy();
  expect(emulator.organization().state().workspaces).toMatchObject([{ archived_at: expect.any(String) }]);
  await emulator.stop();
});

// The other tests, and those of examples, run such programs on Node.js 24.
test.concurrent("the package works in JavaScript, and in TypeScript without a compiler, on Node.js 22", async () => {
  await write(plain, {
    "commonjs/Pulumi.yaml": project,
    "commonjs/package.json": program("index.js"),
    "commonjs/index.js": commonJs,
    "stripped/Pulumi.yaml": `${project}main: index.ts\n`,
    "stripped/package.json": program("index.ts", { type: "module" }),
    "stripped/index.ts": typed,
  });
  // One installation serves both, because Node.js also looks for packages in the folders above.
  for (const kind of ["commonjs", "stripped"])
    await deploys(path.join(plain, kind), { PATH: installer.pathWithNode22 });
});

test.concurrent("the package works in a pnpm workspace as the dependency of another package", async () => {
  const folder = path.join(home, "pnpm");
  const dependencies = { ...pulumi, conventions: "workspace:*" };
  await write(folder, {
    "package.json": { name: "root", private: true },
    "pnpm-workspace.yaml": "packages: [conventions, with, without]\n",
    "conventions/package.json": { ...program("index.js"), name: "conventions", type: "module" },
    "conventions/index.js": conventions,
    "with/Pulumi.yaml": project,
    "with/package.json": {
      ...program("index.js", { type: "module" }),
      name: "with",
      dependencies: { ...dependencies, "pulumi-anthropic": installer.tarball },
    },
    "with/index.js": wrapped,
    "without/Pulumi.yaml": project,
    "without/package.json": {
      name: "without",
      private: true,
      type: "module",
      main: "index.js",
      dependencies,
    },
    "without/index.js": wrapped,
  });
  await installer.pnpm(folder);
  await deploys(path.join(folder, "with"));

  const { emulator, stack } = await stackIn(path.join(folder, "without"));
  const refused = await stack.preview([], { fails: true });
  await emulator.stop();
  expect(refused.output).toContain(
    'Add "pulumi-anthropic" to the dependencies of the package.json in that folder',
  );
  expect(emulator.requests).toEqual([]);
});

test.concurrent("the package works with Yarn and node_modules", async () => {
  const folder = path.join(home, "yarn");
  await write(folder, {
    ".yarnrc.yml": "nodeLinker: node-modules\n",
    "Pulumi.yaml": project,
    "package.json": program("index.js", { type: "module" }),
    "index.js": esm,
  });
  await installer.yarn(folder);
  await deploys(folder);
});

test.concurrent("the package works with Yarn Plug'n'Play through `yarn exec pulumi`", async () => {
  const folder = path.join(home, "pnp");
  await write(folder, {
    ".yarnrc.yml": "nodeLinker: pnp\n",
    "Pulumi.yaml": project,
    "package.json": program("index.js", { type: "module" }),
    "index.js": esm,
  });
  await installer.yarn(folder);
  await deploys(folder, await installer.yarnExec(folder));
});
