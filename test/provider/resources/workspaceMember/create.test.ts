import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import { pointer } from "../../../../provider/kernel/pointer.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import {
  alice,
  create,
  createPartially,
  listFaults,
  organizationWithUser,
  paths,
  preview,
  refusal,
  up,
  writeFaults,
} from "../../harness/index.ts";

test("a workspace with the name of the default one can have members", async () => {
  const { process, console, emulator, declared, memberships } = await organizationWithUser();
  emulator.clock.advance({ seconds: 1 });
  const { id: workspace } = console.createWorkspace({ name: "Default" });
  await create(process(), WorkspaceMember, { ...declared, workspace });
  expect(memberships(workspace)).toEqual(["alice workspace_developer"]);
});

describe("WorkspaceMember create", () => {
  test("adds the member with one request and stores the user ID", async () => {
    const { process, declared, workspace, user, writes, memberships, emulator } =
      await organizationWithUser();
    const resource = await create(process(), WorkspaceMember, declared);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members {"user_id":"${user.id}","workspace_role":"workspace_developer"}`,
    ]);
    expect(resource.id).toBe(`${workspace}/${alice}`);
    expect(resource.outputs).toEqual({
      workspace,
      email: alice,
      userId: user.id,
      role: "workspace_developer",
      status: "active",
      adopted: false,
      __managed: ["workspace", "email", "role"],
      __organization: emulator.organization().id,
      __origin: "acme/dev::it",
      __provider: pointer("WorkspaceMember"),
      __schema: 1,
    });
    expect(memberships()).toEqual(["alice workspace_developer"]);
    expect((await preview(process(), resource, declared)).action).toBe("nothing");
    expect((await preview(process(), resource, { ...declared, email: "ALICE@example.com " })).action).toBe(
      "nothing",
    );
  });

  test("adds a member who is declared by user ID", async () => {
    const { process, workspace, user, memberships } = await organizationWithUser();
    const resource = await create(process(), WorkspaceMember, {
      workspace,
      userId: user.id,
      role: "workspace_user",
    });
    expect(resource.id).toBe(`${workspace}/${user.id}`);
    expect(resource.outputs).toMatchObject({
      email: alice,
      userId: user.id,
      __managed: ["workspace", "userId", "role"],
    });
    expect(memberships()).toEqual(["alice workspace_user"]);
  });

  test("matches an address exactly", async () => {
    const { process, console, declared, memberships } = await organizationWithUser();
    const other = console.addUser({ email: "alice+x@example.com", role: "developer" });
    const resource = await create(process(), WorkspaceMember, { ...declared, email: "alice+x@example.com" });
    expect(resource.outputs["userId"]).toBe(other.id);
    const nobody = await create(process(), WorkspaceMember, { ...declared, email: "alice+y@example.com" });
    expect(nobody.outputs).toMatchObject({ status: "pending", waitingFor: "notInvited" });
    expect(memberships()).toEqual(["alice+x workspace_developer"]);
  });

  test("requests each list once for all WorkspaceMembers of a process", async () => {
    const { process, console, workspace, requests } = await organizationWithUser();
    const session = process();
    const emails = Array.from({ length: 30 }, (_, n) => `person${n}@example.com`);
    for (const email of emails) console.addUser({ email, role: "user" });
    await Promise.all(
      emails.map((email) => create(session, WorkspaceMember, { workspace, email, role: "workspace_user" })),
    );
    expect(requests().filter((line) => line.startsWith("GET"))).toEqual([
      "GET /workspaces",
      "GET /users",
      `GET /workspaces/${workspace}/members`,
    ]);
  });

  test("waits for a user who has not joined, without a write", async () => {
    const { process, console, emulator, declared, writes } = await organizationWithUser();
    const stands = async (email: string) =>
      (await create(process(), WorkspaceMember, { ...declared, email })).outputs;
    console.invite("invited@example.com", "user");
    console.invite("old@example.com", "user");
    expect(await stands("nobody@example.com")).toMatchObject({ status: "pending", waitingFor: "notInvited" });
    expect(await stands("invited@example.com")).toMatchObject({
      status: "pending",
      waitingFor: "acceptance",
    });
    emulator.clock.advance({ days: 22 });
    expect(await stands("old@example.com")).toMatchObject({ status: "pending", waitingFor: "expired" });
    expect(writes()).toEqual([]);
    const byId = await create(process(), WorkspaceMember, {
      workspace: declared.workspace,
      userId: "user_01JwQvzr7rXLA5AGx3HKfFUJ",
      role: "workspace_user",
    });
    expect(byId.outputs).toMatchObject({ status: "pending", waitingFor: "notInvited" });
  });

  test.each<["admin" | "billing", string, string, string[]]>([
    ["admin", "workspace_user", "implicit", []],
    ["admin", "workspace_admin", "implicit", []],
    ["billing", "workspace_developer", "implicit", []],
    ["billing", "workspace_admin", "active", ["alice workspace_admin"]],
  ])(
    "creates a WorkspaceMember of a user with organization role %s as %s with status %s",
    async (role, wanted, status, context) => {
      const { process, console, declared, memberships } = await organizationWithUser();
      console.setUserRole(alice, role);
      const resource = await create(process(), WorkspaceMember, { ...declared, role: wanted });
      expect(resource.outputs).toMatchObject({ status, role: wanted });
      expect(memberships()).toEqual(context);
      expect((await preview(process(), resource, { ...declared, role: wanted })).action).toBe("nothing");
    },
  );

  test("adopts a membership that is exactly as declared", async () => {
    const { process, console, declared, workspace, writes } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_developer");
    const resource = await create(process(), WorkspaceMember, declared);
    expect(resource.outputs).toMatchObject({ status: "active", adopted: true });
    expect(writes()).toEqual([]);
  });

  test("rejects a membership with another role, and suggests `aliases` before `import`", async () => {
    const { process, console, declared, workspace, user, writes } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_admin");
    expect(await refusal(create(process(), WorkspaceMember, declared))).toBe(
      `cannot set the role of ${alice} in workspace ${workspace} to workspace_developer: they have the role workspace_admin already. ` +
        "If you renamed or moved this resource, add the resource option `aliases`. " +
        `To adopt the membership, declare that role with the resource option \`import: "${workspace}/${user.id}"\`, and change it afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  test("requests the list of members again before it rejects a role", async () => {
    const { process, console, declared, workspace, memberships } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_admin");
    const session = process();
    await session.cache.members(workspace, 0);
    console.removeMember(workspace, alice);
    await create(session, WorkspaceMember, declared);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("adopts a membership that was changed to the declared role since the list was requested", async () => {
    const { process, console, declared, workspace, writes } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_admin");
    const session = process();
    await session.cache.members(workspace, 0);
    console.setMemberRole(workspace, alice, "workspace_developer");
    const resource = await create(session, WorkspaceMember, declared);
    expect(resource.outputs).toMatchObject({ status: "active", adopted: true });
    expect(writes()).toEqual([]);
  });

  test("rejects the default workspace, an archived one and a missing one", async () => {
    const { process, console, emulator, declared, workspace, writes } = await organizationWithUser();
    const doing = (id: string) =>
      `cannot set the role of ${alice} in workspace ${id} to workspace_developer: `;
    const { id } = emulator.organization().state().default_workspace;
    expect(await refusal(create(process(), WorkspaceMember, { ...declared, workspace: id }))).toBe(
      doing(id) + row("defaultWorkspaceMembers"),
    );
    console.archiveWorkspace(workspace);
    expect(await refusal(create(process(), WorkspaceMember, declared))).toBe(
      `${doing(workspace)}the workspace is archived, which is final. Use another workspace.`,
    );
    const missing = "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ";
    expect(await refusal(create(process(), WorkspaceMember, { ...declared, workspace: missing }))).toBe(
      `${doing(missing)}the organization has no workspace with this ID. Use another workspace.`,
    );
    expect(writes()).toEqual([]);
  });

  test.each(writeFaults)("adds the member once when $name", async ({ fault }) => {
    const { process, emulator, declared, memberships } = await organizationWithUser();
    emulator.faults.add({ method: "POST", path: paths.workspaceMembers, ...fault });
    const resource = await create(process(), WorkspaceMember, declared);
    expect(resource.outputs).toMatchObject({ status: "active", role: "workspace_developer" });
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("reports an unknown outcome when every response is an error, and the next run succeeds", async () => {
    const { process, emulator, declared, memberships } = await organizationWithUser();
    emulator.faults.add({
      kind: "status",
      status: 500,
      method: "POST",
      path: paths.workspaceMembers,
      times: 10,
    });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toMatch(
      /^cannot set the role of alice@example\.com in workspace wrkspc_\w+ to workspace_developer: the API failed .*The outcome is unknown/,
    );
    emulator.faults.clear();
    await create(process(), WorkspaceMember, declared);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("reports the error of the write when the list cannot be read after it", async () => {
    const { process, emulator, declared } = await organizationWithUser();
    emulator.faults.add({
      kind: "status",
      status: 500,
      method: "POST",
      path: paths.workspaceMembers,
      times: 10,
    });
    emulator.faults.add({
      kind: "status",
      status: 503,
      method: "GET",
      path: paths.workspaceMembers,
      after: 1,
      times: 100,
    });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toMatch(
      /^cannot set the role of alice@example\.com/,
    );
  });

  test("repeats the add of a member after a 429", async () => {
    const { process, emulator, declared, memberships, posts } = await organizationWithUser();
    emulator.faults.add({
      kind: "rateLimit",
      method: "POST",
      path: paths.workspaceMembers,
      retryAfter: 0.05,
    });
    await create(process(), WorkspaceMember, declared);
    expect(posts().map(({ status }) => status)).toEqual([429, 200]);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("reads the membership when the response has an unknown shape", async () => {
    const { process, emulator, declared, memberships, posts } = await organizationWithUser();
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: paths.workspaceMembers,
      body: { ok: true },
    });
    await create(process(), WorkspaceMember, declared);
    expect(memberships()).toEqual(["alice workspace_developer"]);
    expect(posts()).toHaveLength(1);
  });

  test.each([400, 409, "upsert"] as const)(
    "adopts a member whom the list does not show yet when the API responds with %s",
    async (addExistingMember) => {
      const { process, console, emulator, declared, workspace, memberships } = await organizationWithUser({
        assumptions: { addExistingMember },
      });
      console.addMember(workspace, alice, "workspace_developer");
      const lagging = {
        kind: "status" as const,
        status: 200,
        method: "GET",
        path: paths.workspaceMembers,
        body: { data: [], has_more: false },
      };
      emulator.faults.add(lagging);
      const resource = await create(process(), WorkspaceMember, declared);
      expect(resource.outputs).toMatchObject({ status: "active", adopted: addExistingMember !== "upsert" });
      expect(memberships()).toEqual(["alice workspace_developer"]);
    },
  );

  test("rejects a member with another role that the list does not show yet", async () => {
    for (const addExistingMember of [400, 409] as const) {
      const { process, console, emulator, declared, workspace, memberships } = await organizationWithUser({
        assumptions: { addExistingMember },
      });
      console.addMember(workspace, alice, "workspace_admin");
      emulator.faults.add({
        kind: "status",
        status: 200,
        method: "GET",
        path: paths.workspaceMembers,
        body: { data: [], has_more: false },
      });
      expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(
        "they have the role workspace_admin already",
      );
      expect(memberships()).toEqual(["alice workspace_admin"]);
    }
  });

  test.each([404, 400] as const)(
    "waits for a user who has just left when the API responds with %s",
    async (addUnknownUser) => {
      const { process, console, declared, memberships } = await organizationWithUser({
        assumptions: { addUnknownUser },
      });
      const session = process();
      await session.cache.users(0);
      console.removeUser(alice);
      const resource = await create(session, WorkspaceMember, declared);
      expect(resource.outputs).toMatchObject({ status: "pending", waitingFor: "notInvited" });
      expect(memberships()).toEqual([]);
    },
  );

  test.each([400, 403] as const)(
    "writes nothing more for a user who has just become an organization admin when the API responds with %s",
    async (inheritedMember) => {
      const { process, console, declared, memberships } = await organizationWithUser({
        assumptions: { inheritedMember },
      });
      const session = process();
      await session.cache.users(0);
      console.setUserRole(alice, "admin");
      const resource = await create(session, WorkspaceMember, declared);
      expect(resource.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
      expect(memberships()).toEqual([]);
    },
  );

  test("completes in the next run for a user who has just become an organization admin when the API ignores the write", async () => {
    const { process, console, declared } = await organizationWithUser({
      assumptions: { inheritedMember: "ignore" },
    });
    const session = process();
    await session.cache.users(0);
    console.setUserRole(alice, "admin");
    const partial = await createPartially(session, WorkspaceMember, declared);
    expect(partial.initError).toContain('`role` is "workspace_admin" instead of "workspace_developer"');
    const whole = await up(process(), partial, declared);
    expect(whole.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
    expect((await preview(process(), whole, declared)).action).toBe("nothing");
  });

  test.each([400, 404] as const)(
    "reports the API's rejection with %s when the workspace has just been archived",
    async (archivedWorkspaceMembers) => {
      const { process, console, declared, workspace } = await organizationWithUser({
        assumptions: { archivedWorkspaceMembers },
      });
      const session = process();
      await session.cache.workspaces(0);
      await session.cache.members(workspace, 0);
      console.archiveWorkspace(workspace);
      expect(await refusal(create(session, WorkspaceMember, declared))).toMatch(
        new RegExp(
          `^cannot set the role of ${alice} .*${archivedWorkspaceMembers} .*The Workspace is archived`,
        ),
      );
    },
  );

  test("says what to do when the workspace has reached its limit of members", async () => {
    const { process, declared } = await organizationWithUser({
      seed: { version: 1, settings: { workspace_member_limit: 0 } },
    });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(
      "workspace_member_limit_exceeded",
    );
  });

  const lists = [
    { list: "workspaces", path: paths.workspaces, verb: "list the workspaces" },
    { list: "users", path: paths.users, verb: "list the organization's users" },
    { list: "members", path: paths.workspaceMembers, verb: "list the members of workspace" },
  ];

  test.each(lists.flatMap((list) => listFaults.map((one) => ({ ...list, ...one }))))(
    "adds no member when $name in the list of $list",
    async ({ path, verb, fault }) => {
      const { process, emulator, declared, posts } = await organizationWithUser();
      emulator.faults.add({ ...fault, method: "GET", path, times: 10 });
      expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(`cannot ${verb}`);
      expect(posts()).toEqual([]);
    },
  );
});
