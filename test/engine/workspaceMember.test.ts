import { expect, test } from "vitest";
import { emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("a membership is added by the first `up` after its user has accepted, and follows the user to a new address", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const bob = console.addUser({ email: "bob@example.com" });
  const { email: admin = "", id: adminId } = state().users.find(({ role }) => role === "admin") ?? {};
  const greta = console.addUser({ email: "greta@example.com", role: "billing" });
  console.invite("alice@example.com", "developer");
  const stack = await newStack({
    emulator,
    program: `
      const workspace = new anthropic.Workspace("research", { name: "Research" });
      const member = (name, person, role) => new anthropic.WorkspaceMember(name, { workspace, ...person, role });
      member("alice", { email: "Alice@Example.com " }, "workspace_developer");
      member("bob", { userId: "${bob.id}" }, "workspace_user");
      member("admin", { email: "${admin}" }, "workspace_developer");
      member("greta", { email: "greta@example.com" }, "workspace_admin");
      member("nobody", { email: "nobody@example.com" }, "workspace_user");`,
  });
  const stands = async (name: string) => {
    const { outputs = {} } = await stack.resource(name);
    return [outputs["status"], outputs["waitingFor"]].filter((word) => word !== undefined).join(" ");
  };
  await stack.up();
  const { id = "" } = await stack.resource("research");
  const members = `POST /workspaces/${id}/members`;
  expect(writesOf(emulator).sort()).toEqual(
    [
      'POST /workspaces {"name":"Research"}',
      `${members} {"user_id":"${bob.id}","workspace_role":"workspace_user"}`,
      `${members} {"user_id":"${greta.id}","workspace_role":"workspace_admin"}`,
    ].sort(),
  );
  expect(await stands("alice")).toBe("pending acceptance");
  expect(await stands("bob")).toBe("active");
  expect(await stands("admin")).toBe("implicit");
  expect(await stands("greta")).toBe("active");
  expect(await stands("nobody")).toBe("pending notInvited");
  expect((await stack.resource("bob")).id).toBe(`${id}/${bob.id}`);
  expect((await stack.resource("alice")).id).toBe(`${id}/alice@example.com`);

  // Pending users are no drift. Without a key they are not looked up, and the preview reports that.
  const live = await stack.preview(["--refresh", "--run-program", "--expect-no-changes"]);
  // The program spells the address in another way than the state.
  expect(live.output).not.toContain("[diff");
  const keyless = await stack.preview(["--expect-no-changes"], { env: { ANTHROPIC_ADMIN_KEY: undefined } });
  expect(keyless.output).toContain(
    "No key is set, so nothing was looked up in the organization. An `up` that changes anything needs a key.",
  );

  const alice = console.acceptInvite("alice@example.com");
  console.setUserRole(admin, "developer");
  console.addUser({ email: "second-admin@example.com", role: "admin" });
  emulator.clearRequests();
  await stack.preview(["--expect-no-changes"], { fails: 7 });
  await stack.up();
  expect(writesOf(emulator).sort()).toEqual(
    [alice.id, adminId]
      .map((person) => `${members} {"user_id":"${person}","workspace_role":"workspace_developer"}`)
      .sort(),
  );
  expect(await stands("alice")).toBe("active");
  expect(await stands("admin")).toBe("active");

  // A user with a new address is the same user. For a removed user the membership waits.
  console.setUserEmail(bob.id, "robert@example.com");
  console.removeUser("greta@example.com");
  await stack.up(["--refresh"]);
  expect(writesOf(emulator)).toEqual([]);
  expect(await stands("greta")).toBe("pending notInvited");
  expect((await stack.resource("bob")).outputs).toMatchObject({
    email: "robert@example.com",
    userId: bob.id,
  });
  await stack.up(["--expect-no-changes"]);
});

test("another user or workspace is another membership, and another address of the same user is not", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  const alice = console.addUser({ email: "alice@example.com" });
  const bob = console.addUser({ email: "bob@example.com" });
  const declaring = (person: string, workspace = "research") => `
    const research = new anthropic.Workspace("research", { name: "Research" });
    const labs = new anthropic.Workspace("labs", { name: "Labs" });
    new anthropic.WorkspaceMember("member", { workspace: ${workspace}, ${person}, role: "workspace_user" });`;
  const stack = await newStack({ emulator, program: declaring('email: "alice@example.com"') });
  await stack.up();
  const { id: research } = await stack.resource("research");
  const { id: labs } = await stack.resource("labs");
  emulator.clearRequests();

  console.setUserEmail(alice.id, "alice@example.org");
  await stack.program(declaring('email: "alice@example.org"'));
  expect((await stack.up()).output).toContain("~ 1 updated");
  await stack.program(declaring(`userId: "${alice.id}"`));
  expect((await stack.up()).output).toContain("~ 1 updated");
  expect(writesOf(emulator)).toEqual([]);
  expect((await stack.resource("member")).id).toBe(`${research}/alice@example.com`);

  await stack.program(declaring('email: "bob@example.com"'));
  expect((await stack.up()).output).toContain("+-1 replaced");
  const body = `{"user_id":"${bob.id}","workspace_role":"workspace_user"}`;
  expect(writesOf(emulator)).toEqual([
    `POST /workspaces/${research}/members ${body}`,
    `DELETE /workspaces/${research}/members/${alice.id}`,
  ]);
  await stack.program(declaring('email: "bob@example.com"', "labs"));
  expect((await stack.up()).output).toContain("+-1 replaced");
  expect(writesOf(emulator)).toEqual([
    `POST /workspaces/${labs}/members ${body}`,
    `DELETE /workspaces/${research}/members/${bob.id}`,
  ]);
});

test("stale lists do not affect a membership that was just written", async () => {
  const emulator = await emulated({
    assumptions: { staleMemberReads: 3600, unsettledMembers: 2, staleLists: 1 },
  });
  const { console, state } = emulator.organization();
  console.addUser({ email: "alice@example.com" });
  emulator.clock.advance({ minutes: 5 });
  const declaring = (role: string) => `
    const workspace = new anthropic.Workspace("research", { name: "Research" });
    new anthropic.WorkspaceMember("alice", { workspace, email: "alice@example.com", role: "${role}" });`;
  const stack = await newStack({ emulator, program: declaring("workspace_user") });
  await stack.up();
  await stack.program(declaring("workspace_admin"));
  await stack.up();
  expect(state().members).toMatchObject([{ workspace_role: "workspace_admin" }]);
  // Lists are one second stale, and an `up` may take less.
  emulator.clock.advance({ seconds: 2 });
  await stack.refresh(["--expect-no-changes"]);
  // The GET of a single membership is an hour stale, so it is not requested.
  expect(requestsOf(emulator).filter((request) => /^GET .*\/members\/./.test(request))).toEqual([]);
});
