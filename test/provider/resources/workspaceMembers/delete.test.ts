import { describe, expect, it } from "vitest";
import { workspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers } from "../../../../provider/resources/workspaceMembers/plan.ts";
import { create, destroy, failures, listOf, refreshed, refusal, up } from "../../session.ts";
import { admin, alice, bob, carol, dave, developer, start } from "./setup.ts";

describe("deleting a list", () => {
  it("takes out whom it declares, and nobody else", async () => {
    const { byHand, process, there, workspace } = await start(developer(dave));
    const args = { workspace, members: [developer(alice), admin(bob)], except: [dave] };
    const held = await create(process(), workspaceMembers, args);
    byHand.addMember(workspace, carol, "workspace_user");
    await destroy(process(), await refreshed(process(), held));
    expect(there()).toEqual(["carol workspace_user", "dave workspace_developer"]);
  });

  it("does not stop the removal of members whom it lacks", async () => {
    for (const deleting of [true, false]) {
      const { emulator, process, there, workspace, writes } = await start();
      const held = await create(process(), workspaceMembers, {
        workspace,
        members: [developer(alice), admin(bob)],
      });
      writes();
      const path = `/v1/organizations/workspaces/${workspace}/members`;
      const [, second] = emulator.organization().state().members;
      const shown = deleting ? [] : [second].filter((member) => member !== undefined);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf(...shown) });
      if (deleting) await destroy(process(), held);
      else await up(process(), held, { workspace, members: [admin(bob)] });
      expect(there()).toEqual(deleting ? [] : ["bob workspace_admin"]);
      expect(writes()).toHaveLength(deleting ? 2 : 1);
    }
  });

  it("makes removals count once an unlisted member proved to exist", async () => {
    const { emulator, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const path = `/v1/organizations/workspaces/${workspace}/members`;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf() });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), held))).toContain("anthropic:maxRemovals");
    expect(there()).toHaveLength(1);
  });

  it("is done when everybody is gone already, and counts only who is there", async () => {
    const { byHand, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), held))).toContain("these would be 2 more");
    expect(there()).toHaveLength(2);
    byHand.removeMember(workspace, alice);
    await destroy(process({ maxRemovals: "1" }), held);
    expect(there()).toEqual([]);
    await destroy(process({ maxRemovals: "0" }), held);
  });

  it("leaves organization admins, whom the API lets nobody take out", async () => {
    const { byHand, process, said, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    byHand.setUserRole(alice, "admin");
    await destroy(process(), held);
    expect(there()).toEqual(["alice workspace_developer"]);
    expect(said.at(-1)).toContain("which the API cannot change");
  });

  it("takes out who was pending and was let in by hand", async () => {
    const { byHand, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer("new@example.com")],
    });
    byHand.addUser({ email: "new@example.com" });
    byHand.addMember(workspace, "new@example.com", "workspace_user");
    await destroy(process(), held);
    expect(there()).toEqual([]);
  });
});

describe("handing over", () => {
  it("from many WorkspaceMember to one list, nobody loses access", async () => {
    const { id, process, said, there, workspace, writes } = await start();
    const first = process();
    const singles = [
      await create(first, workspaceMember, { workspace, ...developer(alice) }),
      await create(first, workspaceMember, { workspace, userId: id(bob), role: "workspace_admin" }),
    ];
    writes();
    const session = process();
    const byId = { userId: id(alice), role: "workspace_developer" };
    await create(session, workspaceMembers, { workspace, members: [byId, admin(bob)] });
    for (const single of singles) await destroy(session, single);
    expect(writes()).toEqual([]);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(said).toEqual([
      expect.stringContaining(`WorkspaceMember ${workspace}/${alice} is declared by another resource`),
      expect.stringContaining(`WorkspaceMember ${workspace}/${id(bob)} is declared by another resource`),
    ]);
  });

  it("takes away access all the same from whom the list leaves alone", async () => {
    const { process, there, workspace } = await start();
    const single = await create(process(), workspaceMember, { workspace, ...developer(alice) });
    const session = process();
    await create(session, workspaceMembers, { workspace, members: [admin(bob)], except: [alice] });
    await destroy(session, single);
    expect(there()).toEqual(["bob workspace_admin"]);
  });

  it("from one list back to many WorkspaceMember, only the others are taken out", async () => {
    const { id, process, said, there, workspace, writes } = await start();
    const all = [developer(alice), admin(bob), developer(carol)];
    const held = await create(process(), workspaceMembers, { workspace, members: all });
    writes();
    const session = process();
    await create(session, workspaceMember, { workspace, ...developer(alice) });
    await create(session, workspaceMember, { workspace, userId: id(bob), role: "workspace_admin" });
    await destroy(session, held);
    expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${id(carol)}`]);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(said.at(-1)).toBe(
      `it: Of workspace ${workspace}, ${alice}, ${bob} stay: they are declared by a WorkspaceMember of this program now.`,
    );
  });

  it("of a renamed list writes nothing", async () => {
    const { process, there, workspace, writes } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    writes();
    const session = process();
    await create(session, workspaceMembers, args);
    await destroy(session, held);
    expect(writes()).toEqual([]);
    expect(there()).toHaveLength(1);
  });

  it("in a forced replacement gives new roles without taking anybody out", async () => {
    const { process, there, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const session = process();
    const args = { workspace, members: [admin(alice)] };
    expect(failures(session, workspaceMembers, args)).toEqual([]);
    await destroy(session, held);
    await create(session, workspaceMembers, args);
    expect(writes()).toHaveLength(1);
    expect(there()).toEqual(["alice workspace_admin"]);
  });

  it("knows nothing of it in a destroy", async () => {
    const { process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    await destroy(process(), held);
    expect(there()).toEqual([]);
  });
});
