import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import { pointer } from "../../../../provider/kernel/pointer.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import {
  alice,
  create,
  createPartially,
  organizationWithUser,
  paths,
  preview,
  refusal,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("giving a membership", () => {
  test("asks for it once, and keeps who the person is", async () => {
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

  test("takes the person by id", async () => {
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

  test("matches an address exactly, though the API's filter does not", async () => {
    const { process, console, declared, memberships } = await organizationWithUser();
    const other = console.addUser({ email: "alice+x@example.com", role: "developer" });
    const resource = await create(process(), WorkspaceMember, { ...declared, email: "alice+x@example.com" });
    expect(resource.outputs["userId"]).toBe(other.id);
    const nobody = await create(process(), WorkspaceMember, { ...declared, email: "alice+y@example.com" });
    expect(nobody.outputs).toMatchObject({ status: "pending", waitingFor: "notInvited" });
    expect(memberships()).toEqual(["alice+x workspace_developer"]);
  });

  test("shares its lists: a hundred of them ask for each once", async () => {
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

  test("waits for a person who is not there yet, without a write", async () => {
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
  ])("to somebody who is %s, as %s, is %s", async (role, wanted, status, context) => {
    const { process, console, declared, memberships } = await organizationWithUser();
    console.setUserRole(alice, role);
    const resource = await create(process(), WorkspaceMember, { ...declared, role: wanted });
    expect(resource.outputs).toMatchObject({ status, role: wanted });
    expect(memberships()).toEqual(context);
    expect((await preview(process(), resource, { ...declared, role: wanted })).action).toBe("nothing");
  });

  test("takes over what is exactly as declared", async () => {
    const { process, console, declared, workspace, writes } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_developer");
    const resource = await create(process(), WorkspaceMember, declared);
    expect(resource.outputs).toMatchObject({ status: "active", adopted: true });
    expect(writes()).toEqual([]);
  });

  test("refuses another role that the person has there, with what to do: aliases first, then `import`", async () => {
    const { process, console, declared, workspace, user, writes } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_admin");
    expect(await refusal(create(process(), WorkspaceMember, declared))).toBe(
      `cannot give ${alice} the role workspace_developer in workspace ${workspace}: they have the role workspace_admin there already. ` +
        "If you renamed or moved this resource, add the resource option `aliases`. " +
        `If the program is to take it over, declare that role with the resource option \`import: "${workspace}/${user.id}"\`, and change it afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  test("looks again before it refuses", async () => {
    const { process, console, declared, workspace, memberships } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_admin");
    const session = process();
    await session.cache.members(workspace, 0);
    console.removeMember(workspace, alice);
    await create(session, WorkspaceMember, declared);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("takes over what somebody has just made as declared", async () => {
    const { process, console, declared, workspace, writes } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_admin");
    const session = process();
    await session.cache.members(workspace, 0);
    console.setMemberRole(workspace, alice, "workspace_developer");
    const resource = await create(session, WorkspaceMember, declared);
    expect(resource.outputs).toMatchObject({ status: "active", adopted: true });
    expect(writes()).toEqual([]);
  });

  test("is refused in the default workspace, in an archived one and in one that is not there", async () => {
    const { process, console, emulator, declared, workspace, writes } = await organizationWithUser();
    const doing = (id: string) => `cannot give ${alice} the role workspace_developer in workspace ${id}: `;
    const { id } = emulator.organization().state().default_workspace;
    expect(await refusal(create(process(), WorkspaceMember, { ...declared, workspace: id }))).toBe(
      doing(id) + row("defaultWorkspaceMembers"),
    );
    console.archiveWorkspace(workspace);
    expect(await refusal(create(process(), WorkspaceMember, declared))).toBe(
      `${doing(workspace)}the workspace is archived, which is final. Name another workspace.`,
    );
    const missing = "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ";
    expect(await refusal(create(process(), WorkspaceMember, { ...declared, workspace: missing }))).toBe(
      `${doing(missing)}the organization has no such workspace. Name another workspace.`,
    );
    expect(writes()).toEqual([]);
  });

  test.each(writeFaults)("happens once when it was $name", async ({ fault }) => {
    const { process, emulator, declared, memberships } = await organizationWithUser();
    emulator.faults.add({ method: "POST", path: paths.workspaceMembers, ...fault });
    const resource = await create(process(), WorkspaceMember, declared);
    expect(resource.outputs).toMatchObject({ status: "active", role: "workspace_developer" });
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("that never gets through fails with what is known, and the next run gives it", async () => {
    const { process, emulator, declared, memberships } = await organizationWithUser();
    emulator.faults.add({
      kind: "status",
      status: 500,
      method: "POST",
      path: paths.workspaceMembers,
      times: 10,
    });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toMatch(
      /^cannot give alice@example\.com the role workspace_developer in workspace wrkspc_\w+: the API failed .*The outcome is unknown/,
    );
    emulator.faults.clear();
    await create(process(), WorkspaceMember, declared);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("tells of the write, and not of a look that failed after it", async () => {
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
      /^cannot give alice@example\.com/,
    );
  });

  test("is sent again after a 429", async () => {
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

  test("is looked for when the answer has a shape that nobody knows", async () => {
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
    "to a member whom a list does not show yet is settled when the API answers %s",
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

  test("with another role to a member whom a list does not show yet is refused", async () => {
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
        "they have the role workspace_admin there already",
      );
      expect(memberships()).toEqual(["alice workspace_admin"]);
    }
  });

  test.each([404, 400] as const)(
    "to somebody who has just left waits for them, when the API answers %s",
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
    "to somebody who has just become admin needs nothing, when the API answers %s",
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

  test("to somebody who has just become admin is finished by the next run, when the API only says yes", async () => {
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
    "in a workspace that has just been archived fails with what the API says (%s)",
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
          `^cannot give ${alice} the role .*${archivedWorkspaceMembers} .*The Workspace is archived`,
        ),
      );
    },
  );

  test("beyond the workspace's limit fails with what to do", async () => {
    const { process, declared } = await organizationWithUser({
      seed: { version: 1, settings: { workspace_member_limit: 0 } },
    });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(
      "workspace_member_limit_exceeded",
    );
  });

  test.each<[string, string, string]>([
    ["the workspaces", "/v1/organizations/workspaces", "list the workspaces"],
    ["the people", paths.users, "list the organization's users"],
    ["the members", paths.workspaceMembers, "list the members of workspace"],
  ])("writes nothing while %s cannot be read whole", async (_, path, what) => {
    for (const fault of [
      { kind: "status", status: 500, times: 10 },
      { kind: "html", status: 200, times: 10 },
      { kind: "cutJson", times: 10 },
      { kind: "status", status: 200, body: { data: [{}], has_more: false } },
    ] as const) {
      const { process, emulator, declared, posts } = await organizationWithUser();
      emulator.faults.add({ method: "GET", path, ...fault });
      expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(`cannot ${what}`);
      expect(posts()).toEqual([]);
    }
  });
});
