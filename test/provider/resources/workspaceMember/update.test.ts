import { describe, expect, test } from "vitest";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import {
  alice,
  create,
  organizationWithUser,
  paths,
  preview,
  refreshed,
  refusal,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("changing a membership", () => {
  test("gives another role in place", async () => {
    const { membership, process, declared, workspace, user, writes, memberships } =
      await organizationWithUser();
    const resource = await membership();
    const args = { ...declared, role: "workspace_admin" };
    expect((await preview(process(), resource, args)).action).toBe("update");
    const changed = await up(process(), resource, args);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
    expect(changed.outputs).toMatchObject({ role: "workspace_admin", status: "active", adopted: false });
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test.each(writeFaults)("of the role is done when it was $name", async ({ fault }) => {
    const { membership, process, emulator, declared, memberships } = await organizationWithUser();
    const resource = await membership();
    emulator.faults.add({ method: "POST", path: paths.workspaceMember, times: 2, ...fault });
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin" });
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test("changes the role of a membership that an earlier run gave and no list shows yet", async () => {
    const { membership, process, emulator, declared, memberships } = await organizationWithUser();
    emulator.clock.advance({ hours: 2 });
    const resource = await membership();
    emulator.assumptions.staleLists = 3600;
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin", status: "active" });
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test("of the role counts as done when it is so, whatever the answer was", async () => {
    const { membership, process, emulator, declared } = await organizationWithUser();
    const resource = await membership();
    emulator.faults.add({
      kind: "statusAfter",
      status: 500,
      method: "POST",
      path: paths.workspaceMember,
      times: 10,
    });
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin" });
  });

  test("of the role that never gets through fails", async () => {
    const { membership, process, emulator, declared, memberships } = await organizationWithUser();
    const resource = await membership();
    emulator.faults.add({
      kind: "status",
      status: 500,
      method: "POST",
      path: paths.workspaceMember,
      times: 10,
    });
    expect(await refusal(up(process(), resource, { ...declared, role: "workspace_admin" }))).toMatch(
      /^cannot give alice@example\.com the role workspace_admin .*The outcome is unknown/,
    );
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("waits until the API knows a membership that was given just now", async () => {
    const { process, declared, memberships } = await organizationWithUser({
      assumptions: { unsettledMembers: 0.06 },
    });
    const session = process();
    const resource = await create(session, WorkspaceMember, declared);
    await up(session, resource, { ...declared, role: "workspace_admin" });
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test("waits only a few times for what another run gave", async () => {
    const { membership, process, emulator, declared } = await organizationWithUser();
    const resource = await membership();
    emulator.assumptions.unsettledMembers = 1000;
    expect(await refusal(up(process(), resource, { ...declared, role: "workspace_admin" }))).toContain(
      "The specified user is not in the Workspace",
    );
    expect(emulator.requests.filter(({ method }) => method === "POST")).toHaveLength(4);
  });

  test("is another membership, the old one given up afterwards, for another workspace or person", async () => {
    const { membership, process, console, declared, workspace, user, writes, memberships } =
      await organizationWithUser();
    const resource = await membership();
    const other = console.createWorkspace({ name: "Other" }).id;
    const bob = console.addUser({ email: "bob@example.com", role: "user" });
    for (const args of [
      { ...declared, workspace: other },
      { ...declared, email: "bob@example.com" },
      { ...declared, email: "nobody@example.com" },
      { workspace, userId: bob.id, role: declared.role },
    ]) {
      const { action, deleteFirst } = await preview(process(), resource, args);
      expect([action, deleteFirst]).toEqual(["replace", false]);
    }
    await up(process(), resource, { ...declared, email: "bob@example.com" });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members {"user_id":"${bob.id}","workspace_role":"workspace_developer"}`,
      `DELETE /workspaces/${workspace}/members/${user.id}`,
    ]);
    expect(memberships()).toEqual(["bob workspace_developer"]);
  });

  test("is a replacement while it is not known for whom it will be", async () => {
    const { membership, process, declared } = await organizationWithUser();
    const resource = await membership();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await preview(process(), resource, { ...declared, workspace: unknown })).action).toBe("replace");
    expect((await preview(process(), resource, { ...declared, email: unknown })).action).toBe("replace");
  });

  test("from the address to the id of the same person, and back, is a record in place", async () => {
    const { membership, process, declared, workspace, user, writes } = await organizationWithUser();
    const resource = await membership();
    const byId = { workspace, userId: user.id, role: declared.role };
    expect((await preview(process(), resource, byId)).action).toBe("update");
    const recorded = await up(process(), resource, byId);
    expect(recorded.id).toBe(resource.id);
    expect(recorded.outputs).toMatchObject({
      email: alice,
      userId: user.id,
      __managed: ["workspace", "userId", "role"],
    });
    expect((await preview(process(), recorded, byId)).action).toBe("nothing");
    const back = await up(process(), recorded, declared);
    expect(back.outputs).toEqual(resource.outputs);
    expect(writes()).toEqual([]);
    expect(await refreshed(process(), recorded)).toEqual(recorded);
  });

  test("to an address that the same person has now is a record in place, also unseen", async () => {
    const { membership, process, console, declared, writes } = await organizationWithUser();
    const resource = await membership();
    console.setUserEmail(alice, "alice.smith@example.com");
    const args = { ...declared, email: "alice.smith@example.com" };
    expect((await preview(process(), resource, args)).action).toBe("update");
    const recorded = await up(process(), resource, args);
    expect(recorded.id).toBe(resource.id);
    expect(recorded.outputs["email"]).toBe("alice.smith@example.com");
    expect(writes()).toEqual([]);
  });

  test("completes what waited, in the first run after the acceptance", async () => {
    const { process, console, declared, memberships, requests } = await organizationWithUser();
    console.invite("bob@example.com", "user");
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    requests();
    expect((await preview(process(), waiting, args)).action).toBe("nothing");
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    expect(await refreshed(process(), waiting)).toEqual(waiting);
    const bob = console.acceptInvite("bob@example.com");
    expect((await preview(process(), waiting, args)).action).toBe("update");
    const real = await up(process(), waiting, args);
    expect(real.outputs).toMatchObject({ status: "active", userId: bob.id });
    expect(real.outputs).not.toHaveProperty("waitingFor");
    expect(memberships()).toEqual(["bob workspace_developer"]);
    requests();
    expect((await preview(process(), real, args)).action).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  test("records for what it waits now", async () => {
    const { process, console, emulator, declared } = await organizationWithUser();
    const args = { ...declared, email: "bob@example.com" };
    let resource = await create(process(), WorkspaceMember, args);
    console.invite("bob@example.com", "user");
    resource = await up(process(), resource, args);
    expect(resource.outputs["waitingFor"]).toBe("acceptance");
    emulator.clock.advance({ days: 22 });
    resource = await up(process(), resource, args);
    expect(resource.outputs["waitingFor"]).toBe("expired");
    expect((await preview(process(), resource, args)).action).toBe("nothing");
  });

  test("of the role while waiting is recorded, and given after the acceptance", async () => {
    const { process, console, declared, memberships, writes } = await organizationWithUser();
    console.invite("bob@example.com", "user");
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    const raised = await up(process(), waiting, { ...args, role: "workspace_admin" });
    expect(raised.outputs).toMatchObject({ status: "pending", role: "workspace_admin" });
    expect(writes()).toEqual([]);
    const _bob = console.acceptInvite("bob@example.com");
    await up(process(), raised, { ...args, role: "workspace_admin" });
    expect(memberships()).toEqual(["bob workspace_admin"]);
  });

  test("can be previewed without a key while it waits", async () => {
    const { process, declared, notices } = await organizationWithUser();
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    const keyless = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(keyless, waiting, args)).action).toBe("nothing");
    expect(notices).toEqual(["People who have not joined yet were not looked up: there is no key."]);
  });
});
