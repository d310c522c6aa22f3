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

describe("WorkspaceMember update", () => {
  test("changes the role in place", async () => {
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

  test.each(writeFaults)("changes the role when $name", async ({ fault }) => {
    const { membership, process, emulator, declared, memberships } = await organizationWithUser();
    const resource = await membership();
    emulator.faults.add({ method: "POST", path: paths.workspaceMember, times: 2, ...fault });
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin" });
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test("changes the role of a member that an earlier run added and no list shows yet", async () => {
    const { membership, process, emulator, declared, memberships } = await organizationWithUser();
    emulator.clock.advance({ hours: 2 });
    const resource = await membership();
    emulator.assumptions.staleLists = 3600;
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin", status: "active" });
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test("succeeds when the role is changed although every response is an error", async () => {
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

  test("fails with an unknown outcome when the role is not changed", async () => {
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
      /^cannot set the role of alice@example\.com in workspace \w+ to workspace_admin.*The outcome is unknown/,
    );
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  test("waits until the API accepts a role change of a member who was just added", async () => {
    const { process, declared, memberships } = await organizationWithUser({
      assumptions: { unsettledMembers: 0.06 },
    });
    const session = process();
    const resource = await create(session, WorkspaceMember, declared);
    await up(session, resource, { ...declared, role: "workspace_admin" });
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  test("limits how often it waits for a member that another run added", async () => {
    const { membership, process, emulator, declared } = await organizationWithUser();
    const resource = await membership();
    emulator.assumptions.unsettledMembers = 1000;
    expect(await refusal(up(process(), resource, { ...declared, role: "workspace_admin" }))).toContain(
      "The specified user is not in the Workspace",
    );
    expect(emulator.requests.filter(({ method }) => method === "POST")).toHaveLength(4);
  });

  test("replaces the membership for another workspace or user, and deletes the old one last", async () => {
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

  test("shows a replacement while the user is unknown", async () => {
    const { membership, process, declared } = await organizationWithUser();
    const resource = await membership();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await preview(process(), resource, { ...declared, workspace: unknown })).action).toBe("replace");
    expect((await preview(process(), resource, { ...declared, email: unknown })).action).toBe("replace");
  });

  test("switches between address and ID of the same user without a write", async () => {
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

  test("follows a changed address of the same user without a write, even when it is not in state", async () => {
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

  test("adds a pending member in the first run after the acceptance", async () => {
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

  test("records what a pending member waits for now", async () => {
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

  test("records a role change of a pending member and applies it after the acceptance", async () => {
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

  test("previews a pending WorkspaceMember without a credential", async () => {
    const { process, declared, notices } = await organizationWithUser();
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    notices.length = 0;
    const keyless = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(keyless, waiting, args)).action).toBe("nothing");
    expect(notices).toEqual([
      "No key is set, so nothing was looked up in the organization. An `up` that changes anything needs a key.",
    ]);
  });
});
