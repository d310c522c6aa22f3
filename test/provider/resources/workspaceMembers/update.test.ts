import { describe, expect, it } from "vitest";
import { workspaceMembers } from "../../../../provider/resources/workspaceMembers/plan.ts";
import { create, destroy, drift, preview, refreshed, refusal, up } from "../../session.ts";
import { admin, alice, bob, carol, dave, developer, peopleOf, start } from "./setup.ts";

describe("changing a list", () => {
  it("adds, then changes roles, then takes out", async () => {
    const { id, process, there, workspace, writes } = await start();
    const before = { workspace, members: [developer(alice), developer(bob)] };
    const held = await create(process(), workspaceMembers, before);
    writes();
    const done = await up(process(), held, { workspace, members: [admin(bob), developer(carol)] });
    const path = `/workspaces/${workspace}/members`;
    expect(writes()).toEqual([
      `POST ${path} {"user_id":"${id(carol)}","workspace_role":"workspace_developer"}`,
      `POST ${path}/${id(bob)} {"workspace_role":"workspace_admin"}`,
      `DELETE ${path}/${id(alice)}`,
    ]);
    expect(there()).toEqual(["bob workspace_admin", "carol workspace_developer"]);
    expect(peopleOf(done)).toEqual(["bob admin active", "carol developer active"]);
  });

  it("changes the role of a member whom an earlier run added and no list shows yet", async () => {
    const { emulator, process, there, workspace } = await start();
    emulator.clock.advance({ hours: 2 });
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    emulator.assumptions.staleLists = 3600;
    const done = await up(process(), held, { workspace, members: [admin(alice)] });
    expect(there()).toEqual(["alice workspace_admin"]);
    expect(peopleOf(done)).toEqual(["alice admin active"]);
  });

  it("asks nobody when nothing is to be done", async () => {
    const { process, requests, workspace } = await start();
    const args = { workspace, members: [developer(alice), admin(bob)] };
    const held = await create(process(), workspaceMembers, args);
    requests();
    const reordered = { workspace, members: [admin("BOB@example.com"), developer(alice)] };
    expect((await preview(process(), held, reordered)).does).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  it("does nothing to somebody who is named in another way", async () => {
    const { id, process, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    writes();
    const byId = { workspace, members: [{ userId: id(alice), role: "workspace_developer" }, admin(bob)] };
    const renamed = await up(process(), held, byId);
    expect(renamed.outputs).toMatchObject({ members: [admin(bob), byId.members[0]] });
    const back = await up(process(), renamed, { workspace, members: [developer(alice), admin(bob)] });
    expect(peopleOf(back)).toEqual(["alice developer active", "bob admin active"]);
    expect(writes()).toEqual([]);
    const twice = { workspace, members: [...byId.members, developer(alice)] };
    expect(await refusal(up(process(), held, twice))).toContain("names the same person twice");
  });

  it("takes out only whom a preview has shown", async () => {
    const { byHand, id, process, said, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    byHand.addMember(workspace, dave, "workspace_user");
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const added = await up(process(), held, args);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer", "dave workspace_user"]);
    expect(said.at(-1)).toBe(
      `it: Workspace ${workspace} has members whom the program does not declare and no preview has shown: ${dave} (${id(dave)}, workspace_user). They are left unchanged; \`pulumi refresh\` makes them part of the next preview.`,
    );
    const seen = await refreshed(process(), added);
    expect((await preview(process(), seen, args)).does).toBe("update");
    await up(process(), seen, args);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
  });

  it("removes members only by a list that was requested after the update began", async () => {
    const { process, requests, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), developer(bob)],
    });
    const session = process();
    const seen = await refreshed(session, held);
    requests();
    await up(session, seen, { workspace, members: [developer(alice), developer(bob), developer(carol)] });
    expect(requests()).not.toContain(`GET /workspaces/${workspace}/members`);
    await up(session, seen, { workspace, members: [developer(alice)] });
    expect(requests()).toContain(`GET /workspaces/${workspace}/members`);
  });

  it("accepts a stranger by declaring them, and then takes them out when it is deleted", async () => {
    const { byHand, process, there, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    byHand.addMember(workspace, bob, "workspace_admin");
    const seen = await refreshed(process(), held);
    const args = { workspace, members: [developer(alice), admin(bob)] };
    writes();
    const done = await up(process(), seen, args);
    expect(writes()).toEqual([]);
    expect(peopleOf(done)).toEqual(["alice developer active", "bob admin active"]);
    expect((await preview(process(), done, args)).does).toBe("nothing");
    await destroy(process(), done);
    expect(there()).toEqual([]);
  });

  it("leaves the role that somebody gave by hand until a preview has shown it", async () => {
    const { byHand, process, there, workspace } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.setMemberRole(workspace, alice, "workspace_admin");
    const more = { workspace, members: [developer(alice), developer(bob)] };
    const added = await up(process(), held, more);
    expect(there()).toContain("alice workspace_admin");
    await up(process(), await refreshed(process(), added), more);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
  });

  it("gives the declared role to somebody who came there by hand", async () => {
    const { byHand, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [] });
    byHand.addMember(workspace, alice, "workspace_user");
    await up(process(), held, { workspace, members: [developer(alice)] });
    expect(there()).toEqual(["alice workspace_developer"]);
  });

  it("completes who was pending at the first `up` after acceptance, and looks only while somebody is", async () => {
    const { byHand, process, requests, there, workspace } = await start();
    byHand.invite("new@example.com", "user");
    const args = { workspace, members: [developer(alice), developer("new@example.com")] };
    const held = await create(process(), workspaceMembers, args);
    requests();
    expect((await preview(process(), held, args)).does).toBe("nothing");
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    byHand.acceptInvite("new@example.com");
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toEqual(held.inputs);
    expect(await drift(process(), held)).toBe("nothing");
    expect((await preview(process(), seen, args)).does).toBe("update");
    expect((await preview(process(), held, args)).does).toBe("update");
    const done = await up(process(), held, args);
    expect(there()).toEqual(["alice workspace_developer", "new workspace_developer"]);
    requests();
    expect((await preview(process(), done, args)).does).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  it("records what somebody pending waits for now", async () => {
    const { byHand, process, workspace, writes } = await start();
    const args = { workspace, members: [developer("new@example.com")] };
    const held = await create(process(), workspaceMembers, args);
    expect(peopleOf(held)).toEqual(["new developer pending notInvited"]);
    byHand.invite("new@example.com", "user");
    const done = await up(process(), held, args);
    expect(peopleOf(done)).toEqual(["new developer pending acceptance"]);
    expect((await preview(process(), done, args)).does).toBe("nothing");
    expect(writes()).toEqual([]);
  });

  it("refuses when somebody's address changed, and says the new one", async () => {
    const { byHand, id, process, there, workspace, writes } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    writes();
    const now = "alice.new@example.com";
    byHand.setUserEmail(alice, now);
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toMatchObject({ members: [developer(now)] });
    const message = `the email changed. ${alice} is ${now} now (${id(alice)}). Write that address in the program; nothing else changes.`;
    expect(await refusal(up(process(), seen, args))).toContain(message);
    expect(await refusal(up(process(), held, { workspace, members: [admin(alice)] }))).toContain(message);
    const again = await refreshed(process(), seen);
    expect(await refusal(up(process(), again, args))).toContain(message);
    await up(process(), held, { workspace, members: [developer(now)] });
    expect((await preview(process(), seen, { workspace, members: [developer(now)] })).does).toBe("nothing");
    expect(writes()).toEqual([]);
    expect(there()).toEqual(["alice.new workspace_developer"]);
  });

  it("asks for the whole number of removals before it writes anything", async () => {
    const { process, there, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    writes();
    const args = { workspace, members: [developer(carol)] };
    expect(await refusal(up(process({ maxRemovals: "1" }), held, args))).toBe(
      `cannot remove 2 people from workspace ${workspace}: this run has removed 0 users and memberships so far, these would be 2 more, and \`anthropic:maxRemovals\` allows 1. Look at the preview; if all of it is meant, raise the limit for one run: ANTHROPIC_MAX_REMOVALS=10 pulumi ...`,
    );
    expect(writes()).toEqual([]);
    await up(process({ maxRemovals: "2" }), held, args);
    expect(there()).toEqual(["carol workspace_developer"]);
  });

  it("has nothing to take out when somebody left by another way", async () => {
    const { byHand, process, there, workspace, writes } = await start();
    const all = [developer(alice), developer(bob), developer(carol)];
    const held = await create(process(), workspaceMembers, { workspace, members: all });
    writes();
    byHand.removeMember(workspace, bob);
    byHand.removeUser(carol);
    await up(process({ maxRemovals: "0" }), held, { workspace, members: [developer(alice)] });
    // The list without bob proves nothing, so the DELETE is sent; the API responds that he is not a member.
    expect(writes()).toEqual([expect.stringMatching(/^DELETE /)]);
    expect(there()).toEqual(["alice workspace_developer"]);
  });

  it("leaves organization admins, and puts billing members back to what they inherit", async () => {
    const { byHand, process, said, there, workspace } = await start();
    byHand.setUserRole(bob, "billing");
    const args = { workspace, members: [developer(alice), admin(bob)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.setUserRole(alice, "admin");
    const done = await up(process({ allowEmpty: "true" }), held, { workspace, members: [] });
    expect(there()).toEqual(["alice workspace_developer"]);
    expect(said.at(-1)).toContain("as `admin` of the organization they have access to every workspace");
    expect(done.outputs).toMatchObject({ members: [], people: [] });
  });

  it("gives the place again to somebody who was an admin", async () => {
    const { byHand, process, there, workspace } = await start();
    byHand.setUserRole(alice, "admin");
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    expect(peopleOf(held)).toEqual(["alice developer implicit"]);
    byHand.setUserRole(alice, "developer");
    const seen = await refreshed(process(), held);
    expect((await preview(process(), seen, args)).does).toBe("update");
    // Like a single membership, it does not need a refresh to notice.
    expect((await preview(process(), held, args)).does).toBe("update");
    await up(process(), held, args);
    expect(there()).toEqual(["alice workspace_developer"]);
  });

  it("goes to another workspace before the old one is given up", async () => {
    const { byHand, process, there, workspace, writes } = await start();
    const { id: other } = byHand.createWorkspace({ name: "Other" });
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const args = { workspace: other, members: [developer(alice)] };
    expect(await preview(process(), held, args)).toMatchObject({ does: "replace", deleteFirst: false });
    const moved = await up(process(), held, args);
    expect(moved.id).toBe(other);
    expect(there()).toEqual([]);
    expect(writes().map((line) => line.split(" ")[0])).toEqual(["POST", "DELETE"]);
  });

  it("knows people in a state that has only the list, as an imported one", async () => {
    const { process, there, workspace, writes } = await start(developer(alice), admin(bob));
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const { people: _, ...outputs } = held.outputs;
    const imported = { ...held, outputs };
    expect(
      (await preview(process(), imported, { workspace, members: [admin(bob), developer(alice)] })).does,
    ).toBe("nothing");
    await up(process(), imported, { workspace, members: [admin(bob)] });
    expect(writes()).toHaveLength(1);
    expect(there()).toEqual(["bob workspace_admin"]);
    expect(peopleOf(await refreshed(process(), imported))).toEqual(["bob admin active"]);
  });
});
