import { describe, expect, test } from "vitest";
import { invite as Invite } from "../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../provider/resources/member/plan.ts";
import { workspace as Workspace } from "../../../provider/resources/workspace/plan.ts";
import { workspaceMember as WorkspaceMember } from "../../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers as WorkspaceMembers } from "../../../provider/resources/workspaceMembers/plan.ts";
import {
  admin,
  alice,
  bob,
  carol,
  create,
  destroy,
  developer,
  organization,
  organizationWithActiveMember,
  organizationWithUsers,
  refreshed,
  up,
} from "../harness/index.ts";

// What Pulumi's `created`, `updated` and `deleted` do not say.

describe("the notices of a run", () => {
  test("report an invitation that was sent, one that was deleted, and one that replaced another", async () => {
    const { process, notices, state } = await organization({ now: new Date("2026-11-29T12:00:00Z") });
    const ids = () => state().invites.map(({ id }) => id);
    const sent = `it: Sent an invitation as developer to ${alice}, which expires on 2026-12-20.`;
    const member = await create(process(), Member, { email: alice, role: "developer" });
    expect(notices.splice(0)).toEqual([sent]);
    // Nothing is sent again, so nothing is reported.
    await up(process(), member, { email: alice, role: "developer" });
    expect(notices.splice(0)).toEqual([]);
    const again = await up(process(), member, { email: alice, role: "developer", reinvite: "today" });
    expect(notices.splice(0)).toEqual([`it: The invitation of ${alice} (${ids()[0]}) was deleted.`, sent]);
    await destroy(process(), again);
    expect(notices.splice(0)).toEqual([`it: The invitation of ${alice} (${ids()[1]}) was deleted.`]);
    await create(process(), Invite, { email: bob, role: "user" });
    expect(notices).toEqual([`it: Sent an invitation as user to ${bob}, which expires on 2026-12-20.`]);
  });

  test("do not report an adopted invitation as sent", async () => {
    const { process, notices, console } = await organization();
    console.invite(alice, "developer");
    await create(process(), Member, { email: alice, role: "developer" });
    expect(notices.join("\n")).not.toContain("Sent");
  });

  test("report a user who is declared and neither a member nor invited", async () => {
    const { process, notices } = await organization();
    await create(process(), Member, { email: alice, role: "user", invite: "never" });
    expect(notices).toEqual([
      `it: ${alice} is not in the organization, and \`invite\` is "never": no invitation was sent. The next \`pulumi up\` after they join completes this resource.`,
    ]);
  });

  test("report whether a deleted user was demoted, removed, or stays as `user`", async () => {
    const demoted = await organizationWithActiveMember();
    const { user } = demoted;
    await destroy(demoted.process(), demoted.resource);
    expect(demoted.notices.splice(0)).toEqual([
      `it: ${alice} (${user.id}) was demoted from developer to user, and stays in the organization.`,
    ]);
    await destroy(demoted.process(), demoted.resource);
    expect(demoted.notices).toEqual([
      `it: ${alice} (${user.id}) stays in the organization. Their role is \`user\` already.`,
    ]);
    const removed = await organizationWithActiveMember({ onDelete: "remove" });
    await destroy(removed.process(), removed.resource);
    expect(removed.notices).toEqual([`it: ${alice} (${removed.user.id}) was removed from the organization.`]);
  });

  test("report an archived workspace, and nothing for one that was archived before", async () => {
    const { existing, process, notices } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    await destroy(process(), resource);
    await destroy(process(), resource);
    expect(notices).toEqual([`it: Workspace "Lab" (${resource.id}) was archived, which is final.`]);
  });

  test("report why a membership is pending, and when it is added", async () => {
    const { process, notices, console, emulator } = await organization();
    const { id: workspace } = console.createWorkspace({ name: "Lab" });
    const pending = async () => {
      const args = { workspace, email: alice, role: "workspace_user" };
      await create(process(), WorkspaceMember, args);
      return notices.splice(0);
    };
    const added = "The next `pulumi up` after they join adds it.";
    const subject = `it: The membership of ${alice} in workspace ${workspace} is pending:`;
    expect(await pending()).toEqual([
      `${subject} they are neither in the organization nor invited. ${added}`,
    ]);
    console.invite(alice, "user");
    expect(await pending()).toEqual([`${subject} they have not accepted the invitation yet. ${added}`]);
    emulator.clock.advance({ days: 22 });
    expect(await pending()).toEqual([`${subject} their invitation expired. ${added}`]);
    console.addUser({ email: alice });
    expect(await pending()).toEqual([]);
  });

  test("report the pending members of a list by reason, each only once", async () => {
    const { process, notices, console, workspace } = await organizationWithUsers();
    console.invite("zoe@example.com", "user");
    const declare = (...members: string[]) => ({ workspace, members: members.map(developer) });
    const people = ["zoe@example.com", "yan@example.com", "xia@example.com"];
    const list = await create(process(), WorkspaceMembers, declare(alice, ...people));
    expect(notices.splice(0)).toEqual([
      `it: 3 memberships of workspace ${workspace} are pending: zoe@example.com (they have not accepted the invitation yet); xia@example.com, yan@example.com (they are neither in the organization nor invited). The next \`pulumi up\` after a user joins adds the membership.`,
    ]);
    const more = await up(process(), list, declare(alice, bob, ...people));
    expect(notices.splice(0)).toEqual([]);
    await up(process(), more, declare(alice, bob, ...people, "wim@example.com"));
    expect(notices).toEqual([
      `it: The membership of wim@example.com in workspace ${workspace} is pending: they are neither in the organization nor invited. The next \`pulumi up\` after they join adds it.`,
    ]);
  });

  test("report the members that an update or a delete of a list removed, even when it then failed", async () => {
    const { process, notices, console, emulator, workspace, state } = await organizationWithUsers();
    const user = (email: string) => `${email} (${state().users.find((one) => one.email === email)?.id},`;
    const args = { workspace, members: [developer(alice), admin(bob)] };
    const list = await create(process(), WorkspaceMembers, args);
    console.addMember(workspace, carol, "workspace_user");
    const seen = await refreshed(process(), list);
    notices.length = 0;
    const after = await up(process(), seen, { workspace, members: [admin(bob)] });
    expect(notices.splice(0)).toEqual([
      `it: Removed from workspace ${workspace}: ${user(alice)} workspace_developer), ${user(carol)} workspace_user).`,
    ]);
    const both = await up(process(), after, args);
    const path = "/v1/organizations/workspaces/*/members/*";
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path, after: 1, times: 9 });
    await expect(destroy(process(), both)).rejects.toThrow("cannot remove");
    expect(notices).toEqual([
      `it: Removed from workspace ${workspace}: ${user(alice)} workspace_developer).`,
    ]);
  });
});
