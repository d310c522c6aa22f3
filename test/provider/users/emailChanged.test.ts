import { describe, expect, test } from "vitest";
import { kinds } from "../../../provider/registry.ts";
import {
  alice,
  create,
  organization,
  organizationWithUser,
  preview,
  refreshed,
  refusal,
  up,
} from "../harness/index.ts";

const renamed = "alice.smith@example.com";
const { WorkspaceMember, WorkspaceMembers, SpendLimit, Invite } = kinds;

/** Resources that wait for an invited user, with the arguments for an address. */
const waiting = [
  {
    type: "WorkspaceMember",
    definition: WorkspaceMember,
    args: (workspace: string, email: string) => ({ workspace, email, role: "workspace_developer" }),
  },
  {
    type: "WorkspaceMembers",
    definition: WorkspaceMembers,
    args: (workspace: string, email: string) => ({
      workspace,
      members: [{ email, role: "workspace_developer" }],
    }),
  },
  {
    type: "SpendLimit",
    definition: SpendLimit,
    args: (_: string, email: string) => ({ scope: "user", email, amount: "10" }),
  },
];

/** Alice is invited. */
async function start(type: string) {
  const context = await organization();
  const { emulator, console } = context;
  if (type === "SpendLimit") emulator.organization().settings.organization_type = "claude_enterprise";
  emulator.clock.advance({ minutes: 1 });
  const { id: workspace } = console.createWorkspace({ name: "Research" });
  console.invite(alice, "developer");
  return { ...context, workspace };
}

describe.each(waiting)(
  "$type of a user whose address changed right after the acceptance",
  ({ type, definition, args }) => {
    test("a user whose address changed right after the acceptance stays pending and names the probable user, and follows the new address in place", async () => {
      const { process, console, workspace, notices, writes } = await start(type);
      const declared = args(workspace, alice);
      const resource = await create(process(), definition, declared);
      const { id } = console.acceptInvite(alice);
      console.setUserEmail(id, renamed);
      writes();
      notices.length = 0;
      expect((await preview(process(), resource, declared)).action).toBe("update");
      const seen = `The user is probably ${renamed} (${id}), who joined at the same time: use that email address in the program.`;
      expect(notices).toEqual([
        `${alice} accepted an invitation, but no user has this email address now. ${seen}`,
      ]);
      const pending = await up(process(), resource, declared);
      expect(JSON.stringify(pending.outputs)).toContain('"waitingFor":"emailChanged"');
      expect((await refreshed(process(), pending)).outputs).toEqual(pending.outputs);
      expect((await preview(process(), pending, declared)).action).toBe("nothing");
      expect(new Set(notices).size).toBe(1);
      expect(writes()).toEqual([]);

      const following = args(workspace, renamed);
      expect((await preview(process(), pending, following)).action).toBe("update");
      const followed = await up(process(), pending, following);
      expect(JSON.stringify(followed.outputs)).toContain('"status":"active"');
      expect(followed.id).toBe(pending.id);
      expect(writes()).toHaveLength(1);
      expect((await preview(process(), followed, following)).action).toBe("nothing");
    });

    test("reports the probable user when it is created afterwards", async () => {
      const { process, console, workspace, notices } = await start(type);
      console.setUserEmail(console.acceptInvite(alice).id, renamed);
      const resource = await create(process(), definition, args(workspace, alice));
      expect(JSON.stringify(resource.outputs)).toContain('"waitingFor":"emailChanged"');
      expect(notices).toEqual([expect.stringContaining(`The user is probably ${renamed}`)]);
    });
  },
);

test("a WorkspaceMember that follows a new address changes no role that the user has in the workspace", async () => {
  const { process, console, workspace, writes } = await start("WorkspaceMember");
  const args = (email: string) => ({ workspace, email, role: "workspace_user" });
  const resource = await create(process(), WorkspaceMember, args(alice));
  console.setUserEmail(console.acceptInvite(alice).id, renamed);
  console.addUser({ email: "sso@example.com" });
  console.addMember(workspace, "sso@example.com", "workspace_admin");
  writes();
  expect(await refusal(up(process(), resource, args("sso@example.com")))).toContain(
    "they have the role workspace_admin already",
  );
  expect(writes()).toEqual([]);
});

describe.each(waiting.slice(0, 2))("$type of a member whose address changed", ({ definition, args }) => {
  test("announces in the preview that `up` rejects the former address", async () => {
    const { process, console, workspace, notices } = await organizationWithUser();
    const declared = args(workspace, alice);
    const resource = await create(process(), definition, declared);
    console.setUserEmail(alice, renamed);
    const drifted = await refreshed(process(), resource);
    expect((await preview(process(), drifted, declared)).action).toBe("update");
    const message = await refusal(up(process(), drifted, declared));
    expect(message).toContain(`email address changed from ${alice} to ${renamed}`);
    expect(notices[0]).toBe(message.replace("cannot", "it: `up` will refuse to"));
    notices.length = 0;
    const following = args(workspace, renamed);
    await up(process(), drifted, following);
    expect(notices).toEqual([]);
  });
});

test("an Invite for the former address of a user is sent only on request", async () => {
  const { process, console, invitationsSent } = await start("WorkspaceMember");
  const { id } = console.acceptInvite(alice);
  console.setUserEmail(id, renamed);
  const declared = { email: alice, role: "user" };
  const message = await refusal(create(process(), Invite, declared));
  expect(message).toContain(`cannot invite ${alice} as user`);
  expect(message).toContain(`${renamed} (${id})`);
  expect(invitationsSent()).toEqual([alice]);
  await create(process(), Invite, { ...declared, reinvite: "1" });
  expect(invitationsSent()).toEqual([alice, alice]);
});
