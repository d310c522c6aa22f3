import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../../emulator/index.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import {
  addMember,
  changeRole,
  memberAfterFailure,
  memberOf,
  removeMember,
} from "../../../provider/memberships/membership.ts";
import { failure } from "../api/setup.ts";
import { lostAfterWrite, organization, paths } from "../harness/index.ts";

async function start(options: EmulatorOptions = {}) {
  const context = await organization(options);
  const workspace = context.console.createWorkspace({ name: "Research" }).id;
  const alice = context.console.addUser({ email: "alice@example.com", role: "developer" });
  return {
    ...context,
    workspace,
    alice,
    now: operation(context.process(), {}),
    roles: () => context.state().members.map((member) => member.workspace_role),
    sent: () => context.emulator.requests.flatMap(({ method, status }) => (method === "GET" ? [] : [status])),
  };
}

describe("membership", () => {
  test("adds a new membership to the cached list without a further request", async () => {
    const { now, workspace, alice, requests } = await start();
    await now.cache.members(workspace, 0);
    await addMember(now, workspace, alice, "workspace_user", "add her");
    requests();
    expect(await memberOf(now, workspace, alice.id, 0)).toMatchObject({ workspace_role: "workspace_user" });
    expect(requests()).toEqual([]);
  });

  test.each(lostAfterWrite)("adds a member once when $name", async ({ fault }) => {
    const { now, emulator, workspace, alice, roles, sent } = await start();
    emulator.faults.add({ ...fault, method: "POST", path: paths.workspaceMembers });
    const made = await addMember(now, workspace, alice, "workspace_user", "add her");
    expect(made.workspace_role).toBe("workspace_user");
    expect(roles()).toEqual(["workspace_user"]);
    expect(sent()).toHaveLength(1);
  });

  test("adds a member once when the first request had no effect", async () => {
    const { now, emulator, workspace, alice, roles, sent } = await start();
    emulator.faults.add({
      kind: "status",
      status: 503,
      method: "POST",
      path: paths.workspaceMembers,
      times: 2,
    });
    await addMember(now, workspace, alice, "workspace_user", "add her");
    expect(roles()).toEqual(["workspace_user"]);
    expect(sent()).toEqual([503, 503, 200]);
  });

  test.each(lostAfterWrite)("changes a role when $name every time", async ({ fault }) => {
    const { now, emulator, console, workspace, alice, roles } = await start();
    console.addMember(workspace, alice.id, "workspace_user");
    emulator.faults.add({ ...fault, method: "POST", path: paths.workspaceMember, times: 10 });
    const changed = await changeRole(now, workspace, alice, "workspace_admin", "change her role");
    expect(changed.workspace_role).toBe("workspace_admin");
    expect(roles()).toEqual(["workspace_admin"]);
  });

  test("fails to change the role of a missing membership", async () => {
    for (const nonMember of [400, 404] as const) {
      const { now, workspace, alice, sent } = await start({ assumptions: { nonMember } });
      const error = await failure(changeRole(now, workspace, alice, "workspace_admin", "change her role"));
      expect(error.message).toMatch(/^cannot change her role: the API rejected it .*not in the Workspace/);
      expect(sent()).toEqual([nonMember]);
    }
  });

  test("waits until the API returns a membership that was just added", async () => {
    const { now, emulator, workspace, alice, roles, sent } = await start();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.assumptions.unsettledMembers = 0.15;
    await changeRole(now, workspace, alice, "workspace_admin", "change her role");
    await removeMember(now, workspace, alice, "remove her");
    expect(roles()).toEqual([]);
    expect(sent().filter((status) => status === 400).length).toBeGreaterThan(1);
  });

  test("waits a short time for a membership that an earlier run has just added", async () => {
    const { now, emulator, console, workspace, alice, roles, sent } = await start();
    console.addMember(workspace, alice.id, "workspace_user");
    const message = "The specified user is not in the Workspace";
    emulator.faults.add({
      kind: "status",
      status: 400,
      method: "POST",
      path: paths.workspaceMember,
      message,
      times: 2,
    });
    await changeRole(now, workspace, alice, "workspace_admin", "change her role");
    expect(roles()).toEqual(["workspace_admin"]);
    expect(sent()).toEqual([400, 400, 200]);

    const other = await start();
    other.console.addMember(other.workspace, other.alice.id, "workspace_user");
    other.emulator.assumptions.unsettledMembers = 3600;
    const error = await failure(
      changeRole(other.now, other.workspace, other.alice, "workspace_admin", "change her role"),
    );
    expect(error.message).toContain("not in the Workspace");
    expect(other.sent()).toEqual([400, 400, 400, 400]);
  });

  test("waits at most half a minute", async () => {
    const { now, emulator, workspace, alice, sent } = await start();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.assumptions.unsettledMembers = 3600;
    const error = await failure(changeRole(now, workspace, alice, "workspace_admin", "change her role"));
    expect(error.message).toContain("not in the Workspace");
    expect(sent()).toEqual([200, 400, 400, 400, 400, 400, 400, 400]);
  });

  test("does not wait when the API responds with another error", async () => {
    const { now, emulator, workspace, alice, sent } = await start();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.faults.add({
      kind: "status",
      errorCode: "workspace_member_limit_exceeded",
      method: "POST",
      path: paths.workspaceMember,
    });
    await failure(changeRole(now, workspace, alice, "workspace_admin", "change her role"));
    expect(sent()).toEqual([200, 400]);
  });

  test("drops a removed membership from the cached list", async () => {
    const { now, console, workspace, alice, roles } = await start();
    console.addMember(workspace, alice.id, "workspace_user");
    expect(await memberOf(now, workspace, alice.id, 0)).toBeDefined();
    await removeMember(now, workspace, alice, "remove her");
    expect(await memberOf(now, workspace, alice.id, 0)).toBeUndefined();
    expect(roles()).toEqual([]);
  });

  test("does not wait for a membership that was just added and removed although the response was lost", async () => {
    for (const nonMember of [400, 404] as const) {
      const { now, emulator, workspace, alice, roles, sent } = await start({ assumptions: { nonMember } });
      await addMember(now, workspace, alice, "workspace_user", "add her");
      emulator.faults.add({ kind: "loseResponse", method: "DELETE", path: paths.workspaceMember });
      emulator.clearRequests();
      await removeMember(now, workspace, alice, "remove her");
      expect(roles()).toEqual([]);
      expect(sent()).toHaveLength(2);
      expect(sent()[1]).toBe(nonMember);
      expect(emulator.requests.filter(({ method }) => method === "GET")).toHaveLength(2);
    }
  });

  test.each([
    ["a 403", { kind: "status", status: 403 }],
    ["a 500 again and again", { kind: "status", status: 500, times: 99 }],
    ["broken connections", { kind: "refuse", times: 99 }],
    ["a proxy's page", { kind: "html", times: 99 }],
  ] as const)(
    "does not treat a membership that a stale list lacks as removed when the removal meets %s",
    async (_, fault) => {
      const { process, console, emulator, workspace, alice, roles } = await start({
        assumptions: { staleLists: 3600 },
      });
      emulator.clock.advance({ hours: 2 });
      console.addMember(workspace, alice.id, "workspace_user");
      const now = operation(process(), {});
      expect(await memberOf(now, workspace, alice.id, now.began)).toBeUndefined();
      emulator.faults.add({ ...fault, method: "DELETE", path: paths.workspaceMember });
      await failure(removeMember(now, workspace, alice, "remove her"));
      expect(roles()).toEqual(["workspace_user"]);
      emulator.faults.clear();
      expect(await removeMember(now, workspace, alice, "remove her")).toBe("removed");
      expect(roles()).toEqual([]);
    },
  );

  test("removes a membership that no list shows", async () => {
    const { now, emulator, workspace, alice, roles } = await start();
    await addMember(now, workspace, alice, "workspace_user", "add her");
    emulator.assumptions.unsettledMembers = 0.1;
    emulator.faults.add({ kind: "refuse", method: "DELETE", path: paths.workspaceMember });
    emulator.faults.add({ kind: "status", status: 500, method: "DELETE", path: paths.workspaceMember });
    await removeMember(now, workspace, alice, "remove her");
    expect(roles()).toEqual([]);
  });

  test("treats a missing membership as removed", async () => {
    for (const nonMember of [400, 404] as const) {
      const { now, workspace, alice } = await start({ assumptions: { nonMember } });
      await removeMember(now, workspace, alice, "remove her");
    }
  });

  test("restores the inherited role of a billing member", async () => {
    const { now, console, workspace, alice, roles, writes } = await start();
    const billing = console.setUserRole(alice.id, "billing");
    console.addMember(workspace, alice.id, "workspace_admin");
    await removeMember(now, workspace, billing, "remove her");
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${alice.id} {"workspace_role":"workspace_billing"}`,
    ]);
    expect(roles()).toEqual([]);
  });

  test("reports why the API rejects a removal", async () => {
    const { now, console, emulator, workspace, alice } = await start();
    console.addMember(workspace, alice.id, "workspace_user");
    emulator.faults.add({
      kind: "status",
      status: 403,
      method: "DELETE",
      path: paths.workspaceMember,
      message: "Not you",
    });
    expect((await failure(removeMember(now, workspace, alice, "remove her"))).message).toMatch(
      /^cannot remove her: the API rejected it \(403 permission_error: Not you\)/,
    );
  });

  test("reports the error of the write when the reads after it fail too", async () => {
    const { now, emulator, workspace, alice } = await start();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: paths.workspaceMembers });
    const error = await failure(addMember(now, workspace, alice, "workspace_user", "add her"));
    emulator.faults.add({
      kind: "status",
      status: 500,
      method: "GET",
      path: paths.workspaceMembers,
      times: 10,
    });
    await expect(memberAfterFailure(now, workspace, alice, error)).rejects.toBe(error);
  });
});
