import { describe, expect, it } from "vitest";
import { workspaceMembers } from "../../../../provider/resources/workspaceMembers/plan.ts";
import {
  create,
  destroy,
  listOf,
  organization,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
} from "../../session.ts";
import { admin, alice, bob, carol, dave, developer, peopleOf, start } from "./setup.ts";

describe("reading a list", () => {
  it("shows what people changed by hand, in the words of the program", async () => {
    const { byHand, id, process, workspace } = await start();
    const byId = { userId: id(carol), role: "workspace_user" };
    const args = { workspace, members: [developer(alice), developer(bob), byId], except: [id(dave)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.removeMember(workspace, alice);
    byHand.setMemberRole(workspace, carol, "workspace_admin");
    byHand.addMember(workspace, dave, "workspace_user");
    byHand.addUser({ email: "a.stranger@example.com" });
    byHand.addMember(workspace, "a.stranger@example.com", "workspace_admin");
    const seen = await refreshed(process(), held);
    const members = [
      admin("a.stranger@example.com"),
      developer(bob),
      { userId: id(carol), role: "workspace_admin" },
    ];
    expect(seen.inputs).toMatchObject({ workspace, members, except: [id(dave)] });
    expect(seen.outputs).toMatchObject({ members });
    expect(peopleOf(seen)).toEqual([
      "a.stranger admin undeclared",
      "bob developer active",
      "carol admin active",
    ]);
    // Again, and the stranger gone: nothing of it stays.
    byHand.removeMember(workspace, "a.stranger@example.com");
    expect((await refreshed(process(), seen)).inputs).toMatchObject({ members: members.slice(1) });
    byHand.removeUser("a.stranger@example.com");
    expect((await refreshed(process(), seen)).inputs).toMatchObject({ members: members.slice(1) });
  });

  it("is no drift when somebody declared leaves the organization, or becomes an admin", async () => {
    const { byHand, process, workspace } = await start();
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.removeUser(alice);
    byHand.setUserRole(bob, "admin");
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toEqual(held.inputs);
    expect(peopleOf(seen)).toEqual(["alice developer pending notInvited", "bob developer implicit"]);
    expect((await preview(process(), seen, args)).does).toBe("nothing");
    // Who comes back is another user_ to the API.
    byHand.addUser({ email: alice });
    expect((await preview(process(), seen, args)).does).toBe("update");
  });

  it("keeps the list of a workspace that was archived by hand", async () => {
    const { byHand, process, workspace, writes, said } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    writes();
    byHand.archiveWorkspace(workspace);
    const seen = await refreshed(process(), held);
    expect(seen.outputs).toMatchObject({ status: "archived", members: [developer(alice)] });
    expect((await preview(process(), seen, args)).does).toBe("update");
    expect(said).toEqual([expect.stringContaining("`up` will refuse to update the members of workspace")]);
    expect(await refusal(up(process(), seen, args))).toBe(
      `cannot update the members of workspace ${workspace}: the workspace is archived, which is final. Remove the list from the program, or declare it for another workspace.`,
    );
    await destroy(process(), seen);
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  it("reads a list that is managed elsewhere", async () => {
    const { process, workspace } = await start(developer(alice), admin(bob));
    const read = await workspaceMembers.read(process(), ` ${workspace}`, {});
    expect(read).toMatchObject({
      id: workspace,
      props: { workspace, members: [developer(alice), admin(bob)], status: "active" },
      inputs: {},
    });
    expect(await refusal(workspaceMembers.read(process(), "wrkspc_01nowhere", {}))).toContain(
      "the organization has none with this id",
    );
    expect(() => workspaceMembers.parseId("user_1")).toThrow(
      '"user_1" is not the id of a WorkspaceMembers, which is that of its workspace, which begins with `wrkspc_`.',
    );
  });

  it("is not emptied by a key of another organization", async () => {
    const { emulator, process, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    const elsewhere = await organization({ adminKey: "sk-ant-admin01-other" });
    for (const ask of [
      () => refresh(elsewhere.process(), held),
      () => destroy(elsewhere.process(), held),
      () => up(elsewhere.process(), held, { workspace, members: [admin(alice)] }),
    ]) {
      await expect(ask()).rejects.toThrow(`this resource belongs to ${emulator.organization().id}.`);
    }
  });
});

describe("a list of members that lacks a member", () => {
  it("does not make a refresh drop existing members, and a refresh shows removed ones", async () => {
    const { byHand, emulator, process, workspace, requests } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const path = `/v1/organizations/workspaces/${workspace}/members`;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf() });
    requests();
    const seen = await refreshed(process(), held);
    expect(seen).toEqual(held);
    expect(requests().filter((request) => /members\/./.test(request))).toHaveLength(2);
    byHand.removeMember(workspace, alice);
    expect(peopleOf(await refreshed(process(), seen))).toEqual(["bob admin active"]);
  });
});
