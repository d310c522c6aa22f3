import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { uglyNames, uglySeed } from "../cli/import/ugly.ts";
import { blocksIn } from "../pages/blocks.ts";
import { runCommandIn } from "./command.ts";
import { emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

const runCommand = (stack: Stack, emulator: Emulator, ...args: string[]) =>
  runCommandIn(stack, emulator, args, { ANTHROPIC_REQUESTS_PER_MINUTE: "100000" });

/** The proposed command in an output that begins with these words. */
function proposed(out: string, begin: string): string[] {
  const line = out.split("\n").find((each) => each.includes(` pulumi ${begin}`)) ?? "";
  return line
    .replace(/^.* pulumi /, "")
    .replace(/ {2,}#.*$/, "")
    .split(" ");
}

const workspaceCount = uglyNames.length + 2;

test("an existing organization is imported, previewed, refreshed and detached", async () => {
  const emulator = await emulated({ seed: uglySeed(), requestsPerMinute: "unlimited" });
  const { console } = emulator.organization();
  console.setWorkspaceRateLimits("wrkspc_ugly001", "claude-opus-5", { requests_per_minute: 5, fast_otpm: 6 });
  console.setWorkspaceRateLimits("wrkspc_ugly001", "batch", { tokens_per_day: 7 });
  const before = emulator.organization().state();
  const stack = await newStack({ emulator, program: 'import "./organization.ts";' });

  const imported = await runCommand(stack, emulator, "import", "--stack", "dev");
  expect(imported).toMatchObject({
    code: 0,
    out: expect.stringContaining("26 workspaces, 12 memberships, 2 sets of rate limits"),
  });
  const lists = ["workspaces", "users", "invites", "rate_limits", "spend_limits"];
  const families = ["external_keys", "compliance_settings"];
  // The members and the rate limits of each workspace.
  expect(requestsOf(emulator)).toHaveLength(lists.length + families.length + 2 * workspaceCount);

  await stack.run(proposed(imported.out, "import"));
  const file = JSON.parse(await readFile(path.join(stack.directory, "organization.import.json"), "utf8"));
  const kept = async () => {
    const { resources = [] } = await stack.export();
    return new Map(resources.map(({ urn, inputs, outputs }) => [urn, { inputs, outputs }]));
  };
  const states = await kept();
  for (const { type, name, inputs, outputs } of file.resources) {
    expect(states.get(stack.urn(type.split(":")[2], name))).toEqual({ inputs, outputs });
  }
  await stack.run(proposed(imported.out, "preview"));
  await stack.up(["--expect-no-changes"]);
  expect(await kept()).toEqual(states);
  const { resources = [] } = await stack.export();
  const workspaces = resources.filter(({ type }) => type.endsWith(":Workspace"));
  expect(workspaces.map(({ protect }) => protect)).toEqual(workspaces.map(() => true));
  const limits = resources.filter(({ type }) => type.endsWith(":WorkspaceRateLimit"));
  expect(limits.map(({ retainOnDelete }) => retainOnDelete)).toEqual([true, true]);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);

  const again = await runCommand(stack, emulator, "import", "--stack", "dev");
  expect(again).toMatchObject({
    code: 0,
    out: expect.stringContaining("Nothing to import from organization "),
  });
  expect(again.out).toContain("11 users (already managed by dev)");
  expect(writesOf(emulator)).toEqual([]);

  const proposal = await runCommand(stack, emulator, "detach", "--stack", "dev", "--match", "research");
  expect(proposal.out).toMatch(/^Would remove from the state of dev: .*3 Workspace.*\n/);
  const some = ["--stack", "dev", "--match", "research", "--yes"];
  const part = await runCommand(stack, emulator, "detach", ...some);
  expect(part.out).toMatch(/^Removed from the state of dev: .*3 Workspace.*\n/);
  const partly = (await stack.export()).resources ?? [];
  expect(partly.filter(({ type }) => type.endsWith(":Workspace"))).toHaveLength(workspaces.length - 3);
  expect(await runCommand(stack, emulator, "detach", "--stack", "dev", "--yes")).toMatchObject({ code: 0 });
  const left = ((await stack.export()).resources ?? []).map(({ type }) => type);
  expect(left.filter((type) => type.includes("anthropic"))).toEqual([]);
  expect(requestsOf(emulator)).toEqual([]);
  expect(emulator.organization().state()).toEqual(before);
});

test("imported lists of members count as managed for every stack of the backend", async () => {
  const emulator = await emulated({ seed: uglySeed(), requestsPerMinute: "unlimited" });
  const stack = await newStack({ emulator, program: 'import "./organization.ts";' });
  const imported = await runCommand(stack, emulator, "import", "--stack", "dev", "--style", "list");
  await stack.run(proposed(imported.out, "import"));
  await stack.preview(["--expect-no-changes"]);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);

  await newStack({ emulator, beside: stack, name: "other" });
  const elsewhere = await runCommand(stack, emulator, "import", "--stack", "other", "--all-stacks");
  expect(elsewhere).toMatchObject({ code: 0, out: expect.stringContaining("Nothing to import") });
  expect(elsewhere.out).toContain("9 lists of members (already managed by dev)");
  expect(writesOf(emulator)).toEqual([]);
});

