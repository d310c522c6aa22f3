import { describe, expect, it } from "vitest";
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
  listOf,
  memberStatuses,
  organization,
  organizationWithUsers,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("WorkspaceMembers read", () => {
  it("reports changes outside of Pulumi in the spelling of the program", async () => {
    const { console, id, process, workspace } = await organizationWithUsers();
    const byId = { userId: id(carol), role: "workspace_user" };
    const args = { workspace, members: [developer(alice), developer(bob), byId], except: [id(dave)] };
    const resource = await create(process(), workspaceMembers, args);
    console.removeMember(workspace, alice);
    console.setMemberRole(workspace, carol, "workspace_admin");
    console.addMember(workspace, dave, "workspace_user");
    console.addUser({ email: "a.stranger@example.com" });
    console.addMember(workspace, "a.stranger@example.com", "workspace_admin");
    const seen = await refreshed(process(), resource);
    const members = [
      admin("a.stranger@example.com"),
      developer(bob),
      { userId: id(carol), role: "workspace_admin" },
    ];
    expect(seen.inputs).toMatchObject({ workspace, members, except: [id(dave)] });
    expect(seen.outputs).toMatchObject({ members });
    expect(memberStatuses(seen)).toEqual([
      "a.stranger admin undeclared",
      "bob developer active",
      "carol admin active",
    ]);
    // After the undeclared member left, the drift ends.
    console.removeMember(workspace, "a.stranger@example.com");
    expect((await refreshed(process(), seen)).inputs).toMatchObject({ members: members.slice(1) });
    console.removeUser("a.stranger@example.com");
    expect((await refreshed(process(), seen)).inputs).toMatchObject({ members: members.slice(1) });
  });

  it("reports no drift when a declared user leaves the organization or becomes an admin", async () => {
    const { console, process, workspace } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const resource = await create(process(), workspaceMembers, args);
    console.removeUser(alice);
    console.setUserRole(bob, "admin");
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toEqual(resource.inputs);
    expect(memberStatuses(seen)).toEqual(["alice developer pending notInvited", "bob developer implicit"]);
    expect((await preview(process(), seen, args)).action).toBe("nothing");
    // A user who joins again has another ID.
    console.addUser({ email: alice });
    expect((await preview(process(), seen, args)).action).toBe("update");
  });

  it("keeps the list of an archived workspace in state", async () => {
    const { console, process, workspace, writes, notices } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice)] };
    const resource = await create(process(), workspaceMembers, args);
    writes();
    console.archiveWorkspace(workspace);
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "archived", members: [developer(alice)] });
    expect((await preview(process(), seen, args)).action).toBe("update");
    expect(notices).toEqual([expect.stringContaining("`up` will refuse to update the members of workspace")]);
    expect(await refusal(up(process(), seen, args))).toBe(
      `cannot update the members of workspace ${workspace}: the workspace is archived, which is final. Remove the list from the program, or declare it for another workspace.`,
    );
    await destroy(process(), seen);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  it("reads an unmanaged list of members", async () => {
    const { process, workspace } = await organizationWithUsers(developer(alice), admin(bob));
    const read = await workspaceMembers.read(process(), ` ${workspace}`, {});
    expect(read).toMatchObject({
      id: workspace,
      props: { workspace, members: [developer(alice), admin(bob)], status: "active" },
      inputs: {},
    });
    expect(await refusal(workspaceMembers.read(process(), "wrkspc_01nowhere", {}))).toContain(
      "the organization has no object with this ID",
    );
    expect(() => workspaceMembers.parseId("user_1")).toThrow(
      '"user_1" is not the ID of a WorkspaceMembers, which is the ID of its workspace, which begins with `wrkspc_`.',
    );
  });

  it("keeps all members in state when the credential is of another organization", async () => {
    const { emulator, process, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    const elsewhere = await organization({ adminKey: "sk-ant-admin01-other" });
    for (const ask of [
      () => refresh(elsewhere.process(), resource),
      () => destroy(elsewhere.process(), resource),
      () => up(elsewhere.process(), resource, { workspace, members: [admin(alice)] }),
    ]) {
      await expect(ask()).rejects.toThrow(`this resource belongs to ${emulator.organization().id}.`);
    }
  });
});

describe("WorkspaceMembers with a list that lacks a member", () => {
  it("keeps existing members that one list lacks, and drops removed ones", async () => {
    const { console, emulator, process, workspace, requests } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const path = `/v1/organizations/workspaces/${workspace}/members`;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf() });
    requests();
    const seen = await refreshed(process(), resource);
    expect(seen).toEqual(resource);
    expect(requests().filter((request) => /members\/./.test(request))).toHaveLength(2);
    console.removeMember(workspace, alice);
    expect(memberStatuses(await refreshed(process(), seen))).toEqual(["bob admin active"]);
  });
});
