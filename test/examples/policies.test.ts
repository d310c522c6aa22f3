import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { emulated, writesOf } from "../engine/emulated.ts";
import { newStack } from "../engine/stack.ts";
import { blocksIn } from "../pages/blocks.ts";
import { codeBlocks, shellBlocks } from "../pages/follow.ts";
import { newPolicyPack, packArgument } from "./policyPack.ts";

/** The options that run a copy of the pack, with the configuration of the example. */
async function withPack(): Promise<string[]> {
  const folder = await newPolicyPack();
  const argument = await packArgument(folder);
  return ["--policy-pack", argument, "--policy-pack-config", path.join(folder, "config.json")];
}

test("a preview reports each violation without a secret, and nothing is written", async () => {
  const emulator = await emulated();
  const pack = await withPack();
  const stack = await newStack({
    emulator,
    program: `
      const lab = new anthropic.Workspace("lab", { name: "Lab", tags: { team: "ml" } });
      const kept = new anthropic.Workspace("kept", { name: "Kept", onDelete: "retain" });
      const open = new anthropic.Workspace("open", { name: "Open", onDelete: "archive", tags: { "allow-archive": "true" } });
      for (const [name, workspace] of Object.entries({ kept, open })) {
        new anthropic.SpendLimit(name, { scope: "workspace", workspace, amount: "100" });
      }
      const ann = new anthropic.Member("ann", { email: "Ann@Example.com", role: "developer" });
      new anthropic.Member("eve", { email: pulumi.secret("eve@elsewhere.org"), role: "developer" });
      new anthropic.Invite("ivy", { email: "ivy@example.com.evil.org", role: "user" });
      for (const name of ["ann", "bob", "cat"]) {
        new anthropic.WorkspaceMember("lab-" + name, { workspace: lab, email: name + "@example.com", role: "workspace_admin" });
      }
      new anthropic.WorkspaceMembers("list", {
        workspace: kept,
        members: [
          { email: "ann@example.com", role: "workspace_admin" },
          { email: "dan@sub.example.com", role: "workspace_user" },
          { email: "bob@example.com", role: "workspace_admin" },
        ],
      });`,
  });
  const { output } = await stack.preview(pack, { fails: true });
  expect(violations(output)).toEqual([
    "[mandatory] allowed-email-domains (Invite: ivy) `email` has an address in example.com.evil.org. The allowed domains are example.com.",
    "[mandatory] allowed-email-domains (Member: eve) `email` has an address in elsewhere.org. The allowed domains are example.com.",
    "[mandatory] allowed-email-domains (WorkspaceMembers: list) `members` has an address in sub.example.com. The allowed domains are example.com.",
    '[mandatory] archive-needs-tag (Workspace: lab) `onDelete` must be "retain". To allow archiving the workspace, set its tag `allow-archive` to "true".',
    "[mandatory] spend-limit-required (Workspace: lab) The workspace has no spend limit. Declare a SpendLimit with this `workspace`.",
    "[mandatory] workspace-admins (Workspace: lab) The workspace has 3 workspace admins, declared by lab-ann, lab-bob, lab-cat. The maximum is 2.",
  ]);
  expect(output).not.toContain("eve@");

  const unset = await stack.preview(pack.slice(0, 2), { fails: true });
  expect(unset.output).toMatch(/allowed-email-domains.*domains is required/s);
  expect(writesOf(emulator)).toEqual([]);
});

