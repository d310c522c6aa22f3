import { expect, test } from "vitest";
import { count, diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { invitedAddresses, killedUp } from "./invitations.ts";
import { newStack } from "./stack.ts";

// The emulator's log counts invitations, which cannot be taken back once they are sent.

const alice = "alice@example.com";
const bob = "bob@example.com";

/** Alice is invited, Bob joins by SSO, and both are members of the workspace Research. */
const team = (role: string, more = "") => `
  const research = new anthropic.Workspace("research", { name: "Research" });
  const alice = new anthropic.Member("alice", { email: "Alice@Example.com", role: "${role}"${more} });
  const bob = new anthropic.Member("bob", { email: "${bob}", role: "developer", invite: "never" });
  for (const member of [alice, bob])
    new anthropic.WorkspaceMember(member === alice ? "alice-research" : "bob-research",
      { workspace: research, email: member.email, role: "workspace_developer" });
  export const status = alice.status;`;

test("a Member gets its role and memberships despite lost responses, a crash and repeated runs", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console } = emulator.organization();
  const { state } = emulator.organization();
  const invites = "/v1/organizations/invites";
  const stack = await newStack({ emulator, program: team("developer") });
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: invites });
  const first = diagnostics((await stack.up()).output);
  expect(first).toMatch(/alice: Sent an invitation as developer to alice@example\.com, which expires on \d/);
  expect(first).toMatch(
    /alice-research: The membership of alice@example\.com in workspace wrkspc_\w+ is pending/,
  );
  expect(first).toContain('bob: bob@example.com is not in the organization, and `invite` is "never"');
  expect(invitedAddresses(emulator)).toEqual([alice]);
  expect((await stack.resource("alice")).outputs).toMatchObject({
    status: "invited",
    inviteRole: "developer",
  });
  expect((await stack.resource("bob")).outputs).toMatchObject({ status: "awaited" });
  const waiting = async (name: string) => (await stack.resource(name)).outputs?.["waitingFor"];
  expect([await waiting("alice-research"), await waiting("bob-research")]).toEqual([
    "acceptance",
    "notInvited",
  ]);
  const research = (await stack.resource("research")).id ?? "";

  // A changed role while Alice is invited requests two lists and writes nothing.
  await stack.program(team("claude_code_user"));
  requestsOf(emulator);
  await stack.up();
  expect(requestsOf(emulator).sort()).toEqual(["GET /invites", "GET /users"]);

  emulator.clock.advance({ days: 22 });
  await stack.up();
  expect(await stack.outputs()).toEqual({ status: "expired" });
  expect(await waiting("alice-research")).toBe("expired");
  // Users who have not joined are no drift.
  await stack.preview(["--refresh", "--run-program", "--expect-no-changes"]);
  expect(invitedAddresses(emulator)).toEqual([alice]);

  // Invited again, in a run that is killed after the invitation was sent and before the state was written.
  await stack.program(team("claude_code_user", ', reinvite: "2027-01-15"'));
  emulator.clearRequests();
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: invites });
  emulator.faults.add({ kind: "hang", method: "GET", path: invites, after: 1 });
  await killedUp(stack, emulator);
  expect(invitedAddresses(emulator)).toEqual([alice, alice]);
  await stack.up();
  expect((await stack.resource("alice")).outputs).toMatchObject({
    status: "invited",
    reinvite: "2027-01-15",
  });
  expect(invitedAddresses(emulator)).toEqual([alice, alice]);

  // Both have joined, and one run sets the changed roles and adds the memberships.
  await stack.program(team("developer", ', reinvite: "2027-01-15"'));
  const user = console.acceptInvite(alice);
  const colleague = console.addUser({ email: "Bob@example.com" });
  writesOf(emulator);
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: `/v1/organizations/users/${user.id}` });
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: /\/members$/ });
  await stack.up();
  expect((await stack.resource("alice")).outputs).toMatchObject({ status: "active", userId: user.id });
  await stack.up(["--expect-no-changes"]);
  expect(state().users.map(({ role }) => role)).toEqual(["admin", "developer", "developer"]);
  expect(
    state()
      .members.map((member) => member.user_id)
      .sort(),
  ).toEqual([user.id, colleague.id].sort());
  expect([...new Set(writesOf(emulator))].sort()).toEqual(
    [
      `POST /users/${user.id} {"role":"developer"}`,
      `POST /users/${colleague.id} {"role":"developer"}`,
      ...[user.id, colleague.id].map(
        (id) =>
          `POST /workspaces/${research}/members {"user_id":"${id}","workspace_role":"workspace_developer"}`,
      ),
    ].sort(),
  );
  expect(invitedAddresses(emulator)).toEqual([alice, alice]);
});

