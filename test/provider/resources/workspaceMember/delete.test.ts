import { describe, expect, test } from "vitest";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import {
  alice,
  create,
  destroy,
  failures,
  listOf,
  onlyAdmins,
  onlyDefault,
  organizationWithUser,
  paths,
  refreshed,
  refusal,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("WorkspaceMember delete", () => {
  test("removes a member, even when the membership was adopted", async () => {
    for (const adopted of [false, true]) {
      const { membership, process, console, workspace, user, writes, memberships } =
        await organizationWithUser();
      if (adopted) console.addMember(workspace, alice, "workspace_developer");
      const resource = await membership();
      expect(resource.outputs["adopted"]).toBe(adopted);
      await destroy(process(), resource);
      expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${user.id}`]);
      expect(memberships()).toEqual([]);
    }
  });

  test("succeeds when membership, user or workspace are missing", async () => {
    const { membership, process, console, workspace, user, writes } = await organizationWithUser();
    const resource = await membership();
    console.removeMember(workspace, alice);
    await destroy(process(), resource);
    // The list without the membership proves nothing, so the DELETE is sent; the API responds that there is none.
    expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${user.id}`]);
    console.removeUser(alice);
    await destroy(process(), resource);
    console.archiveWorkspace(workspace);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test.each([400, 404] as const)(
    "removes a member whom a stale list lacks when the API responds with %s",
    async (nonMember) => {
      const { membership, process, emulator, memberships } = await organizationWithUser({
        assumptions: { nonMember, staleLists: 3600 },
      });
      emulator.clock.advance({ hours: 2 });
      const resource = await membership();
      expect(memberships()).toEqual(["alice workspace_developer"]);
      await destroy(process(), resource);
      expect(memberships()).toEqual([]);
      await destroy(process(), resource);
    },
  );

  test("removes a member that one list lacks, and confirms by a GET when there was none", async () => {
    const { membership, process, emulator, memberships, requests, workspace, user } =
      await organizationWithUser();
    const resource = await membership();
    const missed = {
      kind: "status",
      status: 200,
      method: "GET",
      path: paths.workspaceMembers,
      body: listOf(),
    } as const;
    emulator.faults.add(missed);
    await destroy(process(), resource);
    expect(memberships()).toEqual([]);
    requests();
    emulator.faults.add(missed);
    await destroy(process(), resource);
    expect(requests()).toEqual([
      "GET /me",
      "GET /workspaces",
      "GET /users",
      `GET /workspaces/${workspace}/members`,
      `DELETE /workspaces/${workspace}/members/${user.id}`,
      `GET /workspaces/${workspace}/members`,
      `GET /workspaces/${workspace}/members/${user.id}`,
    ]);
  });

  test.each([
    ["sends a removal again that was rejected once while lists lack the member", 400, 1],
    ["fails when a removal is always rejected while lists lack the member", 403, 9],
    ["fails when every response to a removal is an error while lists lack the member", 500, 99],
  ] as const)("%s", async (_, status, times) => {
    const { membership, process, emulator, memberships } = await organizationWithUser();
    const resource = await membership();
    const missed = {
      kind: "status",
      status: 200,
      method: "GET",
      path: paths.workspaceMembers,
      body: listOf(),
    } as const;
    emulator.faults.add({ ...missed, times: 99 });
    emulator.faults.add({ kind: "status", status, method: "DELETE", path: paths.workspaceMember, times });
    const ended = await destroy(process(), resource).then(
      () => true,
      () => false,
    );
    expect([ended, memberships()]).toEqual(times === 1 ? [true, []] : [false, ["alice workspace_developer"]]);
  });

  test("removes a member that an interrupted run added, even if the state is pending and a list lacks the member", async () => {
    const { process, console, emulator, workspace, memberships } = await organizationWithUser();
    const args = { workspace, email: "bob@example.com", role: "workspace_user" };
    const resource = await create(process(), WorkspaceMember, args);
    expect(resource.outputs["status"]).toBe("pending");
    console.addUser({ email: "bob@example.com", role: "developer" });
    await up(process(), resource, args);
    expect(memberships()).toHaveLength(1);
    emulator.faults.add({ kind: "status", status: 200, path: paths.users, body: onlyAdmins(emulator) });
    await destroy(process(), resource);
    expect(memberships()).toEqual([]);
  });

  test("does not remove another user who has the former address", async () => {
    const { membership, process, console, declared, workspace, user, memberships, writes } =
      await organizationWithUser();
    const first = await membership();
    console.setUserEmail(user.id, "alice.b@example.com");
    const renamed = { ...declared, email: "alice.b@example.com" };
    const resource = await up(process(), await refreshed(process(), first), renamed);
    console.removeUser(user.id);
    const other = console.addUser({ email: alice, role: "developer" });
    console.addMember(workspace, other.id, "workspace_admin");
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test.each([400, 404] as const)(
    "succeeds when the workspace has just been archived and its members return %s",
    async (archivedWorkspaceMembers) => {
      for (const shown of [true, false]) {
        const { membership, process, console, emulator, workspace } = await organizationWithUser({
          assumptions: { archivedWorkspaceMembers },
        });
        const resource = await membership();
        const { members, workspaces } = emulator.organization().state();
        console.archiveWorkspace(workspace);
        const late = (path: string, body: object) =>
          emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body });
        late("/v1/organizations/workspaces", onlyDefault(emulator, ...workspaces));
        late(paths.workspaceMembers, shown ? listOf(...members) : listOf());
        await destroy(process(), resource);
      }
    },
  );

  test.each(["directly", "after a refresh"])(
    "removes a member %s although the API does not return the workspace",
    async (when) => {
      const { membership, process, emulator, memberships } = await organizationWithUser();
      const resource = await membership();
      const body = onlyDefault(emulator);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.workspaces, body });
      emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.workspace });
      await destroy(process(), when === "directly" ? resource : await refreshed(process(), resource));
      expect(memberships()).toEqual([]);
    },
  );

  test("writes nothing when the API has neither the workspace nor its members", async () => {
    const { membership, process, emulator, writes } = await organizationWithUser();
    const resource = await membership();
    writes();
    const body = onlyDefault(emulator);
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.workspaces, body });
    emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.workspace });
    emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.workspaceMembers });
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test.each<[string, (context: Awaited<ReturnType<typeof organizationWithUser>>) => void]>([
    ["the user has left", ({ console }) => console.removeUser(alice)],
    ["the workspace is archived", ({ console, workspace }) => console.archiveWorkspace(workspace)],
  ])("requests new lists before a removal, and writes nothing when %s", async (_, happens) => {
    const context = await organizationWithUser();
    const { membership, process, workspace, writes, requests } = context;
    const resource = await membership();
    const session = process();
    const { cache } = session;
    for (const list of [cache.workspaces(0), cache.users(0), cache.members(workspace, 0)]) await list;
    requests();
    happens(context);
    await destroy(session, resource);
    expect(writes()).toEqual([]);
  });

  test("stops reading once the workspace is archived or the user has left", async () => {
    const { membership, process, console, workspace, user, requests } = await organizationWithUser();
    const resource = await membership();
    const session = process();
    for (const list of [session.cache.workspaces(0), session.cache.users(0)]) await list;
    requests();
    console.removeUser(alice);
    await destroy(session, resource);
    const gone = ["GET /workspaces", "GET /users", `GET /users/${user.id}`, "GET /invites"];
    expect(requests()).toEqual([...gone, `GET /workspaces/${workspace}/members`]);
    console.archiveWorkspace(workspace);
    await destroy(session, resource);
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("writes nothing for a pending WorkspaceMember", async () => {
    const { process, declared, writes } = await organizationWithUser();
    const waiting = await create(process(), WorkspaceMember, { ...declared, email: "bob@example.com" });
    await destroy(process(), waiting);
    expect(writes()).toEqual([]);
  });

  test("restores the inherited role of a billing member", async () => {
    const { membership, process, console, declared, workspace, user, writes, memberships } =
      await organizationWithUser();
    console.setUserRole(alice, "billing");
    const resource = await membership({ ...declared, role: "workspace_admin" });
    await destroy(process(), resource);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_billing"}`,
    ]);
    expect(memberships()).toEqual([]);
  });

  test.each([400, 403, "ignore"] as const)(
    "leaves a user unchanged who became an organization admin, and shows a notice (%s)",
    async (inheritedMember) => {
      const { membership, process, console, workspace, user, writes, notices } = await organizationWithUser({
        assumptions: { inheritedMember },
      });
      const resource = await membership();
      console.setUserRole(alice, "admin");
      await destroy(process(), resource);
      expect(writes()).toEqual([]);
      expect(notices).toEqual([
        `it: cannot remove ${alice} (${user.id}) from workspace ${workspace}: as \`admin\` of the organization they have access to every workspace, which the API cannot change.`,
      ]);
    },
  );

  test.each(writeFaults)("removes the member when $name", async ({ fault }) => {
    for (const nonMember of [400, 404] as const) {
      const { membership, process, emulator, memberships } = await organizationWithUser({
        assumptions: { nonMember },
      });
      const resource = await membership();
      emulator.faults.add({ method: "DELETE", path: paths.workspaceMember, ...fault });
      await destroy(process(), resource);
      expect(memberships()).toEqual([]);
    }
  });

  test("succeeds when the member is removed although every response is an error", async () => {
    const { membership, process, emulator, memberships } = await organizationWithUser();
    const resource = await membership();
    emulator.faults.add({
      kind: "statusAfter",
      status: 500,
      method: "DELETE",
      path: paths.workspaceMember,
      times: 10,
    });
    await destroy(process(), resource);
    expect(memberships()).toEqual([]);
  });

  test("fails when the API rejects the removal", async () => {
    const { membership, process, emulator, memberships } = await organizationWithUser();
    const resource = await membership();
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: paths.workspaceMember });
    expect(await refusal(destroy(process(), resource))).toMatch(
      /^cannot remove alice@example\.com \(user_\w+\) from workspace wrkspc_\w+: the API rejected it \(403/,
    );
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("stops after the limit of removals and names the variable that raises it", async () => {
    const { membership, process, console, workspace } = await organizationWithUser();
    console.addUser({ email: "bob@example.com", role: "user" });
    const first = await membership();
    const second = await membership({ workspace, email: "bob@example.com", role: "workspace_user" });
    const session = process({ maxRemovals: "1" });
    await destroy(session, first);
    expect(await refusal(destroy(session, second))).toMatch(
      /^cannot remove bob@example\.com \(user_\w+\) from workspace wrkspc_\w+: this run has made 1 removal so far, .*ANTHROPIC_MAX_REMOVALS=10/,
    );
  });

  test("leaves a member unchanged who is still declared by another resource", async () => {
    const { membership, process, workspace, user, declared, writes, notices } = await organizationWithUser();
    const resource = await membership();
    for (const args of [declared, { workspace, userId: user.id, role: "workspace_developer" }]) {
      const session = process();
      const taken = await create(session, WorkspaceMember, args);
      expect(taken.outputs["adopted"]).toBe(true);
      await destroy(session, resource);
    }
    expect(writes()).toEqual([]);
    expect(notices.join()).toContain(`WorkspaceMember ${resource.id} is still declared in this program`);
  });

  test("leaves the member to the new resource in a forced replacement, with its declared role", async () => {
    const { membership, process, declared, workspace, user, writes, memberships } =
      await organizationWithUser();
    const resource = await membership();
    const session = process();
    const args = { ...declared, role: "workspace_admin" };
    // A forced replacement calls check, delete of the old resource, and create.
    expect(failures(session, WorkspaceMember, args)).toEqual([]);
    await destroy(session, resource);
    await create(session, WorkspaceMember, args);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });
});
