import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { type LoggedRequest, startEmulator } from "../emulator/index.ts";
import { type BenchOptions, withHome } from "./home.ts";
import type { Claim } from "./report.ts";

export interface InvitationsOptions extends BenchOptions {
  /** The number of users. Each is invited, and added to two workspaces. */
  users: number;
  workspaces: number;
}

const program = (users: number, workspaces: number) => `import * as anthropic from "pulumi-anthropic";
const workspaces = Array.from({ length: ${workspaces} }, (_, w) =>
  new anthropic.Workspace(\`team-\${w}\`, { name: \`Team \${w}\` }));
for (let u = 0; u < ${users}; u += 1) {
  const user = new anthropic.Member(\`user-\${u}\`, { email: \`user-\${u}@example.com\`, role: "developer" });
  for (const shift of [0, 1]) {
    new anthropic.WorkspaceMember(\`user-\${u}-\${shift}\`, {
      workspace: workspaces[(u + shift) % ${workspaces}],
      email: user.email,
      role: "workspace_developer",
    });
  }
}
`;

/** Invites users, lets all of them accept, adds them to their workspaces, and counts requests and invitations. */
export async function benchInvitations(options: InvitationsOptions): Promise<Claim[]> {
  const { users, workspaces, modules, say } = options;
  const emulator = await startEmulator({ requestsPerMinute: "unlimited" });
  try {
    return await withHome(options, async (home) => {
      const folder = path.join(home.directory, "invitations");
      await mkdir(folder);
      await symlink(modules, path.join(folder, "node_modules"));
      const project = {
        name: "invitations",
        main: "index.js",
        runtime: { name: "nodejs", options: { typescript: false } },
      };
      await writeFile(path.join(folder, "index.js"), program(users, workspaces));
      await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
      await writeFile(path.join(folder, "Pulumi.yaml"), JSON.stringify(project));
      const run = async (name: string, args: readonly string[]) => {
        emulator.clearRequests();
        const env = { ANTHROPIC_MAX_INVITATIONS: String(users) };
        const { wallSeconds } = await home.run(folder, args, emulator, env);
        const writes = emulator.requests.filter(({ method }) => method !== "GET");
        const reads = emulator.requests.length - writes.length;
        say(`${name}: ${wallSeconds.toFixed(1)} s, ${reads} reads and ${writes.length} writes`);
        return { reads, writes: writes.length, twice: writes.length - new Set(writes.map(textOf)).size };
      };

      say(`${users} users in ${workspaces} workspaces, two each`);
      const now = ["--yes", "--skip-preview", "--suppress-progress"];
      await run("stack init", ["stack", "init"]);
      const invited = await run("up, which invites", ["up", ...now]);
      for (const { to } of emulator.sentInvitations) emulator.organization().console.acceptInvite(to);
      const joined = await run("up after all have accepted", ["up", ...now]);
      const refresh = await run("refresh", ["refresh", "--expect-no-changes", ...now]);
      const preview = await run("preview", ["preview", "--expect-no-changes", "--suppress-progress"]);
      const addresses = new Set(emulator.sentInvitations.map(({ to }) => to));
      const sent = emulator.sentInvitations.length;
      const missing = users * 2 - emulator.organization().state().members.length;
      return [
        { text: "users without an invitation", actual: users - addresses.size, most: 0 },
        { text: "users with two invitations", actual: sent - addresses.size, most: 0 },
        { text: "writes of the first `up`", actual: invited.writes, most: users + workspaces },
        { text: "missing memberships", actual: missing, most: 0 },
        { text: "writes after all have accepted", actual: joined.writes, most: users * 2 },
        { text: "repeated writes", actual: invited.twice + joined.twice, most: 0 },
        { text: "requests of a refresh", actual: refresh.reads + refresh.writes, most: workspaces + 3 },
        { text: "requests of a preview without changes", actual: preview.reads + preview.writes, most: 0 },
      ];
    });
  } finally {
    await emulator.stop();
  }
}

function textOf({ method, path: where, body }: LoggedRequest): string {
  return `${method} ${where} ${JSON.stringify(body)}`;
}
