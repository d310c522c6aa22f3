import { describe, expect, test } from "vitest";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import {
  alice,
  create,
  destroy,
  onlyAdmins,
  organization,
  organizationWithActiveMember,
  organizationWithInvitedMember,
  paths,
  preview,
  refresh,
  refreshed,
  refusal,
  rejection,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("Member update", () => {
  test("reports no drift for an active Member without a request in preview", async () => {
    const { process, resource, declared, requests } = await organizationWithActiveMember();
    expect((await preview(process(), resource, declared)).action).toBe("nothing");
    expect((await preview(process(), resource, { ...declared, email: "ALICE@example.com" })).action).toBe(
      "nothing",
    );
    expect(requests()).toEqual([]);
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
    expect(requests()).toEqual(["GET /users"]);
  });

  test.each([{ name: "nothing goes wrong", fault: undefined }, ...writeFaults])(
    "changes the role of a Member in place when $name",
    async ({ fault }) => {
      const { process, resource, declared, user, emulator } = await organizationWithActiveMember();
      if (fault !== undefined) emulator.faults.add({ ...fault, method: "POST", path: paths.user });
      const changed = await up(process(), resource, { ...declared, role: "billing" });
      expect(changed.outputs).toMatchObject({ status: "active", role: "billing" });
      expect(emulator.organization().state().users).toContainEqual({ ...user, role: "billing" });
    },
    30_000,
  );

  test("keeps the old role in state when the change is rejected", async () => {
    const { process, resource, declared, emulator } = await organizationWithActiveMember();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: paths.user });
    expect(await refusal(up(process(), resource, { ...declared, role: "billing" }))).toContain(
      "cannot change the role of alice@example.com",
    );
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
  });

  test("reports a role that was changed outside of Pulumi as drift and restores the declared one", async () => {
    const { process, console, resource, declared, user, writes } = await organizationWithActiveMember();
    console.setUserRole(alice, "claude_code_user");
    const drifted = await refreshed(process(), resource);
    expect(drifted).toMatchObject({
      inputs: { role: "claude_code_user" },
      outputs: { role: "claude_code_user" },
    });
    expect((await preview(process(), drifted, declared)).action).toBe("update");
    expect((await up(process(), drifted, declared)).outputs).toMatchObject({ role: "developer" });
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"developer"}`]);
  });

  test("keeps the role of a user when `role` is removed, and stops managing it", async () => {
    const { process, console, resource, writes } = await organizationWithActiveMember();
    const unmanaged = await up(process(), resource, { email: alice });
    console.setUserRole(alice, "billing");
    const seen = await refreshed(process(), unmanaged);
    expect(seen.inputs).not.toHaveProperty("role");
    expect(seen.outputs).toMatchObject({ role: "billing" });
    expect((await preview(process(), seen, { email: alice })).action).toBe("nothing");
    expect(writes()).toEqual([]);
  });

  test("reports a promotion to admin as drift whose update fails until `role` is ignored", async () => {
    const { process, console, resource, declared, writes } = await organizationWithActiveMember();
    console.setUserRole(alice, "admin");
    const drifted = await refreshed(process(), resource);
    expect(drifted.outputs).toMatchObject({ role: "admin", status: "active" });
    expect((await preview(process(), drifted, declared)).action).toBe("update");
    const message = await refusal(up(process(), drifted, declared));
    expect(message).toContain("cannot change the role of alice@example.com");
    expect(message).toContain('`ignoreChanges: ["role"]`');
    // With `ignoreChanges` the engine passes the current value as input.
    expect((await preview(process(), drifted, { ...declared, role: "admin" })).action).toBe("nothing");
    const local = await up(process(), drifted, { ...declared, role: "admin", onDelete: "retain" });
    expect(local.outputs).toMatchObject({ role: "admin", onDelete: "retain" });
    expect(writes()).toEqual([]);
    console.setUserRole(alice, "user");
    const demoted = await refreshed(process(), drifted);
    expect((await up(process(), demoted, declared)).outputs).toMatchObject({ role: "developer" });
  });

  test("reads a user with an unknown role, name or letter case", async () => {
    const { process, resource, declared, user, emulator } = await organizationWithActiveMember();
    const path = "/v1/organizations/users";
    for (const odd of [
      { ...user, role: "primary_owner" },
      { ...user, role: "wizard", name: "" },
      { ...user, name: null, email: "ALICE@EXAMPLE.COM" },
      { ...user, name: "x".repeat(5000), avatar: { url: "y" }, added_at: "2026-01-01T00:00:00Z" },
    ]) {
      const body = onlyAdmins(emulator, odd);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body });
      const seen = await refreshed(process(), resource);
      expect(seen.outputs).toMatchObject({ email: alice, role: odd.role, name: odd.name ?? "" });
      const plan = await preview(process(), seen, declared);
      expect(plan.action).toBe(odd.role === "developer" ? "nothing" : "update");
    }
  });

  test("reports a changed address as drift, and updates it without an invitation", async () => {
    const { process, console, resource, declared, user, writes, invitationsSent } =
      await organizationWithActiveMember();
    console.setUserEmail(alice, "Alice.Smith@example.com");
    const drifted = await refreshed(process(), resource);
    const now = "alice.smith@example.com";
    expect(drifted).toMatchObject({
      id: alice,
      inputs: { email: now },
      outputs: { email: now, userId: user.id },
    });
    expect((await preview(process(), drifted, declared)).action).toBe("update");
    const message = await refusal(up(process(), drifted, declared));
    expect(message).toContain(`the user's email address changed from ${alice} to ${now} (${user.id})`);
    const following = { ...declared, email: now };
    expect((await preview(process(), drifted, following)).action).toBe("nothing");
    // The program can follow the change before a refresh.
    expect((await preview(process(), resource, following)).action).toBe("update");
    const followed = await up(process(), resource, following);
    expect(followed).toMatchObject({ id: alice, outputs: { email: now, userId: user.id, status: "active" } });
    expect((await preview(process(), followed, following)).action).toBe("nothing");
    expect(writes()).toEqual([]);
    expect(invitationsSent()).toEqual([alice]);
  });

  test("does not mistake a user who has the former address for the declared one", async () => {
    const { process, console, resource, declared, user } = await organizationWithActiveMember();
    console.setUserEmail(alice, "alice.smith@example.com");
    console.addUser({ email: alice, role: "billing" });
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ userId: user.id, email: "alice.smith@example.com" });
    expect(await refusal(up(process(), seen, declared))).toContain("email address changed from");
    console.removeUser(user.id);
    expect((await refreshed(process(), resource)).outputs).toMatchObject({
      status: "removed",
      userId: user.id,
    });
  });

  test("switches between address and ID of the same user in place", async () => {
    const { process, resource, declared, user, writes } = await organizationWithActiveMember();
    const byId = { userId: user.id, role: "developer" };
    expect((await preview(process(), resource, byId)).action).toBe("update");
    const renamed = await up(process(), resource, byId);
    expect(renamed).toMatchObject({ id: alice, outputs: { email: alice, userId: user.id } });
    expect((await preview(process(), renamed, byId)).action).toBe("nothing");
    expect((await refreshed(process(), renamed)).inputs).toMatchObject(byId);
    expect((await up(process(), renamed, declared)).outputs).toEqual(resource.outputs);
    expect(writes()).toEqual([]);
  });

  test("replaces the Member when it declares another user, even without a credential", async () => {
    const { process, console, resource } = await organizationWithActiveMember();
    console.addUser({ email: "bob@example.com" });
    expect(await preview(process(), resource, { email: "bob@example.com" })).toMatchObject({
      action: "replace",
      deleteFirst: false,
    });
    const withoutKey = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(withoutKey, resource, { email: "bob@example.com" })).action).toBe("replace");
  });

  test("Member update neither reads nor changes a Member of another organization", async () => {
    const other = { adminKey: "sk-ant-admin01-other" };
    const { process, resource, declared, writes } = await organizationWithActiveMember();
    const elsewhere = await organization({ organizations: [other] });
    const session = () => elsewhere.process({}, { ANTHROPIC_ADMIN_KEY: other.adminKey });
    await Promise.all(
      [
        refresh(session(), resource),
        up(session(), resource, { ...declared, role: "billing" }),
        destroy(session(), resource),
      ].map(async (doing) => expect((await rejection(doing)).message).toContain("belongs to organization")),
    );
    expect(writes()).toEqual([]);
    expect(elsewhere.writes()).toEqual([]);
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
  });
});