test("changes of a user outside of Pulumi are shown, repaired or refused in one error, and send no invitation", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console } = emulator.organization();
  const user = console.addUser({ email: alice });
  console.addUser({ email: bob });
  const stack = await newStack({ emulator, program: team("developer") });
  await stack.up();
  const refused = async (args: string[] = []) => {
    writesOf(emulator);
    const message = diagnostics((await stack.up(args, { fails: true })).output);
    expect(count(message, "error: cannot")).toBe(1);
    expect(writesOf(emulator)).toEqual([]);
    return message;
  };

  console.setUserRole(alice, "billing");
  await stack.up(["--refresh"]);
  expect(emulator.organization().state().users[1]?.role).toBe("developer");

  console.setUserEmail(alice, "ALICE@example.com");
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  const now = "alice.smith@example.com";
  console.setUserEmail(alice, now);
  const drift = await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"], { fails: 7 });
  expect(drift.output).toContain(`~ email: "${alice}" => "${now}"`);
  expect(await refused(["--refresh"])).toContain(
    `the user's email address changed from ${alice} to ${now} (${user.id})`,
  );
  const following = (more = "") => team("developer", more).replace("Alice@Example.com", now);
  await stack.program(following());
  writesOf(emulator);
  await stack.up();
  expect(writesOf(emulator)).toEqual([]);
  expect((await stack.resource("alice")).id).toBe(alice);

  console.removeUser(now);
  expect(await refused(["--refresh"])).toContain(
    "the user was removed from the organization outside of Pulumi",
  );
  expect((await stack.resource("alice")).outputs).toMatchObject({ status: "removed" });
  expect(invitedAddresses(emulator)).toEqual([]);
  await stack.program(following(', reinvite: "1"'));
  await stack.up();
  expect(invitedAddresses(emulator)).toEqual([now]);
  console.deleteInvite(now);
  expect(await refused()).toContain("the invitation was deleted outside of Pulumi");
  expect(invitedAddresses(emulator)).toEqual([now]);
  await stack.destroy();
  expect(invitedAddresses(emulator)).toEqual([now]);
});

test("for a user who was made an admin outside of Pulumi only the role is refused, and a demotion lets the update resume", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console } = emulator.organization();
  const user = console.addUser({ email: alice });
  const program = (colour: string, role = "workspace_developer") => `
    const research = new anthropic.Workspace("research", { name: "Research", displayColor: "${colour}" });
    new anthropic.Member("alice", { email: "${alice}", role: "developer" });
    new anthropic.WorkspaceMember("member", { workspace: research, email: "${alice}", role: "${role}" });`;
  const stack = await newStack({ emulator, program: program("#112233") });
  await stack.up();
  const workspace = (await stack.resource("research")).id ?? "";
  console.setUserRole(alice, "admin");
  await stack.program(program("#445566", "workspace_admin"));
  writesOf(emulator);
  const message = diagnostics((await stack.up(["--refresh", "--continue-on-error"], { fails: true })).output);
  expect(count(message, "error: cannot")).toBe(1);
  expect(message).toContain('`ignoreChanges: ["role"]`');
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${workspace} {"display_color":"#445566"}`]);
  expect((await stack.resource("member")).outputs).toMatchObject({
    status: "implicit",
    role: "workspace_admin",
  });

  console.setUserRole(alice, "user");
  await stack.up(["--refresh"]);
  expect(writesOf(emulator).sort()).toEqual([
    `POST /users/${user.id} {"role":"developer"}`,
    `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
  ]);
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);
});

test("an accepted invitation is no drift until the next `up`, and the preview reports an invitation that was deleted outside of Pulumi", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console, state } = emulator.organization();
  const program = `
    const research = new anthropic.Workspace("research", { name: "Research" });
    for (const name of ["alice", "bob"]) {
      const { email } = new anthropic.Member(name, { email: name + "@example.com", role: "user" });
      new anthropic.WorkspaceMember(name + "-research", { workspace: research, email, role: "workspace_user" });
    }`;
  const stack = await newStack({ emulator, program });
  await stack.up();
  const alice = console.acceptInvite("alice@example.com");
  await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"]);
  await stack.refresh();
  writesOf(emulator);
  await stack.up();
  expect(writesOf(emulator)).toHaveLength(1);
  expect(state().members.map(({ user_id: id }) => id)).toEqual([alice.id]);

  console.deleteInvite("bob@example.com");
  const message = diagnostics((await stack.preview()).output);
  expect(
    count(
      message,
      "bob: `up` will refuse to update bob@example.com: the invitation was deleted outside of Pulumi",
    ),
  ).toBe(1);
  const seen = await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"], { fails: 7 });
  expect(seen.output).not.toContain("will refuse");
});
