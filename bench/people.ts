import { rmSync } from "node:fs";
import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../emulator/index.ts";
import { pulumiEnvironment } from "../tools/pulumi/environment.ts";
import type { Installation } from "../tools/pulumi/installation.ts";
import { newRunner } from "../tools/runner.ts";
import type { Claim } from "./report.ts";

export interface PeopleOptions {
  /** Each of them is invited, and given two workspaces. */
  people: number;
  workspaces: number;
  pulumi: Installation;
  /** Where this package and the SDK are installed. */
  modules: string;
  /** For every command. */
  env?: Readonly<Record<string, string>>;
  say: (line: string) => void;
}

const program = (people: number, workspaces: number) => `import * as anthropic from "pulumi-anthropic";
const workspaces = Array.from({ length: ${workspaces} }, (_, w) =>
  new anthropic.Workspace(\`team-\${w}\`, { name: \`Team \${w}\` }));
for (let p = 0; p < ${people}; p += 1) {
  const person = new anthropic.Member(\`person-\${p}\`, { email: \`person-\${p}@example.com\`, role: "developer" });
  for (const shift of [0, 1]) {
    new anthropic.WorkspaceMember(\`person-\${p}-\${shift}\`, {
      workspace: workspaces[(p + shift) % ${workspaces}],
      email: person.email,
      role: "workspace_developer",
    });
  }
}
`;

/** Invites many people, lets them all accept, and gives them their workspaces: what that costs in requests and mail. */
export async function benchPeople(options: PeopleOptions): Promise<Claim[]> {
  const { people, workspaces, pulumi, modules, say } = options;
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-bench-"));
  const runner = newRunner();
  const clear = () => {
    runner.endAll();
    rmSync(home, { recursive: true, force: true });
  };
  // Also when a signal ends the process in the middle of it.
  process.once("exit", clear);
  const emulator = await startEmulator({ requestsPerMinute: "unlimited" });
  try {
    const folder = path.join(home, "people");
    const temporary = path.join(home, "tmp");
    await mkdir(folder);
    await mkdir(temporary);
    await symlink(modules, path.join(folder, "node_modules"));
    const project = {
      name: "people",
      main: "index.js",
      runtime: { name: "nodejs", options: { typescript: false } },
    };
    await writeFile(path.join(folder, "index.js"), program(people, workspaces));
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await writeFile(path.join(folder, "Pulumi.yaml"), JSON.stringify(project));
    const env = {
      ...(await pulumiEnvironment(pulumi, home)),
      NODE_COMPILE_CACHE: path.join(home, "compiled"),
      TMPDIR: temporary,
      ANTHROPIC_ADMIN_KEY: emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      ANTHROPIC_REQUESTS_PER_MINUTE: "1000000",
      ANTHROPIC_MAX_INVITATIONS: String(people),
      ...options.env,
    };
    const run = async (name: string, args: readonly string[]) => {
      emulator.clearRequests();
      const started = performance.now();
      const always = ["--stack", "bench", "--non-interactive", "--color", "never"];
      const ended = await runner.run(
        pulumi.command,
        [...args, ...always],
        { cwd: folder, env },
        () => undefined,
      );
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      if (ended.exitCode !== 0) throw new Error(`pulumi ${args.join(" ")}\n${ended.output}`);
      const writes = emulator.requests.filter(({ method }) => method !== "GET");
      const reads = emulator.requests.length - writes.length;
      say(`people: ${name} in ${seconds} s, ${reads} reads and ${writes.length} writes`);
      return { reads, writes: writes.length, twice: writes.length - new Set(writes.map(spoken)).size };
    };

    say(`${people} people in ${workspaces} workspaces, two each`);
    const now = ["--yes", "--skip-preview", "--suppress-progress"];
    await run("stack init", ["stack", "init"]);
    const invited = await run("up, which invites", ["up", ...now]);
    for (const { to } of emulator.sentInvitations) emulator.organization().console.acceptInvite(to);
    const joined = await run("up after all have accepted", ["up", ...now]);
    const refresh = await run("refresh", ["refresh", "--expect-no-changes", ...now]);
    const preview = await run("preview", ["preview", "--expect-no-changes", "--suppress-progress"]);
    const addresses = new Set(emulator.sentInvitations.map(({ to }) => to));
    return [
      { text: "people who got no mail", actual: people - addresses.size, most: 0 },
      { text: "people mailed twice", actual: emulator.sentInvitations.length - addresses.size, most: 0 },
      { text: "writes of the first `up`", actual: invited.writes, most: people + workspaces },
      {
        text: "memberships not given",
        actual: people * 2 - emulator.organization().state().members.length,
        most: 0,
      },
      { text: "writes after all have accepted", actual: joined.writes, most: people * 2 },
      { text: "writes sent twice", actual: invited.twice + joined.twice, most: 0 },
      { text: "requests of a refresh", actual: refresh.reads + refresh.writes, most: workspaces + 3 },
      { text: "requests of a preview with nothing pending", actual: preview.reads + preview.writes, most: 0 },
    ];
  } finally {
    process.off("exit", clear);
    clear();
    await emulator.stop();
  }
}

function spoken({ method, path: where, body }: { method: string; path: string; body?: unknown }): string {
  return `${method} ${where} ${JSON.stringify(body)}`;
}
