import { describe, expect, it } from "vitest";
import { workspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers } from "../../../../provider/resources/workspaceMembers/plan.ts";
import {
  admin,
  alice,
  bob,
  carol,
  create,
  dave,
  destroy,
  developer,
  failures,
  listOf,
  onlyDefault,
  organizationWithUsers,
  paths,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("WorkspaceMembers delete", () => {
  it("removes only declared members", async () => {
    const { console, process, memberships, workspace } = await organizationWithUsers(developer(dave));
    const args = { workspace, members: [developer(alice), admin(bob)], except: [dave] };
    const resource = await create(process(), workspaceMembers, args);
    console.addMember(workspace, carol, "workspace_user");
    await destroy(process(), await refreshed(process(), resource));
    expect(memberships()).toEqual(["carol workspace_user", "dave workspace_developer"]);
  });

  it.each(["directly", "after a refresh"])(
    "removes declared members %s although the API does not return the workspace",
    async (when) => {
      const { emulator, process, memberships, workspace } = await organizationWithUsers();
      const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
      const body = onlyDefault(emulator);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.workspaces, body });
      emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.workspace });
      await destroy(process(), when === "directly" ? resource : await refreshed(process(), resource));
      expect(memberships()).toEqual([]);
    },
  );

  it("does not count declared members that the list lacks against the limit before the removal", async () => {
    for (const deleting of [true, false]) {
      const { emulator, process, memberships, workspace, writes } = await organizationWithUsers();
      const resource = await create(process(), workspaceMembers, {
        workspace,
        members: [developer(alice), admin(bob)],
      });
      writes();
      const path = `/v1/organizations/workspaces/${workspace}/members`;
      const [, second] = emulator.organization().state().members;
      const shown = deleting ? [] : [second].filter((member) => member !== undefined);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf(...shown) });
      if (deleting) await destroy(process(), resource);
      else await up(process(), resource, { workspace, members: [admin(bob)] });
      expect(memberships()).toEqual(deleting ? [] : ["bob workspace_admin"]);
      expect(writes()).toHaveLength(deleting ? 2 : 1);
    }
  });

  it("counts the removal of an unlisted member after it succeeded", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const path = `/v1/organizations/workspaces/${workspace}/members`;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf() });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), resource))).toContain(
      "anthropic:maxRemovals",
    );
    expect(memberships()).toHaveLength(1);
  });

  it("succeeds when all members are missing, and counts only removals", async () => {
    const { console, process, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), resource))).toContain(
      "this operation needs 2 more",
    );
    expect(memberships()).toHaveLength(2);
    console.removeMember(workspace, alice);
    await destroy(process({ maxRemovals: "1" }), resource);
    expect(memberships()).toEqual([]);
    await destroy(process({ maxRemovals: "0" }), resource);
  });

  it("leaves organization admins unchanged", async () => {
    const { console, process, notices, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    console.setUserRole(alice, "admin");
    await destroy(process(), resource);
    expect(memberships()).toEqual(["alice workspace_developer"]);
    expect(notices.at(-2)).toContain("which the API cannot change");
    expect(notices.at(-1)).toMatch(/: Removed from workspace wrkspc_\w+: bob@/);
  });

  it("removes a pending member who was added outside of Pulumi", async () => {
    const { console, process, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer("new@example.com")],
    });
    console.addUser({ email: "new@example.com" });
    console.addMember(workspace, "new@example.com", "workspace_user");
    await destroy(process(), resource);
    expect(memberships()).toEqual([]);
  });
});

describe("WorkspaceMembers ownership", () => {
  it("keeps the access of all members when many WorkspaceMembers become one list", async () => {
    const { id, process, notices, memberships, workspace, writes } = await organizationWithUsers();
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
    expect(memberships()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(notices).toEqual([
      expect.stringContaining(`WorkspaceMember ${workspace}/${alice} is still declared in this program`),
      expect.stringContaining(`WorkspaceMember ${workspace}/${id(bob)} is still declared in this program`),
    ]);
  });

  it("removes a member whose WorkspaceMember is deleted when the list excepts the user", async () => {
    const { process, memberships, workspace } = await organizationWithUsers();
    const single = await create(process(), workspaceMember, { workspace, ...developer(alice) });
    const session = process();
    await create(session, workspaceMembers, { workspace, members: [admin(bob)], except: [alice] });
    await destroy(session, single);
    expect(memberships()).toEqual(["bob workspace_admin"]);
  });

  it("removes only the other members when a list becomes many WorkspaceMembers", async () => {
    const { id, process, notices, memberships, workspace, writes } = await organizationWithUsers();
    const all = [developer(alice), admin(bob), developer(carol)];
    const resource = await create(process(), workspaceMembers, { workspace, members: all });
    writes();
    const session = process();
    await create(session, workspaceMember, { workspace, ...developer(alice) });
    await create(session, workspaceMember, { workspace, userId: id(bob), role: "workspace_admin" });
    await destroy(session, resource);
    expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${id(carol)}`]);
    expect(memberships()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(notices.at(-2)).toBe(
      `it: ${alice}, ${bob} stay members of workspace ${workspace}: a WorkspaceMember of this stack declares them now.`,
    );
  });

  it("writes nothing when the list is renamed", async () => {
    const { process, memberships, workspace, writes } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice)] };
    const resource = await create(process(), workspaceMembers, args);
    writes();
    const session = process();
    await create(session, workspaceMembers, args);
    await destroy(session, resource);
    expect(writes()).toEqual([]);
    expect(memberships()).toHaveLength(1);
  });

  it("changes roles without a removal in a forced replacement", async () => {
    const { process, memberships, workspace, writes } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const session = process();
    const args = { workspace, members: [admin(alice)] };
    expect(failures(session, workspaceMembers, args)).toEqual([]);
    await destroy(session, resource);
    await create(session, workspaceMembers, args);
    expect(writes()).toHaveLength(1);
    expect(memberships()).toEqual(["alice workspace_admin"]);
  });

  it("removes all declared members in a destroy", async () => {
    const { process, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    await destroy(process(), resource);
    expect(memberships()).toEqual([]);
  });
});
