import { describe, expect, test } from "vitest";
import { startEmulator } from "../../../../emulator/index.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import {
  alice,
  create,
  destroy,
  listFaults,
  listOf,
  onlyAdmins,
  onlyDefault,
  organizationWithUser,
  paths,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("WorkspaceMember import", () => {
  test("adopts a membership by every form of its ID without a write", async () => {
    const { process, console, declared, workspace, user, writes } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_developer");
    for (const adopt of [
      `${workspace}/${alice}`,
      `${workspace}/${user.id}`,
      `${workspace}/Alice@Example.com`,
    ]) {
      const resource = await create(process(), WorkspaceMember, { ...declared, adopt });
      expect(resource.id).toBe(`${workspace}/${alice}`);
      expect(resource.outputs).toMatchObject({ status: "active", adopted: true });
      expect((await preview(process(), resource, { ...declared, adopt })).action).toBe("nothing");
      expect((await preview(process(), resource, declared)).action).toBe("nothing");
    }
    expect(writes()).toEqual([]);
  });

  test("rejects an import of a membership that differs, is missing or is in an archived workspace", async () => {
    const { process, console, declared, workspace, user, writes } = await organizationWithUser();
    const adopt = `${workspace}/${user.id}`;
    const take = (args: Properties = {}) =>
      refusal(create(process(), WorkspaceMember, { ...declared, adopt, ...args }));
    expect(await take()).toBe(
      `cannot adopt WorkspaceMember ${adopt}: the organization has no object with this ID. Correct the resource option \`import\`, or remove it to create the object.`,
    );
    console.addMember(workspace, alice, "workspace_admin");
    expect(await take()).toContain(
      '`role` is "workspace_admin" in the organization, and "workspace_developer" in the program',
    );
    expect(await take({ email: "bob@example.com", adopt })).toContain(
      `\`email\` is "${alice}" in the organization, and "bob@example.com" in the program`,
    );
    console.invite("bob@example.com", "user");
    expect(await take({ email: "bob@example.com", adopt: `${workspace}/bob@example.com` })).toBe(
      `cannot adopt WorkspaceMember ${workspace}/bob@example.com: the user is not in the organization. Remove \`import\`.`,
    );
    console.archiveWorkspace(workspace);
    expect(await take()).toBe(
      `cannot adopt WorkspaceMember ${adopt}: the workspace is archived, which is final.`,
    );
    expect(writes()).toEqual([]);
  });

  test("adopts a billing member with a higher workspace role", async () => {
    const { process, console, declared, workspace } = await organizationWithUser();
    console.setUserRole(alice, "billing");
    console.addMember(workspace, alice, "workspace_admin");
    const adopt = `${workspace}/${alice}`;
    const resource = await create(process(), WorkspaceMember, {
      ...declared,
      role: "workspace_admin",
      adopt,
    });
    expect(resource.outputs).toMatchObject({ status: "active", role: "workspace_admin" });
  });
});

