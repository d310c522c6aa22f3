import { describe, expect, test } from "vitest";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { create, preview, refreshed, refusal, up } from "../../session.ts";
import { alice, lostAfter, lostBefore, office, one } from "./setup.ts";

describe("changing a membership", () => {
  test("gives another role in place", async () => {
    const { given, process, declared, workspace, user, writes, roles } = await office();
    const held = await given();
    const args = { ...declared, role: "workspace_admin" };
    expect((await preview(process(), held, args)).does).toBe("update");
    const changed = await up(process(), held, args);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
    expect(changed.outputs).toMatchObject({ role: "workspace_admin", status: "active", adopted: false });
    expect(roles()).toEqual(["alice workspace_admin"]);
  });

  test.each([...lostAfter, ...lostBefore])("of the role is done when it was %s", async (_, fault) => {
    const { given, process, emulator, declared, roles } = await office();
    const held = await given();
    emulator.faults.add({ method: "POST", path: one, times: 2, ...fault });
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin" });
    expect(roles()).toEqual(["alice workspace_admin"]);
  });

  test("changes the role of a membership that an earlier run gave and no list shows yet", async () => {
    const { given, process, emulator, declared, roles } = await office();
    emulator.clock.advance({ hours: 2 });
    const held = await given();
    emulator.assumptions.staleLists = 3600;
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin", status: "active" });
    expect(roles()).toEqual(["alice workspace_admin"]);
  });

  test("of the role counts as done when it is so, whatever the answer was", async () => {
    const { given, process, emulator, declared } = await office();
    const held = await given();
    emulator.faults.add({ kind: "statusAfter", status: 500, method: "POST", path: one, times: 10 });
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin" });
  });

  test("of the role that never gets through fails", async () => {
    const { given, process, emulator, declared, roles } = await office();
    const held = await given();
    emulator.faults.add({ kind: "status", status: 500, method: "POST", path: one, times: 10 });
    expect(await refusal(up(process(), held, { ...declared, role: "workspace_admin" }))).toMatch(
      /^cannot give alice@example\.com the role workspace_admin .*It is not known whether it was done/,
    );
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("waits until the API knows a membership that was given just now", async () => {
    const { process, declared, roles } = await office({ assumptions: { unsettledMembers: 0.06 } });
    const session = process();
    const held = await create(session, WorkspaceMember, declared);
    await up(session, held, { ...declared, role: "workspace_admin" });
    expect(roles()).toEqual(["alice workspace_admin"]);
  });

  test("waits only a few times for what another run gave", async () => {
    const { given, process, emulator, declared } = await office();
    const held = await given();
    emulator.assumptions.unsettledMembers = 1000;
    expect(await refusal(up(process(), held, { ...declared, role: "workspace_admin" }))).toContain(
      "The specified user is not in the Workspace",
    );
    expect(emulator.requests.filter(({ method }) => method === "POST")).toHaveLength(4);
  });

  test("is another membership, the old one given up afterwards, for another workspace or person", async () => {
    const { given, process, byHand, declared, workspace, user, writes, roles } = await office();
    const held = await given();
    const other = byHand.createWorkspace({ name: "Other" }).id;
    const bob = byHand.addUser({ email: "bob@example.com", role: "user" });
    for (const args of [
      { ...declared, workspace: other },
      { ...declared, email: "bob@example.com" },
      { ...declared, email: "nobody@example.com" },
      { workspace, userId: bob.id, role: declared.role },
    ]) {
      const { does, deleteFirst } = await preview(process(), held, args);
      expect([does, deleteFirst]).toEqual(["replace", false]);
    }
    await up(process(), held, { ...declared, email: "bob@example.com" });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members {"user_id":"${bob.id}","workspace_role":"workspace_developer"}`,
      `DELETE /workspaces/${workspace}/members/${user.id}`,
    ]);
    expect(roles()).toEqual([`${bob.id} workspace_developer`]);
  });

  test("is a replacement while it is not known for whom it will be", async () => {
    const { given, process, declared } = await office();
    const held = await given();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await preview(process(), held, { ...declared, workspace: unknown })).does).toBe("replace");
    expect((await preview(process(), held, { ...declared, email: unknown })).does).toBe("replace");
  });

  test("from the address to the id of the same person, and back, is a record in place", async () => {
    const { given, process, declared, workspace, user, writes } = await office();
    const held = await given();
    const byId = { workspace, userId: user.id, role: declared.role };
    expect((await preview(process(), held, byId)).does).toBe("update");
    const recorded = await up(process(), held, byId);
    expect(recorded.id).toBe(held.id);
    expect(recorded.outputs).toMatchObject({
      email: alice,
      userId: user.id,
      __managed: ["workspace", "userId", "role"],
    });
    expect((await preview(process(), recorded, byId)).does).toBe("nothing");
    const back = await up(process(), recorded, declared);
    expect(back.outputs).toEqual(held.outputs);
    expect(writes()).toEqual([]);
    expect(await refreshed(process(), recorded)).toEqual(recorded);
  });

  test("to an address that the same person has now is a record in place, also unseen", async () => {
    const { given, process, byHand, declared, writes } = await office();
    const held = await given();
    byHand.setUserEmail(alice, "alice.smith@example.com");
    const args = { ...declared, email: "alice.smith@example.com" };
    expect((await preview(process(), held, args)).does).toBe("update");
    const recorded = await up(process(), held, args);
    expect(recorded.id).toBe(held.id);
    expect(recorded.outputs["email"]).toBe("alice.smith@example.com");
    expect(writes()).toEqual([]);
  });

  test("completes what waited, in the first run after the acceptance", async () => {
    const { process, byHand, declared, roles, requests } = await office();
    byHand.invite("bob@example.com", "user");
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    requests();
    expect((await preview(process(), waiting, args)).does).toBe("nothing");
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    expect(await refreshed(process(), waiting)).toEqual(waiting);
    const bob = byHand.acceptInvite("bob@example.com");
    expect((await preview(process(), waiting, args)).does).toBe("update");
    const real = await up(process(), waiting, args);
    expect(real.outputs).toMatchObject({ status: "active", userId: bob.id });
    expect(real.outputs).not.toHaveProperty("waitingFor");
    expect(roles()).toEqual([`${bob.id} workspace_developer`]);
    requests();
    expect((await preview(process(), real, args)).does).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  test("records for what it waits now", async () => {
    const { process, byHand, emulator, declared } = await office();
    const args = { ...declared, email: "bob@example.com" };
    let held = await create(process(), WorkspaceMember, args);
    byHand.invite("bob@example.com", "user");
    held = await up(process(), held, args);
    expect(held.outputs["waitingFor"]).toBe("acceptance");
    emulator.clock.advance({ days: 22 });
    held = await up(process(), held, args);
    expect(held.outputs["waitingFor"]).toBe("expired");
    expect((await preview(process(), held, args)).does).toBe("nothing");
  });

  test("of the role while waiting is recorded, and given after the acceptance", async () => {
    const { process, byHand, declared, roles, writes } = await office();
    byHand.invite("bob@example.com", "user");
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    const raised = await up(process(), waiting, { ...args, role: "workspace_admin" });
    expect(raised.outputs).toMatchObject({ status: "pending", role: "workspace_admin" });
    expect(writes()).toEqual([]);
    const bob = byHand.acceptInvite("bob@example.com");
    await up(process(), raised, { ...args, role: "workspace_admin" });
    expect(roles()).toEqual([`${bob.id} workspace_admin`]);
  });

  test("can be previewed without a key while it waits", async () => {
    const { process, declared, said } = await office();
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    const keyless = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(keyless, waiting, args)).does).toBe("nothing");
    expect(said).toEqual(["People who have not joined yet were not looked up: there is no key."]);
  });
});
