import { expect, test } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

// The complete list of a workspace's members. The request log shows whether a user lost access in between.

const user = "workspace_user";
const developer = "workspace_developer";

/** An organization with users `NAME@example.com` and a workspace that was created in the Console. */
async function organized(...names: string[]) {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const ids = Object.fromEntries(
    names.map((name) => [name, console.addUser({ email: `${name}@example.com` }).id]),
  );
  const { id: workspace } = console.createWorkspace({ name: "Research" });
  const members = () =>
    state()
      .members.filter(({ workspace_id }) => workspace_id === workspace)
      .map(({ user_id, workspace_role }) => {
        const name = names.find((candidate) => ids[candidate] === user_id);
        return `${name ?? user_id} ${workspace_role}`;
      })
      .sort();
  return { emulator, console, state, ids, workspace, members };
}

function entries(people: Record<string, string>): string {
  return JSON.stringify(
    Object.entries(people).map(([name, role]) => ({ email: `${name}@example.com`, role })),
  );
}

function list(
  workspace: string,
  people: Record<string, string>,
  { name = "people", more = "", options = "" } = {},
): string {
  return `new anthropic.WorkspaceMembers("${name}",
    { workspace: "${workspace}", members: ${entries(people)}${more} }, { ${options} });\n`;
}

function oneByOne(workspace: string, people: Record<string, string>): string {
  const each = Object.entries(people).map(
    ([name, role]) => `new anthropic.WorkspaceMember("${name}",
      { workspace: "${workspace}", email: "${name}@example.com", role: "${role}" });\n`,
  );
  return each.join("");
}

async function hangs(emulator: Emulator): Promise<void> {
  await expect
    .poll(() => emulator.requests.some(({ fault }) => fault === "hang"), { timeout: 60_000 })
    .toBe(true);
}

async function standing(stack: Stack, name = "people"): Promise<string[]> {
  const { outputs } = await stack.resource(name);
  const people: unknown = outputs?.["memberStatuses"];
  if (!Array.isArray(people)) throw new Error("no people among the outputs");
  return people.map(({ email, status, waitingFor }) =>
    [String(email).split("@")[0], status, ...(waitingFor === undefined ? [] : [waitingFor])].join(" "),
  );
}

test("a list refuses undeclared members by name; `import` records them, preview shows their removal, and `up` removes them", async () => {
  const { emulator, console, ids, workspace, members } = await organized("alice", "bob", "mallory", "erin");
  for (const name of ["alice", "mallory", "erin"]) console.addMember(workspace, `${name}@example.com`, user);
  const people = { alice: user, bob: user };
  const except = ', except: ["erin@example.com"]';

  const stack = await newStack({ emulator, program: list(workspace, people) });
  const refused = diagnostics((await stack.up([], { fails: true })).output);
  expect(refused).toContain(
    `cannot declare the members of workspace ${workspace}: it has members that the program does not declare: `,
  );
  expect(refused).toContain(`mallory@example.com (${ids["mallory"]}, ${user})`);
  expect(refused).toContain(`erin@example.com (${ids["erin"]}, ${user})`);
  expect(refused).toContain(`use the resource option \`import: "${workspace}"\`, which records them`);

  const options = `import: "${workspace}"`;
  await stack.program(list(workspace, { alice: user }, { more: except, options }));
  const imported = await stack.up();
  expect(imported.output).toContain(
    `Workspace ${workspace} has members that the program does not declare: mallory@example.com. They are recorded and left unchanged; the next \`up\` removes them`,
  );
  expect(writesOf(emulator)).toEqual([]);

  await stack.program(list(workspace, people, { more: except, options }));
  const { output } = await stack.preview(["--expect-no-changes"], { fails: 7 });
  expect(output).toContain(
    `Workspace ${workspace}: the update removes members that the program does not declare: mallory@example.com (${user}).`,
  );
  await stack.up();
  expect(writesOf(emulator)).toEqual([
    `POST /workspaces/${workspace}/members {"user_id":"${ids["bob"]}","workspace_role":"${user}"}`,
    `DELETE /workspaces/${workspace}/members/${ids["mallory"]}`,
  ]);
  expect(members()).toEqual([`alice ${user}`, `bob ${user}`, `erin ${user}`]);
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);
});

