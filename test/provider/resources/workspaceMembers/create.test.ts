import { describe, expect, it } from "vitest";
import { workspaceMembers } from "../../../../provider/resources/workspaceMembers/plan.ts";
import {
  admin,
  alice,
  bob,
  carol,
  create,
  developer,
  memberStatuses,
  organizationWithUsers,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("WorkspaceMembers create", () => {
  it("adds all members and waits for those who have not joined", async () => {
    const context = await organizationWithUsers();
    const { console, emulator, id, process, memberships, workspace, writes } = context;
    console.addUser({ email: "root@example.com", role: "admin" });
    console.addUser({ email: "money@example.com", role: "billing" });
    console.invite("late@example.com", "user");
    emulator.clock.advance({ days: 30 });
    console.invite("soon@example.com", "user");
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [
        admin(bob),
        { userId: id(alice), role: "workspace_developer" },
        ...["root", "money", "late", "soon", "nobody"].map((name) => developer(`${name}@example.com`)),
        { userId: "user_01nobody", role: "workspace_user" },
      ],
    });
    expect(resource.id).toBe(workspace);
    expect(memberships()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(memberStatuses(resource)).toEqual([
      "alice developer active",
      "bob admin active",
      "late developer pending expired",
      "money developer implicit",
      "nobody developer pending notInvited",
      "root developer implicit",
      "soon developer pending acceptance",
      "user_01nobody user pending notInvited",
    ]);
    expect(resource.outputs).toMatchObject({ status: "active", adopted: false });
    expect(writes()).toHaveLength(2);
    const seen = await refreshed(process(), resource);
    expect(seen.inputs).toEqual(resource.inputs);
    expect(seen.outputs).toEqual(resource.outputs);
  });

  it("writes nothing when all members are as declared", async () => {
    const { process, workspace, writes } = await organizationWithUsers(developer(alice), admin(bob));
    const resource = await create(process(), workspaceMembers, {
      workspace,
      members: [admin(bob), developer(alice)],
    });
    expect(memberStatuses(resource)).toEqual(["alice developer active", "bob admin active"]);
    expect(writes()).toEqual([]);
  });

  it("rejects undeclared members and lists them", async () => {
    const { id, process, memberships, workspace, writes } = await organizationWithUsers(
      developer(alice),
      admin(bob),
    );
    const args = { workspace, members: [developer(carol)] };
    expect(await refusal(create(process(), workspaceMembers, args))).toBe(
      `cannot declare the members of workspace ${workspace}: it has members that the program does not declare: ${bob} (${id(bob)}, workspace_admin), ${alice} (${id(alice)}, workspace_developer). ` +
        "If you renamed or moved this resource, add the resource option `aliases`. " +
        "Otherwise add them to `members`, or to `except` to leave them unchanged; " +
        `or use the resource option \`import: "${workspace}"\`, which records them, so that the next preview shows their removal.`,
    );
    expect(writes()).toEqual([]);
    await create(process(), workspaceMembers, { ...args, except: [alice, id(bob)] });
    expect(memberships()).toEqual([
      "alice workspace_developer",
      "bob workspace_admin",
      "carol workspace_developer",
    ]);
  });

  it("requests the list of members again before it looks for undeclared ones", async () => {
    const { console, process, workspace } = await organizationWithUsers();
    const session = process();
    const resource = await create(session, workspaceMembers, { workspace, members: [] });
    await refreshed(session, resource);
    const { id } = console.addUser({ email: "eve@example.com" });
    console.addMember(workspace, "eve@example.com", "workspace_user");
    const args = { workspace, members: [developer(carol)] };
    expect(await refusal(create(session, workspaceMembers, args))).toContain(
      `eve@example.com (${id}, workspace_user)`,
    );
  });

  it("does not treat an implicit member as undeclared", async () => {
    const { console, process, workspace, writes } = await organizationWithUsers(
      developer(alice),
      developer(bob),
    );
    console.setUserRole(alice, "admin");
    console.setUserRole(bob, "billing");
    await create(process(), workspaceMembers, { workspace, members: [] });
    expect(writes()).toEqual([]);
  });

  it("rejects a declared member with another role", async () => {
    const { id, process, workspace, writes } = await organizationWithUsers(developer(alice));
    const args = { workspace, members: [admin(alice), admin(bob)] };
    expect(await refusal(create(process(), workspaceMembers, args))).toContain(
      `members have other roles than declared: ${alice} (${id(alice)}, workspace_developer) instead of workspace_admin.`,
    );
    expect(writes()).toEqual([]);
  });

  it("rejects a user who is declared by address and by ID", async () => {
    const { id, process, workspace, writes } = await organizationWithUsers();
    const byId = { userId: id(alice), role: "workspace_admin" };
    expect(
      await refusal(create(process(), workspaceMembers, { workspace, members: [byId, developer(alice)] })),
    ).toContain(`\`members\` names the same user twice, ${alice} and ${id(alice)}.`);
    expect(
      await refusal(create(process(), workspaceMembers, { workspace, members: [byId], except: [alice] })),
    ).toContain(`${alice} (${id(alice)}) is in both \`members\` and \`except\`.`);
    expect(writes()).toEqual([]);
  });

  it("rejects WorkspaceMembers of the default workspace, an archived one and a missing one", async () => {
    const { console, emulator, process, workspace, writes } = await organizationWithUsers();
    const { id: first } = emulator.organization().state().default_workspace;
    const args = { members: [developer(alice)] };
    expect(await refusal(create(process(), workspaceMembers, { workspace: first, ...args }))).toContain(
      "the default workspace has no members of its own",
    );
    expect(
      await refusal(create(process(), workspaceMembers, { workspace: "wrkspc_01nowhere", ...args })),
    ).toContain("the organization has no workspace with this ID");
    console.archiveWorkspace(workspace);
    expect(await refusal(create(process(), workspaceMembers, { workspace, ...args }))).toContain(
      "the workspace is archived, which is final",
    );
    expect(writes()).toEqual([]);
  });
});