describe("Member of a removed user", () => {
  test("keeps a removed user in state, and sends one invitation only on request", async () => {
    const { process, console, resource, declared, invitationsSent, writes } =
      await organizationWithActiveMember();
    console.removeUser(alice);
    const removed = await refreshed(process(), resource);
    expect(removed.outputs).toMatchObject({ status: "removed", email: alice, role: "developer" });
    expect((await preview(process(), removed, declared)).action).toBe("update");
    const message = await refusal(up(process(), removed, declared));
    expect(message).toContain("the user was removed from the organization outside of Pulumi");
    expect(message).toContain("`reinvite`");
    expect((await refreshed(process(), removed)).outputs).toEqual(removed.outputs);
    await destroy(process(), removed);
    expect(writes()).toEqual([]);
    expect(invitationsSent()).toEqual([alice]);

    const again = { ...declared, reinvite: "1" };
    const invitedAgain = await up(process(), removed, again);
    expect(invitedAgain.outputs).toMatchObject({ status: "invited", reinvite: "1", role: "developer" });
    expect(invitedAgain.outputs).not.toHaveProperty("userId");
    expect((await up(process(), removed, again)).outputs).toEqual(invitedAgain.outputs);
    expect(invitationsSent()).toEqual([alice, alice]);
    const back = console.acceptInvite(alice);
    expect((await up(process(), invitedAgain, again)).outputs).toMatchObject({
      status: "active",
      userId: back.id,
    });
  });

  test("rejects a role change of a removed user whose removal is not in state", async () => {
    const { process, console, resource, declared, writes } = await organizationWithActiveMember();
    console.removeUser(alice);
    expect((await preview(process(), resource, declared)).action).toBe("nothing");
    const message = await refusal(up(process(), resource, { ...declared, role: "billing" }));
    expect(message).toContain("the user was removed from the organization outside of Pulumi");
    expect(writes()).toEqual([]);
  });

  test("keeps a user who was removed right after the acceptance in state as `removed`", async () => {
    const { process, console, resource, declared, invitationsSent } = await organizationWithInvitedMember();
    console.acceptInvite(alice);
    console.removeUser(alice);
    expect((await refreshed(process(), resource)).outputs).toMatchObject({ status: "removed" });
    expect((await preview(process(), resource, declared)).action).toBe("update");
    expect(await refusal(up(process(), resource, declared))).toContain(
      "removed from the organization outside of Pulumi",
    );
    expect(invitationsSent()).toEqual([alice]);
  });

  test("says how to invite a removed user again who was declared by ID", async () => {
    const { process, console, invitationsSent } = await organization();
    const { id } = console.addUser({ email: alice });
    const resource = await create(process(), Member, { userId: id });
    console.removeUser(alice);
    const removed = await refreshed(process(), resource);
    expect(await refusal(up(process(), removed, { userId: id }))).toContain("declare them by `email`");
    expect(await refusal(up(process(), removed, { userId: id, reinvite: "1" }))).toContain(
      "declare them by `email`",
    );
    expect(invitationsSent()).toEqual([]);
    const again = await up(process(), removed, { email: alice, reinvite: "1" });
    expect(again.outputs).toMatchObject({ status: "invited", email: alice });
    expect(invitationsSent()).toEqual([alice]);
  });

  test("finds a removed user who was added again outside of Pulumi", async () => {
    const { process, console, resource, declared } = await organizationWithActiveMember();
    console.removeUser(alice);
    const removed = await refreshed(process(), resource);
    const back = console.addUser({ email: alice, role: "user" });
    const found = await up(process(), removed, declared);
    expect(found.outputs).toMatchObject({ status: "active", userId: back.id, role: "developer" });
  });

  test.each(["deleted", 404] as const)(
    "keeps a deleted invitation in state as `withdrawn`, and sends another only on request, when its GET returns %s",
    async (answer) => {
      const { process, console, resource, declared, invitationsSent, emulator } =
        await organizationWithInvitedMember();
      emulator.assumptions.deletedInviteGet = answer;
      console.deleteInvite(alice);
      expect((await preview(process(), resource, declared)).action).toBe("update");
      expect(await refusal(up(process(), resource, declared))).toContain(
        "the invitation was deleted outside of Pulumi",
      );
      const withdrawn = await refreshed(process(), resource);
      expect(withdrawn.outputs).toMatchObject({ status: "withdrawn", role: "developer" });
      expect((await refreshed(process(), withdrawn)).outputs).toEqual(withdrawn.outputs);
      expect(await refusal(up(process(), withdrawn, declared))).toContain("deleted outside of Pulumi");
      await destroy(process(), withdrawn);
      expect(invitationsSent()).toEqual([alice]);
      for (const state of [resource, withdrawn]) {
        const again = await up(process(), state, { ...declared, reinvite: "1" });
        expect(again.outputs).toMatchObject({ status: "invited", reinvite: "1" });
      }
      expect(invitationsSent()).toEqual([alice, alice]);
    },
  );

  test("sends no second invitation to a user who came back after the list of users was requested", async () => {
    const { process, console, resource, declared, invitationsSent, writes } =
      await organizationWithActiveMember();
    console.removeUser(alice);
    const session = process();
    const removed = await refreshed(session, resource);
    expect(removed.outputs).toMatchObject({ status: "removed" });
    console.addUser({ email: alice, role: "developer" });
    writes();
    const back = await up(session, removed, { ...declared, reinvite: "1" });
    expect(back.outputs).toMatchObject({ status: "active" });
    expect(writes()).toEqual([]);
    expect(invitationsSent()).toEqual([alice]);
  });

  test("says in the preview that the update will fail unless `reinvite` changes", async () => {
    const { process, console, notices, resource, declared } = await organizationWithActiveMember();
    console.removeUser(alice);
    const removed = await refreshed(process(), resource);
    const waiting = await organizationWithInvitedMember();
    waiting.console.deleteInvite(alice);
    const withdrawn = await refreshed(waiting.process(), waiting.resource);
    expect([...notices, ...waiting.notices]).toEqual([]);
    expect((await preview(process(), removed, declared)).action).toBe("update");
    expect(notices).toEqual([
      `it: \`up\` will refuse to update alice@example.com (${resource.outputs["userId"]}): the user was removed from the organization outside of Pulumi, and an invitation is sent again only on request. Remove the user from the program, or request a new invitation with a new value of \`reinvite\`, such as today's date.`,
    ]);
    // Also when the removal is not in state.
    for (const held of [waiting.resource, withdrawn]) {
      expect((await preview(waiting.process(), held, waiting.declared)).action).toBe("update");
      expect(waiting.notices.pop()).toMatch(
        /^it: `up` will refuse to update alice@example\.com: the invitation was deleted outside of Pulumi, /,
      );
      const again = { ...waiting.declared, reinvite: "1" };
      expect((await preview(waiting.process(), held, again)).action).toBe("update");
      expect(waiting.notices).toEqual([]);
    }
  });

  test("leaves a user unchanged who came back outside of Pulumi when the Member is deleted", async () => {
    const context = await organizationWithActiveMember();
    context.console.removeUser(alice);
    const removed = await refreshed(context.process(), context.resource);
    context.console.addUser({ email: alice, role: "developer" });
    const waiting = await organizationWithInvitedMember();
    waiting.console.deleteInvite(alice);
    const withdrawn = await refreshed(waiting.process(), waiting.resource);
    waiting.console.invite(alice, "developer");
    for (const [{ process, requests }, resource] of [
      [context, removed],
      [waiting, withdrawn],
    ] as const) {
      requests();
      await destroy(process(), resource);
      expect(requests()).toEqual([]);
    }
    expect(context.notices.at(-1)).toMatch(
      /^it: alice@example\.com \(user_\w+\) is left unchanged: the user was removed from the organization outside of Pulumi\.$/,
    );
    expect(waiting.notices.at(-1)).toBe(
      "it: alice@example.com is left unchanged: the invitation was deleted outside of Pulumi.",
    );
  });

  test("sends no invitation because of a changed argument other than `reinvite`", async () => {
    const { process, console, resource, declared, invitationsSent } = await organizationWithInvitedMember();
    console.deleteInvite(alice);
    const withdrawn = await refreshed(process(), resource);
    for (const changed of [
      { ...declared, role: "billing" },
      { ...declared, onDelete: "remove" },
      { ...declared, invite: "send" },
      { email: alice },
    ]) {
      expect(await refusal(up(process(), withdrawn, changed))).toContain("deleted outside of Pulumi");
    }
    expect(invitationsSent()).toEqual([alice]);
  });
});

