import { describe, expect, test } from "vitest";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import {
  create,
  destroy,
  failures,
  listOf,
  onlyAdmins,
  onlyDefault,
  refreshed,
  refusal,
  up,
} from "../../session.ts";
import { alice, collection, lostAfter, lostBefore, office, one, people } from "./setup.ts";

describe("ending a membership", () => {
  test("takes the person out, also when the membership was taken over", async () => {
    for (const adopted of [false, true]) {
      const { given, process, byHand, workspace, user, writes, roles } = await office();
      if (adopted) byHand.addMember(workspace, alice, "workspace_developer");
      const held = await given();
      expect(held.outputs["adopted"]).toBe(adopted);
      await destroy(process(), held);
      expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${user.id}`]);
      expect(roles()).toEqual([]);
    }
  });

  test("is done already when membership, person or workspace is not there any more", async () => {
    const { given, process, byHand, workspace, user, writes } = await office();
    const held = await given();
    byHand.removeMember(workspace, alice);
    await destroy(process(), held);
    // The list without the membership proves nothing, so the DELETE is sent; the API responds that there is none.
    expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${user.id}`]);
    byHand.removeUser(alice);
    await destroy(process(), held);
    byHand.archiveWorkspace(workspace);
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  test.each([400, 404] as const)(
    "is done however late the list is, when the API answers %s",
    async (nonMember) => {
      const { given, process, emulator, roles } = await office({
        assumptions: { nonMember, staleLists: 3600 },
      });
      emulator.clock.advance({ hours: 2 });
      const held = await given();
      expect(roles()).toEqual(["alice workspace_developer"]);
      await destroy(process(), held);
      expect(roles()).toEqual([]);
      await destroy(process(), held);
    },
  );

  test("that the list misses once is done, and is asked for alone when nothing was there", async () => {
    const { given, process, emulator, roles, requests, workspace, user } = await office();
    const held = await given();
    const missed = { kind: "status", status: 200, method: "GET", path: collection, body: listOf() } as const;
    emulator.faults.add(missed);
    await destroy(process(), held);
    expect(roles()).toEqual([]);
    requests();
    emulator.faults.add(missed);
    await destroy(process(), held);
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
    ["refused once without a reason, while lists miss it, is sent again", 400, 1],
    ["refused all the time, while lists miss it, is not taken for done", 403, 9],
    ["that fails all the time, while lists miss it, is not taken for done", 500, 99],
  ] as const)("%s", async (_, status, times) => {
    const { given, process, emulator, roles } = await office();
    const held = await given();
    const missed = { kind: "status", status: 200, method: "GET", path: collection, body: listOf() } as const;
    emulator.faults.add({ ...missed, times: 99 });
    emulator.faults.add({ kind: "status", status, method: "DELETE", path: one, times });
    const ended = await destroy(process(), held).then(
      () => true,
      () => false,
    );
    expect([ended, roles()]).toEqual(times === 1 ? [true, []] : [false, ["alice workspace_developer"]]);
  });

  test("that an interrupted run gave is ended, though the state waits for the person and a list misses them", async () => {
    const { process, byHand, emulator, workspace, roles } = await office();
    const args = { workspace, email: "bob@example.com", role: "workspace_user" };
    const held = await create(process(), WorkspaceMember, args);
    expect(held.outputs["status"]).toBe("pending");
    byHand.addUser({ email: "bob@example.com", role: "developer" });
    await up(process(), held, args);
    expect(roles()).toHaveLength(1);
    emulator.faults.add({ kind: "status", status: 200, path: people, body: onlyAdmins(emulator) });
    await destroy(process(), held);
    expect(roles()).toEqual([]);
  });

  test("is not that of another person who has the former address of somebody who left", async () => {
    const { given, process, byHand, declared, workspace, user, roles, writes } = await office();
    const first = await given();
    byHand.setUserEmail(user.id, "alice.b@example.com");
    const renamed = { ...declared, email: "alice.b@example.com" };
    const held = await up(process(), await refreshed(process(), first), renamed);
    byHand.removeUser(user.id);
    const other = byHand.addUser({ email: alice, role: "developer" });
    byHand.addMember(workspace, other.id, "workspace_admin");
    await destroy(process(), held);
    expect(writes()).toEqual([]);
    expect(roles()).toEqual([`${other.id} workspace_admin`]);
  });

  test.each([400, 404] as const)(
    "is done when the workspace has just been archived and its members answer %s",
    async (archivedWorkspaceMembers) => {
      for (const shown of [true, false]) {
        const { given, process, byHand, emulator, workspace } = await office({
          assumptions: { archivedWorkspaceMembers },
        });
        const held = await given();
        const { members, workspaces } = emulator.organization().state();
        byHand.archiveWorkspace(workspace);
        const late = (path: string, body: object) =>
          emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body });
        late("/v1/organizations/workspaces", onlyDefault(emulator, ...workspaces));
        late(collection, shown ? listOf(...members) : listOf());
        await destroy(process(), held);
      }
    },
  );

  test.each<[string, (there: Awaited<ReturnType<typeof office>>) => void]>([
    ["the person", ({ byHand }) => byHand.removeUser(alice)],
    ["the workspace", ({ byHand, workspace }) => byHand.archiveWorkspace(workspace)],
  ])("looks freshly for %s", async (_, happens) => {
    const there = await office();
    const { given, process, workspace, writes, requests } = there;
    const held = await given();
    const session = process();
    const { cache } = session;
    for (const list of [cache.workspaces(0), cache.users(0), cache.members(workspace, 0)]) await list;
    requests();
    happens(there);
    await destroy(session, held);
    expect(writes()).toEqual([]);
  });

  test("asks for nothing more once the workspace is archived or the person has left", async () => {
    const { given, process, byHand, workspace, user, requests } = await office();
    const held = await given();
    const session = process();
    for (const list of [session.cache.workspaces(0), session.cache.users(0)]) await list;
    requests();
    byHand.removeUser(alice);
    await destroy(session, held);
    expect(requests()).toEqual(["GET /workspaces", "GET /users", `GET /users/${user.id}`, "GET /invites"]);
    byHand.archiveWorkspace(workspace);
    await destroy(session, held);
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("of somebody who waits needs no write", async () => {
    const { process, declared, writes } = await office();
    const waiting = await create(process(), WorkspaceMember, { ...declared, email: "bob@example.com" });
    await destroy(process(), waiting);
    expect(writes()).toEqual([]);
  });

  test("puts a raised billing member back to what they inherit", async () => {
    const { given, process, byHand, declared, workspace, user, writes, roles } = await office();
    byHand.setUserRole(alice, "billing");
    const held = await given({ ...declared, role: "workspace_admin" });
    await destroy(process(), held);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_billing"}`,
    ]);
    expect(roles()).toEqual([]);
  });

  test.each([400, 403, "ignore"] as const)(
    "of somebody who was made admin leaves them, and says so (%s)",
    async (inheritedMember) => {
      const { given, process, byHand, workspace, user, writes, said } = await office({
        assumptions: { inheritedMember },
      });
      const held = await given();
      byHand.setUserRole(alice, "admin");
      await destroy(process(), held);
      expect(writes()).toEqual([]);
      expect(said).toEqual([
        `it: cannot remove ${alice} (${user.id}) from workspace ${workspace}: as \`admin\` of the organization they have access to every workspace, which the API cannot change.`,
      ]);
    },
  );

  test.each([...lostAfter, ...lostBefore])("is done when it was %s", async (_, fault) => {
    for (const nonMember of [400, 404] as const) {
      const { given, process, emulator, roles } = await office({ assumptions: { nonMember } });
      const held = await given();
      emulator.faults.add({ method: "DELETE", path: one, ...fault });
      await destroy(process(), held);
      expect(roles()).toEqual([]);
    }
  });

  test("counts as done when they are out, whatever the answer was", async () => {
    const { given, process, emulator, roles } = await office();
    const held = await given();
    emulator.faults.add({ kind: "statusAfter", status: 500, method: "DELETE", path: one, times: 10 });
    await destroy(process(), held);
    expect(roles()).toEqual([]);
  });

  test("fails when they are still in", async () => {
    const { given, process, emulator, roles } = await office();
    const held = await given();
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: one });
    expect(await refusal(destroy(process(), held))).toMatch(
      /^cannot remove alice@example\.com \(user_\w+\) from workspace wrkspc_\w+: the API refused it \(403/,
    );
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("is refused after 25 removals in one run, with the variable that raises it", async () => {
    const { given, process, byHand, workspace } = await office();
    byHand.addUser({ email: "bob@example.com", role: "user" });
    const first = await given();
    const second = await given({ workspace, email: "bob@example.com", role: "workspace_user" });
    const session = process({ maxRemovals: "1" });
    await destroy(session, first);
    expect(await refusal(destroy(session, second))).toMatch(
      /^cannot remove bob@example\.com \(user_\w+\) from workspace wrkspc_\w+: this run has removed 1 users and memberships so far, .*ANTHROPIC_MAX_REMOVALS=10/,
    );
  });

  test("writes nothing while another resource of the program declares the same person there", async () => {
    const { given, process, workspace, user, declared, writes, said } = await office();
    const held = await given();
    for (const args of [declared, { workspace, userId: user.id, role: "workspace_developer" }]) {
      const session = process();
      const taken = await create(session, WorkspaceMember, args);
      expect(taken.outputs["adopted"]).toBe(true);
      await destroy(session, held);
    }
    expect(writes()).toEqual([]);
    expect(said.join()).toContain(
      `WorkspaceMember ${held.id} is declared by another resource of this program now`,
    );
  });

  test("before its replacement leaves the place to it, with the role that is declared there", async () => {
    const { given, process, declared, workspace, user, writes, roles } = await office();
    const held = await given();
    const session = process();
    const args = { ...declared, role: "workspace_admin" };
    // As in a forced replacement: checked anew, the old one deleted first, then created.
    expect(failures(session, WorkspaceMember, args)).toEqual([]);
    await destroy(session, held);
    await create(session, WorkspaceMember, args);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
    expect(roles()).toEqual(["alice workspace_admin"]);
  });
});