test("`pulumi import TYPE NAME ID` fails with the error in docs/import.md, and changes nothing", async () => {
  const [quoted] = blocksIn("docs/import.md").filter(({ heading }) => heading.includes("TYPE NAME ID"));
  const emulator = await emulated();
  const { id } = emulator.organization().console.createWorkspace({ name: "Lab" });
  const stack = await newStack({ emulator });
  const before = await stack.export();
  const args = ["import", stack.urn("Workspace", "").split("::")[2] ?? "", "lab", id, "--yes"];
  const { output } = await stack.run(args, { fails: true });
  expect(output).toContain(quoted?.text);
  expect((await stack.export()).resources).toEqual(before.resources);
  expect(emulator.requests).toEqual([]);
});

test("import and detach refuse a locked, interrupted or unknown stack before any request", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator });
  const refused = async (...args: string[]) => {
    const { code, out, err } = await runCommand(stack, emulator, ...args);
    expect([code, out]).toEqual([1, ""]);
    return err;
  };
  expect(await refused("import", "--stack", "nowhere")).toContain("no stack named 'nowhere' found");

  const locks = path.join(stack.directory, "state", ".pulumi", "locks", "organization", "test", "dev");
  await mkdir(locks, { recursive: true });
  const lock = { pid: 7, username: "ann", hostname: "ci-7", timestamp: "2026-11-22T01:00:00Z" };
  await writeFile(path.join(locks, "1.json"), JSON.stringify(lock));
  const locked =
    "error: The stack dev is locked: another operation runs on it (created by ann@ci-7 (pid 7) at 2026-11-22T01:00:00Z). Nothing was changed. Wait for it to end. If it is no longer running, `pulumi cancel --stack dev` removes the lock.\n";
  expect(await refused("import", "--stack", "dev")).toBe(locked);
  expect(await refused("detach", "--stack", "dev", "--yes")).toBe(locked);

  await stack.unlock();
  const checkpoint = path.join(stack.directory, "state", ".pulumi", "stacks", "test", "dev.json");
  const content = JSON.parse(await readFile(checkpoint, "utf8"));
  const resource = { urn: stack.urn("Workspace", "a"), type: "pulumi-nodejs:dynamic/anthropic:Workspace" };
  content.checkpoint.latest.pending_operations = [{ resource, type: "creating" }];
  await writeFile(checkpoint, JSON.stringify(content));
  expect(await refused("import", "--stack", "dev")).toBe(
    "error: A run of the stack dev was interrupted: 1 operation is pending. Run `npx pulumi-anthropic recover --stack dev` to find the outcome. Nothing was changed.\n",
  );
  expect(emulator.requests).toEqual([]);
});
