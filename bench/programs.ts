import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** Ours, and the same resources of a provider that does nothing. */
export type ProgramName = "ours" | "floor";

/** What a program declares. */
export interface Size {
  workspaces: number;
  /** The number of members in each workspace. */
  members: number;
  /** IDs of users of the organization. */
  userIds: readonly string[];
}

/** Workspaces, and members by `userId`, so that no user has to be looked up by email address. */
function ours({ workspaces, members, userIds }: Size): string {
  return `import * as anthropic from "pulumi-anthropic";
const userIds = ${JSON.stringify(userIds)};
for (let w = 0; w < ${workspaces}; w += 1) {
  const workspace = new anthropic.Workspace(\`team-\${w}\`, { name: \`Team \${w}\`, tags: { team: \`team-\${w}\` } });
  for (let m = 0; m < ${members}; m += 1) {
    new anthropic.WorkspaceMember(\`team-\${w}-\${m}\`, {
      workspace,
      userId: userIds[(w * ${members} + m) % userIds.length],
      role: "workspace_developer",
    });
  }
}
`;
}

/** The same names, inputs and dependencies, of a provider that does nothing. */
function floor({ workspaces, members, userIds }: Size): string {
  return `import * as pulumi from "@pulumi/pulumi";
class Nothing extends pulumi.CustomResource {
  constructor(kind, name, inputs, options) {
    const __provider = \`exports.handler=()=>require("nothing").provider("\${kind}")\`;
    super(\`pulumi-nodejs:dynamic/nothing:\${kind}\`, name, { ...inputs, __provider }, options);
  }
}
const userIds = ${JSON.stringify(userIds)};
for (let w = 0; w < ${workspaces}; w += 1) {
  const workspace = new Nothing("Workspace", \`team-\${w}\`, { name: \`Team \${w}\`, tags: { team: \`team-\${w}\` } });
  for (let m = 0; m < ${members}; m += 1) {
    new Nothing("WorkspaceMember", \`team-\${w}-\${m}\`, {
      workspace: workspace.id,
      userId: userIds[(w * ${members} + m) % userIds.length],
      role: "workspace_developer",
    }, { deletedWith: workspace });
  }
}
`;
}

/** The provider that does nothing. Pulumi's provider process loads it as it loads our `provider/handlers.ts`. */
const nothingProvider = `let count = 0;
exports.provider = (kind) => ({
  check: async (olds, news) => ({ inputs: news, failures: [] }),
  diff: async () => ({ changes: false }),
  create: async (news) => ({ id: kind + count++, outs: news }),
  read: async (id, olds) => ({ id, props: olds }),
  update: async (id, olds, news) => ({ outs: news }),
  delete: async () => {},
});
`;

/** Writes each program into a folder of its name, and the packages that they need. */
export async function writePrograms(home: string, modules: string, size: Size): Promise<void> {
  const packages = path.join(home, "node_modules");
  await mkdir(path.join(packages, "nothing"), { recursive: true });
  await writeFile(path.join(packages, "nothing", "index.js"), nothingProvider);
  for (const name of ["@pulumi", "pulumi-anthropic"]) {
    await symlink(path.join(modules, name), path.join(packages, name));
  }
  for (const [name, program] of Object.entries({ ours: ours(size), floor: floor(size) })) {
    const folder = path.join(home, name);
    const manifest = { name, private: true, type: "module", main: "index.js" };
    const project = { name, runtime: { name: "nodejs", options: { typescript: false } } };
    await mkdir(folder);
    await writeFile(path.join(folder, "index.js"), program);
    await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
    await writeFile(path.join(folder, "Pulumi.yaml"), JSON.stringify(project));
  }
}