test("memberships move between WorkspaceMember resources and a list without a loss of access", async () => {
  const { emulator, console, workspace, members } = await organized("alice", "bob");
  console.invite("carol@example.com", "user");
  const everybody = { alice: developer, bob: user, carol: user };
  const { bob, ...others } = everybody;
  const stack = await newStack({ emulator, program: oneByOne(workspace, everybody) });
  await stack.up();
  expect(members()).toEqual([`alice ${developer}`, `bob ${user}`]);
  emulator.clearRequests();

  await stack.program(list(workspace, everybody));
  const handedOver = await stack.up();
  expect(handedOver.output).toContain("- 3 deleted");
  expect(await standing(stack)).toEqual(["alice active", "bob active", "carol pending acceptance"]);

  await stack.program(
    list(workspace, others, { more: ', except: ["bob@example.com"]' }) + oneByOne(workspace, { bob }),
  );
  await stack.up();

  await stack.program(oneByOne(workspace, everybody));
  const { output } = await stack.up();
  expect(output).toContain(`alice@example.com stay members of workspace ${workspace}`);
  expect(writesOf(emulator)).toEqual([]);
  expect(members()).toEqual([`alice ${developer}`, `bob ${user}`]);
});

test("a list that failed halfway keeps its changes, and the next `up` completes it without repeating a write", async () => {
  const { emulator, ids, workspace, members } = await organized("alice", "bob", "carol", "dave");
  const place = `/workspaces/${workspace}/members`;
  const forbidden = { kind: "status", status: 403, message: "Not now" } as const;
  const give = (name: string, role: string) =>
    `POST ${place} {"user_id":"${ids[name]}","workspace_role":"${role}"}`;

  emulator.faults.add({ ...forbidden, method: "POST", after: 1 });
  const stack = await newStack({
    emulator,
    program: list(workspace, { alice: user, bob: user, carol: user }),
  });
  const first = diagnostics((await stack.up([], { fails: true })).output);
  expect(first).toContain(
    `Applied 1 of 3 changes to the members of workspace ${workspace}; the rest resumes at the next \`pulumi up\`.`,
  );
  expect(members()).toEqual([`alice ${user}`]);
  emulator.clearRequests();
  await stack.up();
  expect(writesOf(emulator)).toEqual([give("bob", user), give("carol", user)]);

  await stack.program(list(workspace, { bob: developer, carol: user, dave: user }));
  emulator.faults.add({ ...forbidden, method: "DELETE" });
  const second = diagnostics((await stack.up([], { fails: true })).output);
  expect(second).toContain("Applied 2 of 3 changes");
  // After a refresh Pulumi does not know that the update failed. The stored outputs must tell what is missing.
  const { output } = await stack.up(["--refresh"]);
  expect(output).toContain("~ 1 updated");
  expect(writesOf(emulator)).toEqual([
    give("dave", user),
    `POST ${place}/${ids["bob"]} {"workspace_role":"${developer}"}`,
    `DELETE ${place}/${ids["alice"]}`,
    `DELETE ${place}/${ids["alice"]}`,
  ]);
  expect(members()).toEqual([`bob ${developer}`, `carol ${user}`, `dave ${user}`]);
});

test("a list that is renamed, moved, tainted, replaced or killed in between changes no membership", async () => {
  const { emulator, console, workspace, members } = await organized("alice", "bob");
  console.invite("carol@example.com", "user");
  const people = { alice: user, bob: developer, carol: user };
  const stack = await newStack({ emulator, program: list(workspace, people) });
  await stack.up();
  const before = members();
  emulator.clearRequests();

  await stack.program(list(workspace, people, { name: "staff" }));
  const { output } = await stack.up();
  expect(diagnostics(output)).toContain(
    `people: WorkspaceMembers ${workspace} is still declared in this program. Nothing was removed.`,
  );

  await stack.program(`
    class Team extends pulumi.ComponentResource {
      constructor(name) {
        super("test:Team", name);
        ${list(workspace, people, { name: "staff", options: "parent: this" })}
      }
    }
    new Team("team");`);
  await stack.up();

  const { urn } = await stack.resource("staff");
  await stack.run(["state", "taint", urn, "--yes"]);
  emulator.faults.add({ kind: "hang", method: "GET", path: "/v1/organizations/workspaces/*/members" });
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  await hangs(emulator);
  await running.kill();
  await stack.unlock();
  await stack.up();

  expect((await stack.up(["--replace", urn])).output).toContain("+-1 replaced");
  expect(writesOf(emulator)).toEqual([]);
  expect(members()).toEqual(before);
  expect(await standing(stack, "staff")).toEqual(["alice active", "bob active", "carol pending acceptance"]);
});

