import { describe, expect, it } from "vitest";
import { workspaceMembers } from "../../../../provider/resources/workspaceMembers/plan.ts";
import {
  admin,
  alice,
  bob,
  carol,
  create,
  createPartially,
  destroy,
  developer,
  memberStatuses,
  organizationWithUsers,
  organizationWithUsersAt,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
  updatePartially,
  writeFaults,
} from "../../harness/index.ts";

describe("WorkspaceMembers with faults", () => {
  it.each(writeFaults)(
    "adds, changes and removes members when $name",
    async ({ fault }) => {
      const { emulator, process, memberships, workspace } = await organizationWithUsers();
      const members = /\/members/;
      emulator.faults.add({ ...fault, method: "POST", path: members, after: 1 });
      const resource = await create(process(), workspaceMembers, {
        workspace,
        members: [developer(alice), developer(bob)],
      });
      expect(memberships()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
      emulator.faults.add({ ...fault, method: "POST", path: /\/members\// });
      emulator.faults.add({ ...fault, method: "DELETE", path: members });
      const done = await up(process(), resource, { workspace, members: [admin(bob)] });
      expect(memberships()).toEqual(["bob workspace_admin"]);
      expect(memberStatuses(done)).toEqual(["bob admin active"]);
    },
    30_000,
  );

  it("stores nothing when the first write is rejected", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members/ });
    const args = { workspace, members: [developer(alice), developer(bob)] };
    expect(await refusal(create(process(), workspaceMembers, args))).toContain("does not permit this");
    expect(memberships()).toEqual([]);
  });

  it("finishes a partial create with the next `up`", async () => {
    const { emulator, id, process, memberships, workspace } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice), developer(bob), developer(carol)] };
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members/, after: 1 });
    const partial = await createPartially(process(), workspaceMembers, args);
    expect(partial.id).toBe(workspace);
    expect(partial.initError).toMatch(
      new RegExp(
        `^Applied 1 of 3 changes to the members of workspace ${workspace}; the rest resumes at the next \`pulumi up\`\\. cannot set the role of ${bob} \\(${id(bob)}\\)`,
      ),
    );
    expect(partial.outputs).toMatchObject({ members: [developer(alice)] });
    expect(memberships()).toEqual(["alice workspace_developer"]);

    const done = await up(process(), partial, args);
    expect(memberships()).toHaveLength(3);
    expect((await preview(process(), done, args)).action).toBe("nothing");
  });

  it("shows what is missing after a partial create and a refresh", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice), developer(bob)] };
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members/, after: 1 });
    const seen = await refreshed(process(), await createPartially(process(), workspaceMembers, args));
    expect(seen.inputs).toMatchObject({ members: [developer(alice)] });
    expect((await preview(process(), seen, args)).action).toBe("update");
    await up(process(), seen, args);
    expect(memberships()).toHaveLength(2);
  });

  it("stores the present members when a role change or a removal is rejected", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), developer(bob)],
    });
    const args = { workspace, members: [admin(bob), developer(carol)] };
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members\// });
    const atRole = await updatePartially(process(), resource, args);
    expect(atRole.outputs).toMatchObject({ members: [developer(alice), developer(bob), developer(carol)] });
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: /\/members\// });
    const atRemoval = await updatePartially(process(), atRole, args);
    expect(atRemoval.outputs).toMatchObject({ members: [developer(alice), admin(bob), developer(carol)] });
    expect(atRemoval.initError).toContain("Applied 1 of 2 changes to the members");
    const done = await up(process(), atRemoval, args);
    expect(memberships()).toEqual(["bob workspace_admin", "carol workspace_developer"]);
    expect((await preview(process(), done, args)).action).toBe("nothing");
  });

  it("removes a member at destroy whose removal had failed", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: /\/members\// });
    const partial = await updatePartially(process(), resource, { workspace, members: [developer(bob)] });
    await destroy(process(), partial);
    expect(memberships()).toEqual([]);
  });

  it("partially creates the list when the API responds with another role than was sent", async () => {
    const { emulator, id, process, memberships, workspace } = await organizationWithUsers();
    const body = {
      type: "workspace_member",
      user_id: id(bob),
      workspace_id: workspace,
      workspace_role: "workspace_user",
    };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /\/members$/, after: 1, body });
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const partial = await createPartially(process(), workspaceMembers, args);
    expect(partial.initError).toContain("the API returned the role workspace_user instead");
    await up(process(), partial, args);
    expect(memberships()).toHaveLength(2);
  });

  it("reads the list when a response has an unknown shape", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: /\/members/,
      body: { ok: true },
    });
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    expect(memberStatuses(resource)).toEqual(["alice developer active"]);
    emulator.faults.add({ kind: "statusAfter", status: 200, method: "DELETE", path: /\/members/, body: {} });
    await destroy(process(), resource);
    expect(memberships()).toEqual([]);
  });

  it("keeps the list in state when a list cannot be read", async () => {
    const { emulator, process, memberships, workspace, writes } = await organizationWithUsers();
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    for (const path of [/\/members/, /\/users/, /\/workspaces$/]) {
      emulator.faults.add({ kind: "status", status: 403, method: "GET", path, times: 20 });
      expect(await refusal(refresh(process(), resource))).toContain("does not permit this");
      expect(await refusal(destroy(process(), resource))).toContain("does not permit this");
      emulator.faults.clear();
    }
    expect(writes()).toEqual([]);
    expect(memberships()).toHaveLength(1);
  });

  it("waits until the API returns what was just written", async () => {
    const { emulator, process, memberships, workspace } = await organizationWithUsers();
    emulator.assumptions.unsettledMembers = 1;
    emulator.assumptions.staleMemberReads = 60;
    const session = process();
    const resource = await create(session, workspaceMembers, {
      workspace,
      members: [developer(alice), developer(bob)],
    });
    const done = await up(session, resource, { workspace, members: [admin(bob)] });
    expect(memberships()).toEqual(["bob workspace_admin"]);
    expect(memberStatuses(done)).toEqual(["bob admin active"]);
  }, 30_000);

  it("does not add existing members again when a stale list lacks them", async () => {
    const { emulator, process, workspace, writes } = await organizationWithUsersAt(1);
    emulator.clock.advance({ minutes: 1 });
    emulator.assumptions.staleLists = 2;
    const session = process();
    const resource = await create(session, workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const seen = await refreshed(session, resource);
    expect(seen.inputs).toEqual(resource.inputs);
    const done = await up(session, seen, { workspace, members: [admin(alice)] });
    expect(memberStatuses(done)).toEqual(["alice admin active"]);
    expect(writes()).toHaveLength(1);
  }, 30_000);

  it.each([400, 409, "upsert"] as const)(
    "adds members who were added meanwhile when the API responds with %s",
    async (assumption) => {
      const { console, emulator, process, memberships, workspace } = await organizationWithUsers();
      emulator.assumptions.addExistingMember = assumption;
      const session = process();
      const resource = await create(session, workspaceMembers, { workspace, members: [] });
      await refreshed(session, resource);
      console.addMember(workspace, alice, "workspace_user");
      console.addMember(workspace, bob, "workspace_developer");
      const done = await up(session, resource, { workspace, members: [developer(alice), developer(bob)] });
      expect(memberships()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
      expect(memberStatuses(done)).toEqual(["alice developer active", "bob developer active"]);
    },
  );

  it("continues when a user left or became an organization admin in the meantime", async () => {
    const { console, process, memberships, workspace } = await organizationWithUsers();
    const session = process();
    const resource = await create(session, workspaceMembers, { workspace, members: [developer(carol)] });
    await refreshed(session, resource);
    console.removeUser(alice);
    console.setUserRole(bob, "admin");
    const done = await up(session, resource, {
      workspace,
      members: [developer(alice), developer(bob), developer(carol)],
    });
    expect(memberStatuses(done)).toEqual([
      "alice developer pending notInvited",
      "bob developer implicit",
      "carol developer active",
    ]);
    expect(memberships()).toEqual(["carol workspace_developer"]);
  });

  it("previews without a credential and names the users who were not looked up", async () => {
    const { process, requests, notices, workspace } = await organizationWithUsers();
    const args = { workspace, members: [developer(alice), developer("new@example.com")] };
    const resource = await create(process(), workspaceMembers, args);
    requests();
    notices.length = 0;
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, resource, args)).action).toBe("nothing");
    expect((await preview(session, resource, { workspace, members: [developer(alice)] })).action).toBe(
      "update",
    );
    expect(notices).toEqual([
      "No key is set, so nothing was looked up in the organization. An `up` that changes anything needs a key.",
    ]);
    expect(requests()).toEqual([]);
  });
});
