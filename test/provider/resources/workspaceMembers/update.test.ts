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
  drift,
  memberStatuses,
  organizationWithUsers,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("WorkspaceMembers update", () => {
  it("adds members, then changes roles, then removes members", async () => {
    const { id, process, memberships, workspace, writes } = await organizationWithUsers();
    const before = { workspace, members: [developer(alice), developer(bob)] };
    const resource = await create(process(), workspaceMembers, before);
    writes();
    const done = await up(process(), resource, { workspace, members: [admin(bob), developer(carol)] });
    const path = `/workspaces/${workspace}/members`;
    expect(writes()).toEqual([
      `POST ${path} {"user_id":"${id(carol)}","workspace_role":"workspace_developer"}`,
      `POST ${path}/${id(bob)} {"workspace_role":"workspace_admin"}`,
      `DELETE ${path}/${id(alice)}`,
    ]);
    expect(memberships()).toEqual(["bob workspace_admin", "carol workspace_developer"]);
    expect(memberStatuses(done)).toEqual(["bob admin active", "carol developer active"]);
  });

  it("changes the role of a member whom an earlier run added and no list shows yet", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    emulator.clock.advance({ hours: 2 });
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    emulator.assumptions.staleLists = 3600;
    const done = await up(process(), resource, { workspace, members: [admin(alice)] });
    expect(memberships()).toEqual(["alice workspace_admin"]);
    expect(memberStatuses(done)).toEqual(["alice admin active"]);
  });

  it("makes no request when the list is unchanged", async () => {
    const { process, requests, workspace } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice), admin(bob)] };
    const resource = await create(process(), workspaceMembers, args);
    requests();
    const reordered = { workspace, members: [admin("BOB@example.com"), developer(alice)] };
    expect((await preview(process(), resource, reordered)).action).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  it("writes nothing when a member is named in another form", async () => {
    const { id, process, workspace, writes } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    writes();
    const byId = { workspace, members: [{ userId: id(alice), role: "workspace_developer" }, admin(bob)] };
    const renamed = await up(process(), resource, byId);
    expect(renamed.outputs).toMatchObject({ members: [admin(bob), byId.members[0]] });
    const back = await up(process(), renamed, { workspace, members: [developer(alice), admin(bob)] });
    expect(memberStatuses(back)).toEqual(["alice developer active", "bob admin active"]);
    expect(writes()).toEqual([]);
    const twice = { workspace, members: [...byId.members, developer(alice)] };
    expect(await refusal(up(process(), resource, twice))).toContain("names the same user twice");
  });

  it("removes only members whom a preview has shown", async () => {
    const { console, id, process, notices, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    console.addMember(workspace, dave, "workspace_user");
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const added = await up(process(), resource, args);
    expect(memberships()).toEqual([
      "alice workspace_developer",
      "bob workspace_developer",
      "dave workspace_user",
    ]);
    expect(notices.at(-1)).toBe(
      `it: Workspace ${workspace} has members that the program does not declare and no preview has shown: ${dave} (${id(dave)}, workspace_user). They are left unchanged; after \`pulumi refresh\` the next preview shows them.`,
    );
    const seen = await refreshed(process(), added);
    expect((await preview(process(), seen, args)).action).toBe("update");
    await up(process(), seen, args);
    expect(memberships()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
  });

  it("removes members only by a list that was requested after the update began", async () => {
    const { process, requests, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), developer(bob)],
    });
    const session = process();
    const seen = await refreshed(session, resource);
    requests();
    await up(session, seen, { workspace, members: [developer(alice), developer(bob), developer(carol)] });
    expect(requests()).not.toContain(`GET /workspaces/${workspace}/members`);
    await up(session, seen, { workspace, members: [developer(alice)] });
    expect(requests()).toContain(`GET /workspaces/${workspace}/members`);
  });

  it("adopts an undeclared member who is added to the program, and removes the member at delete", async () => {
    const { console, process, memberships, workspace, writes } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    console.addMember(workspace, bob, "workspace_admin");
    const seen = await refreshed(process(), resource);
    const args = { workspace, members: [developer(alice), admin(bob)] };
    writes();
    const done = await up(process(), seen, args);
    expect(writes()).toEqual([]);
    expect(memberStatuses(done)).toEqual(["alice developer active", "bob admin active"]);
    expect((await preview(process(), done, args)).action).toBe("nothing");
    await destroy(process(), done);
    expect(memberships()).toEqual([]);
  });

  it("keeps a role that was changed outside of Pulumi until a preview has shown it", async () => {
    const { console, process, memberships, workspace } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice)] };
    const resource = await create(process(), workspaceMembers, args);
    console.setMemberRole(workspace, alice, "workspace_admin");
    const more = { workspace, members: [developer(alice), developer(bob)] };
    const added = await up(process(), resource, more);
    expect(memberships()).toContain("alice workspace_admin");
    await up(process(), await refreshed(process(), added), more);
    expect(memberships()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
  });

  it("sets the declared role of a member who was added outside of Pulumi", async () => {
    const { console, process, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [] });
    console.addMember(workspace, alice, "workspace_user");
    await up(process(), resource, { workspace, members: [developer(alice)] });
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  it("adds pending members in the first `up` after the acceptance, and requests lists only while one is pending", async () => {
    const { console, process, requests, memberships, workspace } = await organizationWithUsers();
    console.invite("new@example.com", "user");
    const args = { workspace, members: [developer(alice), developer("new@example.com")] };
    const resource = await create(process(), workspaceMembers, args);
    requests();
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    console.acceptInvite("new@example.com");
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toEqual(resource.inputs);
    expect(await drift(process(), resource)).toBe("nothing");
    expect((await preview(process(), seen, args)).action).toBe("update");
    expect((await preview(process(), resource, args)).action).toBe("update");
    const done = await up(process(), resource, args);
    expect(memberships()).toEqual(["alice workspace_developer", "new workspace_developer"]);
    requests();
    expect((await preview(process(), done, args)).action).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  it("records what a pending member waits for now", async () => {
    const { console, process, workspace, writes } = await organizationWithUsers();
    const args = { workspace, members: [developer("new@example.com")] };
    const resource = await create(process(), workspaceMembers, args);
    expect(memberStatuses(resource)).toEqual(["new developer pending notInvited"]);
    console.invite("new@example.com", "user");
    const done = await up(process(), resource, args);
    expect(memberStatuses(done)).toEqual(["new developer pending acceptance"]);
    expect((await preview(process(), done, args)).action).toBe("nothing");
    expect(writes()).toEqual([]);
  });

  it("rejects a changed address of a member and names the new one", async () => {
    const { console, id, process, memberships, workspace, writes } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice)] };
    const resource = await create(process(), workspaceMembers, args);
    writes();
    const now = "alice.new@example.com";
    console.setUserEmail(alice, now);
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toMatchObject({ members: [developer(now)] });
    const message = `the user's email address changed from ${alice} to ${now} (${id(alice)}). Use the new email address in the program. Nothing else changes, and no invitation is sent.`;
    expect(await refusal(up(process(), seen, args))).toContain(message);
    expect(await refusal(up(process(), resource, { workspace, members: [admin(alice)] }))).toContain(message);
    const again = await refreshed(process(), seen);
    expect(await refusal(up(process(), again, args))).toContain(message);
    await up(process(), resource, { workspace, members: [developer(now)] });
    expect((await preview(process(), seen, { workspace, members: [developer(now)] })).action).toBe("nothing");
    expect(writes()).toEqual([]);
    expect(memberships()).toEqual(["alice.new workspace_developer"]);
  });

  it("counts all removals against the limit before the first write", async () => {
    const { process, memberships, workspace, writes } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    writes();
    const args = { workspace, members: [developer(carol)] };
    expect(await refusal(up(process({ maxRemovals: "1" }), resource, args))).toBe(
      `cannot remove 2 members from workspace ${workspace}: this run has made 0 removals so far, this operation needs 2 more, and \`anthropic:maxRemovals\` allows 1. If this is intended, \`npx pulumi-anthropic plan\` prints the limit that the whole run needs (\`plan --destroy\` for \`pulumi destroy\`). Raise it for one run: ANTHROPIC_MAX_REMOVALS=10 pulumi ...`,
    );
    expect(writes()).toEqual([]);
    await up(process({ maxRemovals: "2" }), resource, args);
    expect(memberships()).toEqual(["carol workspace_developer"]);
  });

  it("sends no removal when the members to remove have already left", async () => {
    const { console, process, memberships, workspace, writes } = await organizationWithUsers();
    const all = [developer(alice), developer(bob), developer(carol)];
    const resource = await create(process(), workspaceMembers, { workspace, members: all });
    writes();
    console.removeMember(workspace, bob);
    console.removeUser(carol);
    await up(process({ maxRemovals: "0" }), resource, { workspace, members: [developer(alice)] });
    // The list without bob proves nothing, so the DELETE is sent; the API responds that he is not a member.
    expect(writes()).toEqual([expect.stringMatching(/^DELETE /)]);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  it("leaves organization admins unchanged and restores the inherited role of billing members", async () => {
    const { console, process, notices, memberships, workspace } = await organizationWithUsers();
    console.setUserRole(bob, "billing");
    const args = { workspace, members: [developer(alice), admin(bob)] };
    const resource = await create(process(), workspaceMembers, args);
    console.setUserRole(alice, "admin");
    const done = await up(process({ allowEmpty: "true" }), resource, { workspace, members: [] });
    expect(memberships()).toEqual(["alice workspace_developer"]);
    expect(notices.at(-2)).toContain("as `admin` of the organization they have access to every workspace");
    expect(done.outputs).toMatchObject({ members: [], memberStatuses: [] });
  });

  it("adds a member again who was an organization admin", async () => {
    const { console, process, memberships, workspace } = await organizationWithUsers();
    console.setUserRole(alice, "admin");
    const args = { workspace, members: [developer(alice)] };
    const resource = await create(process(), workspaceMembers, args);
    expect(memberStatuses(resource)).toEqual(["alice developer implicit"]);
    console.setUserRole(alice, "developer");
    const seen = await refreshed(process(), resource);
    expect((await preview(process(), seen, args)).action).toBe("update");
    // No refresh is needed, as for a WorkspaceMember.
    expect((await preview(process(), resource, args)).action).toBe("update");
    await up(process(), resource, args);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  it("adds the members of the new workspace before it removes those of the old one", async () => {
    const { console, process, memberships, workspace, writes } = await organizationWithUsers();
    const { id: other } = console.createWorkspace({ name: "Other" });
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const args = { workspace: other, members: [developer(alice)] };
    expect(await preview(process(), resource, args)).toMatchObject({ action: "replace", deleteFirst: false });
    const moved = await up(process(), resource, args);
    expect(moved.id).toBe(other);
    expect(memberships(workspace)).toEqual([]);
    expect(memberships(other)).toEqual(["alice workspace_developer"]);
    expect(writes().map((line) => line.split(" ")[0])).toEqual(["POST", "DELETE"]);
  });

  it("reads the members of an imported state without statuses", async () => {
    const { process, memberships, workspace, writes } = await organizationWithUsers(
      developer(alice),
      admin(bob),
    );
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const { people: _, ...outputs } = resource.outputs;
    const imported = { ...resource, outputs };
    expect(
      (await preview(process(), imported, { workspace, members: [admin(bob), developer(alice)] })).action,
    ).toBe("nothing");
    await up(process(), imported, { workspace, members: [admin(bob)] });
    expect(writes()).toHaveLength(1);
    expect(memberships()).toEqual(["bob workspace_admin"]);
    expect(memberStatuses(await refreshed(process(), imported))).toEqual(["bob admin active"]);
  });
});
