import { describe, expect, test } from "vitest";
import type { OrganizationRole } from "../../../../emulator/index.ts";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import {
  alice,
  create,
  drift,
  failures,
  organization,
  organizationWithUser,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

/** A WorkspaceMember of a user with this organization role, which an earlier run created. */
async function organizationWithMembership(role: OrganizationRole = "developer") {
  const context = await organizationWithUser();
  context.console.setUserRole(alice, role);
  return { ...context, resource: await context.membership() };
}

describe("WorkspaceMember with an implicit role", () => {
  test("adds the member in the first `up` after the organization role is lowered, without a refresh", async () => {
    for (const role of ["admin", "billing"] as const) {
      const { process, console, resource, declared, memberships, writes, requests } =
        await organizationWithMembership(role);
      expect(resource.outputs).toMatchObject({ status: "implicit" });
      expect((await preview(process(), resource, declared)).action).toBe("nothing");
      expect(requests()).toEqual(["GET /users"]);
      expect(memberships()).toEqual([]);
      console.setUserRole(alice, "developer");
      expect((await preview(process(), resource, declared)).action).toBe("update");
      const real = await up(process(), resource, declared);
      expect(real.outputs).toMatchObject({ status: "active", role: "workspace_developer", adopted: false });
      expect((await preview(process(), real, declared)).action).toBe("nothing");
      expect(memberships()).toEqual(["alice workspace_developer"]);
      expect(writes()).toHaveLength(1);
    }
  });

  test("changes the explicit role that reappears after the organization role is lowered", async () => {
    const { process, console, resource, declared, workspace, user, writes } =
      await organizationWithMembership();
    console.setUserRole(alice, "admin");
    const implicit = await refreshed(process(), resource);
    expect(implicit.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
    const changed = { ...declared, role: "workspace_admin" };
    const recorded = await up(process(), implicit, changed);
    expect(recorded.outputs).toMatchObject({ status: "implicit", role: "workspace_admin" });
    expect(writes()).toEqual([]);
    console.setUserRole(alice, "developer");
    expect((await up(process(), recorded, changed)).outputs).toMatchObject({ status: "active" });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
  });

  test("finds the user by ID when the address changed", async () => {
    const { process, console, resource, declared } = await organizationWithMembership("admin");
    console.setUserEmail(alice, "alice.smith@example.com");
    expect((await preview(process(), resource, declared)).action).toBe("nothing");
    console.setUserRole("alice.smith@example.com", "user");
    expect((await preview(process(), resource, declared)).action).toBe("update");
  });

  test("previews an implicit WorkspaceMember without a credential", async () => {
    const { process, resource, declared, requests } = await organizationWithMembership("admin");
    expect((await preview(process({}, { ANTHROPIC_ADMIN_KEY: undefined }), resource, declared)).action).toBe(
      "nothing",
    );
    expect(requests()).toEqual([]);
  });
});

describe("WorkspaceMember update with unseen changes", () => {
  test("adds a member again who was removed outside of Pulumi", async () => {
    const { process, console, resource, declared, workspace, user, writes } =
      await organizationWithMembership();
    console.removeMember(workspace, alice);
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ status: "active", role: "workspace_admin" });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members {"user_id":"${user.id}","workspace_role":"workspace_admin"}`,
    ]);
  });

  test("writes nothing when the role was changed outside of Pulumi already", async () => {
    const { process, console, resource, declared, workspace, writes } = await organizationWithMembership();
    console.setMemberRole(workspace, alice, "workspace_admin");
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ status: "active", role: "workspace_admin", adopted: false });
    expect(writes()).toEqual([]);
  });

  test("changes the role of a user whose address changed", async () => {
    const { process, console, resource, declared, workspace, user, writes } =
      await organizationWithMembership();
    console.setUserEmail(alice, "alice.smith@example.com");
    const changed = await up(process(), resource, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ status: "active", userId: user.id });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
  });
});

test("rejects two WorkspaceMembers for one user in a workspace, even when one names the user by ID", async () => {
  const { process, resource, declared, user } = await organizationWithMembership();
  const { email: _, ...place } = declared;
  const session = process();
  const two = { [kernelKeys.origin]: "acme/dev::two" };
  expect((await preview(session, resource, declared)).action).toBe("nothing");
  expect(failures(session, WorkspaceMember, { ...declared, ...two })).toEqual([
    `WorkspaceMember ${resource.id} is already declared by another resource of this program, \`it\`. Remove one of the two resources; the object is not changed.`,
  ]);
  expect(failures(session, WorkspaceMember, { ...place, userId: user.id, ...two })).toHaveLength(1);
  expect(failures(session, WorkspaceMember, { ...declared, workspace: "wrkspc_other", ...two })).toEqual([]);
});

describe("pending WorkspaceMember", () => {
  test("sets the declared role when the member was added with another one outside of Pulumi", async () => {
    const context = await organization();
    const { console } = context;
    const workspace = console.createWorkspace({ name: "Research" }).id;
    const declared = { workspace, email: alice, role: "workspace_developer" };
    console.invite(alice, "user");
    const pending = await create(context.process(), WorkspaceMember, declared);
    expect(pending.outputs).toMatchObject({ status: "pending", waitingFor: "acceptance" });
    console.acceptInvite(alice);
    console.addMember(workspace, alice, "workspace_user");
    expect((await up(context.process(), pending, declared)).outputs).toMatchObject({
      status: "active",
      role: "workspace_developer",
    });
    const message = await refusal(
      create(context.process(), WorkspaceMember, { ...declared, role: "workspace_admin" }),
    );
    expect(message).toContain("they have the role workspace_developer already");
  });

  test("reports no drift for a pending WorkspaceMember, and completes it in the first `up` after the acceptance", async () => {
    const context = await organization();
    const { console } = context;
    const workspace = console.createWorkspace({ name: "Research" }).id;
    const declared = { workspace, email: alice, role: "workspace_developer" };
    console.invite(alice, "user");
    const pending = await create(context.process(), WorkspaceMember, declared);
    expect(await drift(context.process(), pending)).toBe("nothing");
    console.acceptInvite(alice);
    expect(await drift(context.process(), pending)).toBe("nothing");
    const seen = await refreshed(context.process(), pending);
    expect(seen.inputs).toEqual(pending.inputs);
    expect(seen.outputs).toMatchObject({ status: "pending", waitingFor: "acceptance" });
    expect((await preview(context.process(), seen, declared)).action).toBe("update");
    const real = await up(context.process(), seen, declared);
    expect(real.outputs).toMatchObject({ status: "active" });
    expect(real.outputs).not.toHaveProperty("waitingFor");

    // A member who was removed outside of Pulumi is drift.
    console.removeMember(workspace, alice);
    expect(await drift(context.process(), real)).toBe("delete");
  });
});
