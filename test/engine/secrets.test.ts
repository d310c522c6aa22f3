import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { network } from "../emulator/forwardProxy.ts";
import { runCommandIn } from "./command.ts";
import { emulated } from "./emulated.ts";
import { newStack } from "./stack.ts";

const program = (tag: string) => `
  const secret = (text) => pulumi.secret(text);
  const lab = new anthropic.Workspace("lab", {
    name: secret("Codename Zephyr"), tags: { project: secret("tagzephyr"), open: "${tag}" },
  });
  const list = new anthropic.Workspace("list", { name: "Plain" });
  const p = new anthropic.Member("p", { email: secret("ann@example.com"), role: "developer" });
  new anthropic.Invite("invited", { email: secret("ivy@example.com"), role: "user" });
  new anthropic.WorkspaceMember("place", { workspace: lab, email: p.email, role: "workspace_developer" });
  new anthropic.WorkspaceMembers("members", {
    workspace: list, members: [{ email: secret("bob@example.com"), role: "workspace_user" }],
  });
  new anthropic.WorkspaceMembers("wholly", {
    workspace: lab, except: secret(["ann@example.com"]), members: secret([{ email: "bob@example.com", role: "workspace_user" }]),
  });
  export const id = lab.id;
  export const users = anthropic.getUsersOutput().apply((all) => all.length);`;

const hidden = /Zephyr|tagzephyr/i;

test("drift, plan, import and detach work on a stack with secret inputs and print no secret", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  for (const name of ["ann", "bob"]) console.addUser({ email: `${name}@example.com`, role: "developer" });
  // The program and the provider process reach the API through the proxy only.
  const net = await network(emulator.url);
  const authority = path.join(await mkdtemp(path.join(tmpdir(), "ca-")), "ca.pem");
  onTestFinished(() => rm(path.dirname(authority), { recursive: true }));
  await writeFile(authority, net.authority);
  const stack = await newStack({
    passphrase: true,
    emulator,
    program: program("one"),
    env: {
      ANTHROPIC_ADMIN_BASE_URL: net.apiUrl,
      HTTPS_PROXY: net.proxyUrlFor("proxyuser", "hunter2"),
      NODE_EXTRA_CA_CERTS: authority,
    },
  });
  const up = await stack.up();
  expect(new Set(net.requests)).toEqual(new Set(["CONNECT api.corp.test:443 as proxyuser:hunter2"]));
  expect(up.output).not.toMatch(hidden);
  // Pulumi never encrypts IDs.
  const { resources = [] } = await stack.export();
  const stored = resources.map(({ inputs, outputs, initErrors }) => ({ inputs, outputs, initErrors }));
  expect(up.output + JSON.stringify(stored)).not.toMatch(/proxyuser|hunter2/);
  expect(JSON.stringify(stored)).not.toMatch(/Zephyr|tagzephyr|@example\.com/i);
  const run = (args: string[], env: Record<string, string> = {}) =>
    runCommandIn(stack, emulator, [...args, "--stack", "dev"], env);

  const inStep = await run(["drift", "--html", "drift.html", "--fail-on", "changed,removed"]);
  expect(inStep).toMatchObject({ code: 0 });
  expect(inStep.out).not.toMatch(/Not compared|changed \(/);

  console.updateWorkspace("Codename Zephyr", { tags: { project: "by hand", open: "by hand" } });
  const drift = await run(["drift", "--html", "drift.html"]);
  expect(drift.code).toBe(7);
  expect(drift.out).toContain('tags.open: declared one, actual "by hand"');
  expect(drift.out).toContain("tags.project: declared [secret], actual [secret]");
  for (const text of [drift.out, await readFile(path.join(stack.directory, "drift.html"), "utf8")]) {
    expect(text).not.toMatch(hidden);
  }
  // Without the passphrase only properties that are not secret are compared.
  const encrypted = await run(["drift", "--fail-on", "changed,removed"], {
    PULUMI_CONFIG_PASSPHRASE: "wrong",
  });
  expect(encrypted).toMatchObject({ code: 0 });
  expect(encrypted.out).toContain(
    "Not compared in dev, because they are encrypted: `email` of Invite (1 resource), `except` of WorkspaceMembers (1 resource)",
  );

  console.updateWorkspace("Codename Zephyr", { tags: { project: "tagzephyr", open: "one" } });
  await stack.program(program("two"));
  const plan = await run(["plan"]);
  expect(plan).toMatchObject({ code: 0 });
  expect(plan.out).toContain('"[secret]": tags.open from "one" to "two"');
  expect(plan.out).not.toMatch(hidden);
  expect(plan.out).not.toContain("Cannot be told");

  const imported = await run(["import", "--kinds", "workspaces,memberships,invitations"]);
  expect(imported.out).toMatch(/^Nothing to import from organization/);
  const detached = await run(["detach", "--match", "Codename *"]);
  // The engine decides the order of resources in a state.
  expect(detached.out).toMatch(
    /^Would remove from the state of dev: 1 Workspace, .*\(lab, (place, wholly|wholly, place)\)\.\n/,
  );
});
