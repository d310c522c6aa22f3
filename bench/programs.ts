import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** Ours, and the same resources of a provider that does nothing but fill the state. */
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

/** The same names, inputs, dependencies and outputs, of a provider that does nothing. */
function floor({ workspaces, members, userIds }: Size): string {
  return `import * as pulumi from "@pulumi/pulumi";
class Nothing extends pulumi.CustomResource {
  constructor(kind, name, inputs, options) {
    const __origin = \`floor/bench::\${name}\`;
    // Like our resources, it stores only the frame of the program. The SDK itself omits the first five.
    const format = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, frames) => {
      if (Error.stackTraceLimit !== Infinity) return format(error, frames);
      Error.prepareStackTrace = format;
      return format(error, frames.slice(0, 6));
    };
    const __provider = \`exports.handler=()=>require("nothing").provider("\${kind}")\`;
    const __stack = pulumi.getStack();
    super(\`pulumi-nodejs:dynamic/nothing:\${kind}\`, name, { ...inputs, __origin, __provider, __stack }, options);
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

/**
 * The provider that does nothing. Pulumi's provider process loads it as it loads our `provider/handlers.ts`. It stores as much in
 * the state as ours, because the engine writes the whole state at every step, which is most of the time of `up` and `destroy`.
 */
const nothingProvider = `let count = 0;
const ids = { Workspace: 21, WorkspaceMember: 44 };
const stored = {
  __managed: ["workspace", "userId", "role"],
  __organization: "00000000-0000-4000-8000-000000000000",
  __schema: 1,
  adopted: false,
  status: "active",
};
const outputs = {
  Workspace: {
    ...stored,
    compartmentId: "00000000-0000-4000-8000-000000000000",
    createdAt: "2026-11-29T12:00:00.000000Z",
    dataResidency: { allowedInferenceGeos: "unrestricted", defaultInferenceGeo: "global", workspaceGeo: "us" },
    displayColor: "#6C5BB9",
  },
  WorkspaceMember: { ...stored, email: "user-0@example.com" },
};
exports.provider = (kind) => ({
  check: async (olds, { __stack, ...inputs }) => ({ inputs, failures: [] }),
  diff: async () => ({ changes: false }),
  create: async (news) => ({ id: \`\${kind}_\${String(count++).padStart(ids[kind], "0")}\`, outs: { ...outputs[kind], ...news } }),
  read: async (id, olds) => ({ id, props: olds }),
  update: async (id, olds, news) => ({ outs: { ...olds, ...news } }),
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