test("pending users and admins are no drift, changes outside of Pulumi are repaired, and an empty list needs `allowEmpty`", async () => {
  const { emulator, console, state, ids, workspace, members } = await organized("alice", "bob", "mallory");
  const place = `/workspaces/${workspace}/members`;
  const { email: boss = "" } = state().users.find(({ role }) => role === "admin") ?? {};
  console.invite("carol@example.com", "user");
  const people = { alice: developer, bob: user, carol: user };
  const withBoss = list(workspace, people).replace("[", `[{ email: "${boss}", role: "${user}" },`);
  const stack = await newStack({ emulator, program: withBoss });
  await stack.up();
  expect(await standing(stack)).toEqual(
    [`${boss.split("@")[0]} implicit`, "alice active", "bob active", "carol pending acceptance"].sort(),
  );
  await stack.refresh(["--preview-only", "--expect-no-changes"]);

  const { id: carol } = console.acceptInvite("carol@example.com");
  console.setMemberRole(workspace, "alice@example.com", "workspace_admin");
  console.removeMember(workspace, "bob@example.com");
  console.addMember(workspace, "mallory@example.com", user);
  emulator.clearRequests();
  const drift = await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"], { fails: 7 });
  expect(drift.output).toContain("workspace_admin");
  expect(drift.output).toContain("mallory@example.com");
  await stack.up(["--refresh"]);
  const give = (id = "") => `POST ${place} {"user_id":"${id}","workspace_role":"${user}"}`;
  expect(writesOf(emulator)).toEqual([
    give(ids["bob"]),
    give(carol),
    `POST ${place}/${ids["alice"]} {"workspace_role":"${developer}"}`,
    `DELETE ${place}/${ids["mallory"]}`,
  ]);
  const right = [`alice ${developer}`, `bob ${user}`, `${carol} ${user}`].sort();
  expect(members()).toEqual(right);

  await stack.program(list(workspace, {}));
  const refused = diagnostics((await stack.preview([], { fails: true })).output);
  expect(refused).toContain(
    "set `anthropic:allowEmpty` to `true`, or ANTHROPIC_ALLOW_EMPTY=true for one run",
  );
  expect(members()).toEqual(right);
  await stack.up([], { env: { ANTHROPIC_ALLOW_EMPTY: "true" } });
  expect(members()).toEqual([]);
});

test("destroy removes only the declared members of a list, and archiving the workspace ends its list", async () => {
  const { emulator, console, ids, workspace, members } = await organized("alice", "bob", "erin", "mallory");
  console.addMember(workspace, "erin@example.com", user);
  const stack = await newStack({
    emulator,
    program: `
      ${list(workspace, { alice: user, bob: user }, { more: ', except: ["erin@example.com"]' })}
      const labs = new anthropic.Workspace("labs", { name: "Labs" });
      new anthropic.WorkspaceMembers("lab", { workspace: labs, members: ${entries({ alice: user, bob: user })} });`,
  });
  await stack.up();
  const { id: labs } = await stack.resource("labs");
  console.addMember(workspace, "mallory@example.com", user);
  emulator.clearRequests();
  await stack.destroy();
  expect(writesOf(emulator).sort()).toEqual(
    [
      `DELETE /workspaces/${workspace}/members/${ids["alice"]}`,
      `DELETE /workspaces/${workspace}/members/${ids["bob"]}`,
      `POST /workspaces/${labs}/archive`,
    ].sort(),
  );
  expect(members()).toEqual([`erin ${user}`, `mallory ${user}`]);
});