describe("WorkspaceMember read", () => {
  test("reports no drift when nothing changed, with three shared lists", async () => {
    const { membership, process, workspace, requests } = await organizationWithUser();
    const resource = await membership();
    expect(await refreshed(process(), resource)).toEqual(resource);
    expect(requests()).toEqual(["GET /workspaces", "GET /users", `GET /workspaces/${workspace}/members`]);
  });

  test("never sends a GET of a single member, which may be stale", async () => {
    const { membership, process, console, workspace, emulator } = await organizationWithUser({
      assumptions: { staleMemberReads: 60 },
    });
    const resource = await membership();
    console.setMemberRole(workspace, alice, "workspace_user");
    const drifted = await refreshed(process(), resource);
    expect(drifted.inputs["role"]).toBe("workspace_user");
    expect(emulator.requests.filter(({ path }) => path.includes("/members/"))).toEqual([]);
  });

  test("reports another role as drift", async () => {
    const { membership, process, console, workspace, declared, writes, memberships } =
      await organizationWithUser();
    const resource = await membership();
    console.setMemberRole(workspace, alice, "workspace_admin");
    const drifted = await refreshed(process(), resource);
    expect(drifted.inputs["role"]).toBe("workspace_admin");
    expect((await preview(process(), drifted, declared)).action).toBe("update");
    await up(process(), drifted, declared);
    expect(memberships()).toEqual(["alice workspace_developer"]);
    expect(writes()).toHaveLength(1);
  });

  test("drops a membership that was removed outside of Pulumi, and `up` adds the member again", async () => {
    const { membership, process, console, workspace, declared, memberships } = await organizationWithUser();
    const resource = await membership();
    console.removeMember(workspace, alice);
    expect(await refresh(process(), resource)).toBeUndefined();
    await create(process(), WorkspaceMember, declared);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("WorkspaceMember read becomes pending when the user left, and finds the user who joins again with another ID", async () => {
    const { membership, process, console, declared } = await organizationWithUser();
    const resource = await membership();
    console.removeUser(alice);
    const waiting = await refreshed(process(), resource);
    expect(waiting.outputs).toMatchObject({
      status: "pending",
      waitingFor: "notInvited",
      role: "workspace_developer",
    });
    expect(waiting.outputs).not.toHaveProperty("userId");
    expect((await preview(process(), waiting, declared)).action).toBe("nothing");
    const back = console.addUser({ email: alice, role: "user" });
    const real = await up(process(), waiting, declared);
    expect(real.outputs).toMatchObject({ status: "active", userId: back.id });
  });

  test("reports a changed address, and its update says what to declare", async () => {
    const { membership, process, console, declared, user, writes } = await organizationWithUser();
    const resource = await membership();
    console.setUserEmail(alice, "alice.smith@example.com");
    const drifted = await refreshed(process(), resource);
    expect(drifted.id).toBe(resource.id);
    expect(drifted.inputs["email"]).toBe("alice.smith@example.com");
    expect((await preview(process(), drifted, declared)).action).toBe("update");
    expect(await refusal(up(process(), drifted, declared))).toContain(
      `the user's email address changed from ${alice} to alice.smith@example.com (${user.id}). Use the new email address in the program. Nothing else changes, and no invitation is sent.`,
    );
    const written = await up(process(), drifted, { ...declared, email: "Alice.Smith@example.com" });
    expect(written.outputs).toMatchObject({ email: "alice.smith@example.com", userId: user.id });
    expect(written.id).toBe(resource.id);
    expect(writes()).toEqual([]);
    await destroy(process(), written);
    expect(writes()).toHaveLength(1);
  });

  test("keeps a membership of an archived workspace, and its update says so", async () => {
    for (const archivedWorkspaceMembers of [400, 404, "allow"] as const) {
      const { membership, process, console, workspace, declared, writes, notices } =
        await organizationWithUser({
          assumptions: { archivedWorkspaceMembers },
        });
      const resource = await membership();
      console.archiveWorkspace(workspace);
      const archived = await refreshed(process(), resource);
      expect(archived.outputs).toMatchObject({ status: "archived" });
      expect((await preview(process(), archived, declared)).action).toBe("update");
      expect(notices).toEqual([
        expect.stringContaining("`up` will refuse to update the membership of alice@"),
      ]);
      expect(await refusal(up(process(), archived, declared))).toBe(
        `cannot update the membership of ${alice} in workspace ${workspace}: the workspace is archived, which is final. Remove the membership from the program, or declare it for another workspace.`,
      );
      await destroy(process(), archived);
      expect(writes()).toEqual([]);
    }
  });

  test("reports no drift for a user who became an organization admin", async () => {
    for (const implicitMemberGet of [404, "inherited"] as const) {
      const { membership, process, console, declared } = await organizationWithUser({
        assumptions: { implicitMemberGet },
      });
      const resource = await membership();
      console.setUserRole(alice, "admin");
      const implicit = await refreshed(process(), resource);
      expect(implicit.inputs).toEqual(resource.inputs);
      expect(implicit.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
      expect((await preview(process(), implicit, declared)).action).toBe("nothing");
    }
  });

  test("trusts the GET of a member over a list that lacks the member", async () => {
    const { membership, process, console, emulator, workspace, user, requests } =
      await organizationWithUser();
    const resource = await membership();
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "GET",
      path: paths.workspaceMembers,
      body: listOf(),
    });
    expect(await refreshed(process(), resource)).toEqual(resource);
    expect(requests().at(-1)).toBe(`GET /workspaces/${workspace}/members/${user.id}`);
    console.removeMember(workspace, alice);
    expect(await refresh(process(), resource)).toBeUndefined();
  });

  test("does not mistake an inherited role for a membership that the list lacks", async () => {
    for (const role of ["admin", "billing"] as const) {
      const { membership, process, console, emulator, workspace } = await organizationWithUser({
        assumptions: { implicitMemberGet: "inherited" },
      });
      console.setUserRole(alice, role === "admin" ? "user" : "billing");
      const resource = await membership({ workspace, email: alice, role: "workspace_admin" });
      console.removeMember(workspace, alice);
      if (role === "admin") console.setUserRole(alice, "admin");
      emulator.faults.add({
        kind: "status",
        status: 200,
        method: "GET",
        path: paths.workspaceMembers,
        body: listOf(),
      });
      const seen = await refresh(process(), resource);
      expect(seen?.outputs["status"]).toBe("implicit");
    }
  });

  test("waits for the list to show a membership that the same process created", async () => {
    const { process, emulator, workspace, declared } = await organizationWithUser();
    const session = process();
    for (const list of [session.cache.workspaces(0), session.cache.users(0)]) await list;
    emulator.assumptions.staleLists = 0.05;
    const resource = await create(session, WorkspaceMember, declared);
    const members = await session.cache.members(workspace, session.cache.now());
    expect(members.map(({ workspace_role: role }) => role)).toEqual(["workspace_developer"]);
    expect(await refreshed(session, resource)).toEqual(resource);
  });

  const lists = [
    { list: "workspaces", path: paths.workspaces },
    { list: "users", path: paths.users },
    { list: "members", path: paths.workspaceMembers },
  ];

  test.each(lists.flatMap((list) => listFaults.map((one) => ({ ...list, ...one }))))(
    "keeps a WorkspaceMember in state when $name in the list of $list",
    async ({ path, fault }) => {
      const { membership, process, emulator } = await organizationWithUser();
      const resource = await membership();
      emulator.faults.add({ ...fault, method: "GET", path, times: 10 });
      expect(await refusal(refresh(process(), resource))).toMatch(/^cannot list the /);
    },
  );

  test("confirms by a GET that a user or a workspace is missing", async () => {
    const { membership, process, emulator, workspace, user, requests } = await organizationWithUser();
    const resource = await membership();
    const shown = (path: string, body: object) =>
      emulator.faults.add({ kind: "status", status: 200, path, body });
    shown("/v1/organizations/workspaces", onlyDefault(emulator));
    shown(paths.users, onlyAdmins(emulator));
    expect(await refreshed(process(), resource)).toEqual(resource);
    expect(requests()).toEqual([
      "GET /workspaces",
      `GET /workspaces/${workspace}`,
      "GET /users",
      `GET /users/${user.id}`,
      `GET /workspaces/${workspace}/members`,
    ]);
  });

  test("keeps a membership in state when the credential is of another organization", async () => {
    const { membership, process } = await organizationWithUser();
    const resource = await membership();
    const elsewhere = await startEmulator({
      adminKey: "sk-ant-admin01-elsewhere",
      requestsPerMinute: "unlimited",
    });
    try {
      const session = process(
        {},
        { ANTHROPIC_ADMIN_BASE_URL: elsewhere.url, ANTHROPIC_ADMIN_KEY: elsewhere.adminKey },
      );
      await expect(refresh(session, resource)).rejects.toThrow(/^The credential belongs to organization /);
      await expect(destroy(session, resource)).rejects.toThrow(/^The credential belongs to organization /);
    } finally {
      await elsewhere.stop();
    }
  });

  test("reads an unmanaged membership by both forms of the ID and fails when it is missing", async () => {
    const { process, console, workspace, user } = await organizationWithUser();
    console.addMember(workspace, alice, "workspace_user");
    for (const id of [`${workspace}/Alice@example.com`, `${workspace}/${user.id}`]) {
      const { props } = await WorkspaceMember.read(process(), id, {});
      expect(props).toMatchObject({
        email: alice,
        userId: user.id,
        role: "workspace_user",
        status: "active",
        __managed: [],
      });
    }
    for (const id of [
      `${workspace}/bob@example.com`,
      "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ/user_1",
      `${workspace}/user_01JwQvzr7rXLA5AGx3HKfFUJ`,
    ]) {
      await expect(WorkspaceMember.read(process(), id, {})).rejects.toThrow(
        `cannot read WorkspaceMember ${id}: the organization has no object with this ID. Correct the ID.`,
      );
    }
  });

  test("reads the inherited role of an unmanaged membership of an organization admin", async () => {
    const { process, console, workspace } = await organizationWithUser();
    for (const [role, inherited] of [
      ["admin", "workspace_admin"],
      ["billing", "workspace_billing"],
    ] as const) {
      console.setUserRole(alice, role);
      const { props } = await WorkspaceMember.read(process(), `${workspace}/${alice}`, {});
      expect(props).toMatchObject({ status: "implicit", role: inherited });
    }
  });
});