describe("WorkspaceMembers import", () => {
  it("records undeclared members without a write, and the next preview shows their removal", async () => {
    const { process, notices, memberships, workspace, writes } = await organizationWithUsers(
      developer(alice),
      admin(bob),
      admin(carol),
    );
    const args = { workspace, members: [developer(alice)], except: [carol], adopt: workspace };
    const resource = await create(process(), workspaceMembers, args);
    expect(writes()).toEqual([]);
    expect(memberStatuses(resource)).toEqual(["alice developer active", "bob admin undeclared"]);
    expect(resource.outputs).toMatchObject({ adopted: true, members: [developer(alice)] });
    expect(notices).toEqual([
      `it: Workspace ${workspace} has members that the program does not declare: ${bob}. They are recorded and left unchanged; the next \`up\` removes them, unless the program declares them or names them in \`except\` by then.`,
      `it: WorkspaceMembers ${workspace} was adopted. Nothing was written.`,
    ]);
    expect((await preview(process(), resource, args)).action).toBe("update");
    expect(notices.at(-1)).toBe(
      `Workspace ${workspace}: the update removes members that the program does not declare: ${bob} (workspace_admin).`,
    );
    const done = await up(process(), resource, args);
    expect(memberships()).toEqual(["alice workspace_developer", "carol workspace_admin"]);
    expect(memberStatuses(done)).toEqual(["alice developer active"]);
    expect((await preview(process(), done, args)).action).toBe("nothing");
  });

  it("shows undeclared members in the inputs after a refresh", async () => {
    const { process, memberships, workspace } = await organizationWithUsers(developer(alice), admin(bob));
    const args = { workspace, members: [developer(alice)], adopt: workspace };
    const seen = await refreshed(process(), await create(process(), workspaceMembers, args));
    expect(seen.inputs).toMatchObject({ members: [developer(alice), admin(bob)] });
    expect((await preview(process(), seen, args)).action).toBe("update");
    await up(process(), seen, args);
    expect(memberships()).toEqual(["alice workspace_developer"]);
  });

  it("does not remove members that the program declares or excepts before the next `up`", async () => {
    const { id, process, memberships, workspace, writes } = await organizationWithUsers(
      developer(alice),
      admin(bob),
      admin(carol),
    );
    const args = { workspace, members: [developer(alice)], adopt: workspace };
    const resource = await create(process(), workspaceMembers, args);
    const news = {
      ...args,
      members: [developer(alice), { userId: id(bob), role: "workspace_admin" }],
      except: [carol],
    };
    const done = await up(process(), resource, news);
    expect(writes()).toEqual([]);
    expect(memberships()).toHaveLength(3);
    expect(memberStatuses(done)).toEqual(["alice developer active", "bob admin active"]);
    expect((await preview(process(), done, news)).action).toBe("nothing");
  });

  it("rejects an import with other differences", async () => {
    const { process, workspace, writes } = await organizationWithUsers(developer(alice), admin(bob));
    const args = { workspace, members: [admin(alice), admin(carol)], adopt: workspace };
    expect(await refusal(create(process(), workspaceMembers, args))).toBe(
      `cannot adopt WorkspaceMembers ${workspace}: ${alice} is workspace_developer in the organization, and workspace_admin in the program, ${carol} is not a member of the workspace. Nothing was changed. Declare the current values, run \`up\`, and change them afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  it("rejects an import of a workspace that has no list of members", async () => {
    const { console, emulator, process, workspace } = await organizationWithUsers();
    const first = emulator.organization().state().default_workspace.id;
    const refused = (id: unknown) =>
      refusal(create(process(), workspaceMembers, { workspace: id, members: [], adopt: id }));
    expect(await refused(first)).toContain("the default workspace has no members of its own");
    expect(await refused("wrkspc_01nowhere")).toContain("the organization has no object with this ID");
    console.archiveWorkspace(workspace);
    expect(await refused(workspace)).toContain("the workspace is archived, which is final");
  });

  it("imports the members of another workspace with the name of the default one", async () => {
    const { console, process, writes } = await organizationWithUsers();
    const { id: workspace } = console.createWorkspace({ name: "Default" });
    const args = { workspace, members: [], adopt: workspace };
    expect((await create(process(), workspaceMembers, args)).outputs).toMatchObject({ adopted: true });
    expect(writes()).toEqual([]);
  });

  it("rejects an import with an empty list", async () => {
    const { process, memberships, workspace } = await organizationWithUsers(developer(alice));
    const args = { workspace, members: [], adopt: workspace };
    const resource = await create(process(), workspaceMembers, args);
    expect(await refusal(up(process(), resource, args))).toContain("`members` is empty now");
    expect(memberships()).toHaveLength(1);
    await up(process({}, { ANTHROPIC_ALLOW_EMPTY: "true" }), resource, args);
    expect(memberships()).toEqual([]);
  });
});