test("a program without violations is deployed, and levels and values come from the configuration", async () => {
  const emulator = await emulated();
  emulator.organization().settings.spend_limits_early_access = true;
  const pack = await withPack();
  const program = (admin: string) => `
    const lab = new anthropic.Workspace("lab", { name: "Lab", onDelete: "retain" });
    new anthropic.SpendLimit("lab", { scope: "workspace", workspace: lab, amount: "100" });
    const ann = new anthropic.Member("ann", { email: "ann@example.com", role: "developer" });
    new anthropic.WorkspaceMember("ann-lab", { workspace: lab, email: ann.email, role: "${admin}" });
    new anthropic.WorkspaceMembers("other", {
      workspace: "${emulator.organization().console.createWorkspace({ name: "Other" }).id}", members: [],
    });
    anthropic.Workspace.get("elsewhere", lab.id);`;
  const stack = await newStack({ emulator, program: program("workspace_developer") });
  await stack.up(pack);
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["ann@example.com"]);

  const { output } = await stack.preview([...pack, "--json"]);
  expect(JSON.parse(output).changeSummary).toEqual({ same: 6 });

  // Known IDs, and an advisory level.
  await stack.program(program("workspace_admin"));
  const other = path.join(stack.directory, "policies.json");
  const values = {
    "allowed-email-domains": { domains: ["example.com"] },
    "workspace-admins": { enforcementLevel: "advisory", maximum: 0 },
  };
  await writeFile(other, JSON.stringify(values));
  const advised = await stack.up([...pack.slice(0, 2), "--policy-pack-config", other]);
  expect(violations(advised.output)).toEqual([
    "[advisory] workspace-admins (Workspace: lab) The workspace has 1 workspace admins, declared by ann-lab. The maximum is 0.",
  ]);
  const { outputs } = await stack.resource("ann-lab");
  expect(outputs).toMatchObject({ role: "workspace_admin" });
});

test("the commands and the pack in docs/policies.md run as the page describes", async () => {
  const [commands = ""] = shellBlocks("docs/policies.md").rest();
  const [code = ""] = codeBlocks("docs/policies.md").rest();
  const violation = blocksIn("docs/policies.md").find(({ language }) => language === "")?.text ?? "";
  const emulator = await emulated();
  const stack = await newStack({
    emulator,
    program: 'new anthropic.Member("eve", { email: "eve@elsewhere.org", role: "user" });',
  });
  const engine = inject("engine");
  const folder = path.join(stack.directory, "policies");
  const [copy = "", install = "", preview = ""] = commands.trim().split("\n");
  const bash = async (script: string) =>
    await runSubprocess("bash", ["-ec", script], {
      cwd: stack.directory,
      env: { ...engine.env, PULUMI_BACKEND_URL: stack.backend },
    });
  expect(install).toBe("npm install --prefix policies");
  // The packages are installed in the folder above.
  expect(await bash(`${copy}\npulumi stack select dev`)).toMatchObject({ exitCode: 0 });
  const argument = await packArgument(folder);
  const ran = await bash(preview.replace("--policy-pack policies ", `--policy-pack '${argument}' `));
  expect(ran.exitCode).not.toBe(0);
  const [, ...shown] = violation
    .replace(/^ +❌.*\n/m, "")
    .trimEnd()
    .split("\n");
  for (const line of shown) expect(ran.stdout).toContain(`${line}\n`);

  await writeFile(path.join(folder, "index.ts"), code);
  const workspace = (tags: string) => `
    const name = pulumi.secret("Codename Zephyr");
    new anthropic.Workspace("lab", { name, onDelete: "archive", tags: ${tags} });`;
  await stack.program(workspace("{}"));
  const refused = await stack.up(["--policy-pack", argument], { fails: true });
  expect(violations(refused.output)).toEqual([
    "[mandatory] workspace-has-team (Workspace: lab) Set the tag `team`.",
  ]);
  expect(emulator.requests).toEqual([]);
  await stack.program(workspace('{ team: "ml" }'));
  await stack.up(["--policy-pack", argument]);
  const lab = await stack.resource("lab");
  expect(lab.outputs).toMatchObject({ onDelete: "retain", tags: { team: "ml" } });
  expect(JSON.stringify(lab)).not.toContain("Zephyr");
});

/** The violations in the output of a command, each on one line. */
function violations(output: string): string[] {
  const [, policies = ""] = output.split("\nPolicies:\n");
  const [listed = ""] = policies.split("\n\n");
  return [
    ...listed.matchAll(/- (\[\w+\]) {2}([\w-]+) {2}\(pulumi-nodejs:dynamic\/anthropic:(.*?)\)\n.*\n +(.*)/g),
  ].map(([, level, policy, resource, message]) => `${level} ${policy} (${resource}) ${message}`);
}