describe("Member preview", () => {
  test("announces no rejection of a user who was removed and came back, which `up` does not make either", async () => {
    const { process, console, notices, writes } = await organization();
    console.addUser({ email: alice, role: "developer" });
    const declared = { email: alice, role: "developer", invite: "never" };
    const resource = await create(process(), Member, declared);
    console.removeUser(alice);
    const back = console.addUser({ email: alice, role: "user" });
    const removed = await refreshed(process(), resource);
    expect(removed.outputs).toMatchObject({ status: "removed" });
    expect((await preview(process(), removed, declared)).action).toBe("update");
    expect(notices).toEqual([]);
    const found = await up(process(), removed, declared);
    expect(found.outputs).toMatchObject({ status: "active", userId: back.id, role: "developer" });
    expect(writes()).toEqual([`POST /users/${back.id} {"role":"developer"}`]);
  });

  test("announces no rejection of a removed user who has been invited again in the Console", async () => {
    const { process, console, resource, declared, notices, invitationsSent } =
      await organizationWithActiveMember();
    console.removeUser(alice);
    const removed = await refreshed(process(), resource);
    const { id } = console.invite(alice, "developer");
    expect((await preview(process(), removed, declared)).action).toBe("update");
    expect(notices).toEqual([]);
    const invited = await up(process(), removed, declared);
    expect(invited.outputs).toMatchObject({ status: "invited", inviteId: id });
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("announces what the state has when no key is set", async () => {
    const { process, console, resource, declared, notices } = await organizationWithActiveMember();
    console.removeUser(alice);
    const removed = await refreshed(process(), resource);
    const withoutKey = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(withoutKey, removed, declared)).action).toBe("update");
    expect(notices).toEqual([
      expect.stringContaining("nothing was looked up"),
      expect.stringMatching(
        /^it: `up` will refuse to update alice@example\.com .* No key is set, so this is as of the last refresh\.$/,
      ),
    ]);
    expect((await preview(withoutKey, removed, { ...declared, reinvite: "1" })).action).toBe("update");
    expect(notices).toHaveLength(2);
  });

  test("announces that the role of a user who has become an admin cannot be changed, as `up` does", async () => {
    const { process, console, resource, declared, notices } = await organizationWithInvitedMember();
    console.acceptInvite(alice);
    console.setUserRole(alice, "admin");
    expect((await preview(process(), resource, declared)).action).toBe("update");
    const message = await refusal(up(process(), resource, declared));
    expect(notices[0]).toBe(message.replace("cannot", "it: `up` will refuse to"));
  });

  test("announces the rejection of a former address, and lets the engine show the difference", async () => {
    const { process, console, resource, declared, notices } = await organizationWithActiveMember();
    console.setUserEmail(alice, "alice.smith@example.com");
    const drifted = await refreshed(process(), resource);
    const session = process();
    const { action, news } = await preview(session, drifted, declared);
    expect(action).toBe("update");
    expect((await Member.diff(session, drifted.id, drifted.outputs, news)).changes).toBeUndefined();
    const message = await refusal(up(process(), drifted, declared));
    expect(message).toContain("email address changed from");
    expect(notices[0]).toBe(message.replace("cannot", "it: `up` will refuse to"));
    console.setUserEmail("alice.smith@example.com", alice);
    notices.length = 0;
    expect((await preview(process(), drifted, declared)).action).toBe("update");
    expect(notices).toEqual([]);
    expect((await up(process(), drifted, declared)).outputs).toMatchObject({ email: alice });
  });
});
