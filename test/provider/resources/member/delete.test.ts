import { describe, expect, test } from "vitest";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import {
  alice,
  create,
  destroy,
  failures,
  listOf,
  onlyAdmins,
  organization,
  organizationWithActiveMember,
  organizationWithInvitedMember,
  paths,
  refreshed,
  refusal,
  rejections,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("Member delete", () => {
  test.each([403, 404, 500])(
    "does not treat a user as removed when DELETE returns %s and only lists show the user",
    async (status) => {
      const { process, console, emulator } = await organization();
      const user = console.addUser({ email: alice, role: "developer" });
      const held = await create(process(), Member, { email: alice, role: "developer", onDelete: "remove" });
      const one = "/v1/organizations/users/*";
      emulator.faults.add({ kind: "status", status, method: "DELETE", path: one, times: 99 });
      emulator.faults.add({ kind: "status", status: 404, method: "GET", path: one, times: 99 });
      expect(await refusal(destroy(process(), held))).toContain(`cannot remove ${alice} (${user.id})`);
    },
  );

  test("deletes an invitation that an interrupted run sent even when a list lacks it", async () => {
    const { process, invitationStatuses, emulator } = await organization();
    const held = await create(process(), Member, { email: alice, role: "user", invite: "never" });
    await up(process(), held, { email: alice, role: "user", invite: "send" });
    expect(invitationStatuses()).toEqual(["pending"]);
    emulator.faults.add({ kind: "status", status: 200, path: "/v1/organizations/invites", body: listOf() });
    await destroy(process(), held);
    expect(invitationStatuses()).not.toContain("pending");
  });

  test("demotes a user to `user`, even when the role was changed outside of Pulumi", async () => {
    const { process, console, resource, user, writes } = await organizationWithActiveMember();
    console.setUserRole(alice, "billing");
    await destroy(process(), resource);
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"user"}`]);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test("removes a user or leaves the user unchanged according to `onDelete`", async () => {
    const removing = await organizationWithActiveMember({ onDelete: "remove" });
    await destroy(removing.process(), removing.resource);
    expect(removing.writes()).toEqual([`DELETE /users/${removing.user.id}`]);
    await destroy(removing.process(), removing.resource);
    expect(removing.writes()).toEqual([]);

    const retaining = await organizationWithActiveMember({ onDelete: "retain" });
    await destroy(retaining.process({}, { ANTHROPIC_ADMIN_KEY: undefined }), retaining.resource);
    expect(retaining.requests()).toEqual([]);
    expect(retaining.notices.at(-1)).toContain('since `onDelete` is "retain"');
  });

  test("uses the `onDelete` that the last `up` stored", async () => {
    const { process, resource, declared, user, requests, writes } = await organizationWithActiveMember();
    const stored = await up(process(), resource, { ...declared, onDelete: "remove" });
    expect(stored.outputs).toMatchObject({ onDelete: "remove" });
    expect(requests().filter((line) => !line.startsWith("GET "))).toEqual([]);
    await destroy(process(), stored);
    expect(writes()).toEqual([`DELETE /users/${user.id}`]);
  });

  test.each([{}, { reinvite: "today" }])(
    "leaves the invitation unchanged when an Invite declares it",
    async (more) => {
      const { process, resource, declared, writes, notices } = await organizationWithInvitedMember();
      const session = process();
      await create(session, Invite, { ...declared, ...more });
      await destroy(session, resource);
      expect(writes()).toEqual([]);
      expect(notices.join()).toContain("is left unchanged: an Invite of this stack declares it now.");
    },
  );

  test.each(["demote", "remove", "retain"])(
    'deletes a pending invitation when `onDelete` is %s, unless it is "retain"',
    async (onDelete) => {
      const { process, resource, writes } = await organizationWithInvitedMember({}, { onDelete });
      await destroy(process(), resource);
      await destroy(process(), resource);
      const withdrawal = `DELETE /invites/${resource.outputs["inviteId"]}`;
      expect(writes()).toEqual(onDelete === "retain" ? [] : [withdrawal]);
    },
  );

  test("deletes the pending invitation even when no list shows it", async () => {
    for (const before of [false, true]) {
      // A list may also show only an older invitation, which has expired.
      const first = await organizationWithInvitedMember();
      let { resource } = first;
      const { process, emulator, declared, invitationStatuses } = first;
      if (before) {
        emulator.clock.advance({ days: 22 });
        resource = await up(process(), await refreshed(process(), resource), {
          ...declared,
          reinvite: "again",
        });
      }
      const { invites: all } = emulator.organization().state();
      const shown = all.filter(({ id }) => id !== resource.outputs["inviteId"]);
      expect(shown).toHaveLength(before ? 1 : 0);
      emulator.faults.add({
        kind: "status",
        status: 200,
        method: "GET",
        path: paths.invites,
        body: listOf(...shown),
      });
      await destroy(process(), resource);
      expect(invitationStatuses()).not.toContain("pending");
    }
  });

  test.each(["demote", "remove"])(
    'applies `onDelete` "%s" to a user who accepted and whom the list of users does not show yet',
    async (onDelete) => {
      const { process, console, resource, emulator, writes } = await organizationWithInvitedMember(
        {},
        { onDelete },
      );
      const user = console.acceptInvite(alice);
      const late = { kind: "status", status: 200, path: "/v1/organizations/users" } as const;
      emulator.faults.add({ ...late, body: onlyAdmins(emulator), times: 3 });
      await destroy(process(), resource);
      expect(writes()).toEqual([
        onDelete === "remove" ? `DELETE /users/${user.id}` : `POST /users/${user.id} {"role":"user"}`,
      ]);
    },
  );

  test("fails while the list of users does not show a user who has just accepted", async () => {
    const { process, console, resource, emulator, writes } = await organizationWithInvitedMember(
      {},
      { onDelete: "remove" },
    );
    console.acceptInvite(alice);
    const late = { kind: "status", status: 200, path: "/v1/organizations/users", times: 99 } as const;
    emulator.faults.add({ ...late, body: onlyAdmins(emulator) });
    expect(await refusal(destroy(process(), resource))).toContain(
      "it has just been accepted, and the list of users does not show the user yet. Run `pulumi up` again.",
    );
    expect(writes()).toEqual([]);
    emulator.clock.advance({ minutes: 2 });
    await destroy(process(), resource);
  });

  test("demotes a user that a stale list shows with the role `user`", async () => {
    const { process, console, resource, user, emulator, writes } = await organizationWithActiveMember();
    console.setUserRole(alice, "user");
    const before = emulator.organization().state().users;
    console.setUserRole(alice, "developer");
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/users",
      body: listOf(...before),
    });
    await destroy(process(), resource);
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"user"}`]);
  });

  test("writes nothing when the invitation is expired or was never sent", async () => {
    const { process, resource, emulator, writes } = await organizationWithInvitedMember();
    emulator.clock.advance({ days: 22 });
    await destroy(process(), resource);
    await destroy(process(), await create(process(), Member, { email: "bob@example.com", invite: "never" }));
    expect(writes()).toEqual([]);
  });

  test.each(["demote", "remove"])(
    'applies `onDelete` "%s" to a user whose acceptance is not in state',
    async (onDelete) => {
      const { process, console, resource, writes } = await organizationWithInvitedMember({}, { onDelete });
      const { id } = console.acceptInvite(alice);
      await destroy(process(), resource);
      expect(writes()).toEqual([
        onDelete === "remove" ? `DELETE /users/${id}` : `POST /users/${id} {"role":"user"}`,
      ]);
    },
  );

  test("demotes a user who accepts while the invitation is being deleted", async () => {
    const { process, console, resource, emulator, writes } = await organizationWithInvitedMember();
    const listed = emulator.organization().state().invites;
    const user = console.acceptInvite(alice);
    const stale = (path: string, body: object) =>
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body });
    stale("/v1/organizations/users", onlyAdmins(emulator));
    stale("/v1/organizations/invites", listOf(...listed));
    await destroy(process(), resource);
    expect(writes()).toEqual([`DELETE /invites/${listed[0]?.id}`, `POST /users/${user.id} {"role":"user"}`]);
  });

  test("does not remove another user who has the address now", async () => {
    const { process, console, resource, writes } = await organizationWithActiveMember({ onDelete: "remove" });
    console.setUserEmail(alice, "alice.smith@example.com");
    const newcomer = console.addUser({ email: alice, role: "developer" });
    console.removeUser("alice.smith@example.com");
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
    console.removeUser(newcomer.id);
  });

  test("Member delete cannot demote or remove a user who became an organization admin, and says what to do", async () => {
    for (const onDelete of ["demote", "remove"]) {
      const { process, console, resource, writes } = await organizationWithActiveMember({ onDelete });
      console.setUserRole(alice, "admin");
      const message = await refusal(destroy(process(), resource));
      expect(message).toContain(onDelete === "remove" ? "cannot remove alice" : "cannot demote alice");
      expect(message).toContain('`onDelete: "retain"`');
      expect(writes()).toEqual([]);
    }
  });

  test("leaves a user unchanged who was an organization admin before the adoption", async () => {
    const { process, console, notices, writes } = await organization();
    console.addUser({ email: alice, role: "admin" });
    for (const adopt of [undefined, alice]) {
      const resource = await create(process(), Member, {
        email: alice,
        ...(adopt === undefined ? {} : { adopt }),
      });
      await destroy(process(), resource);
      expect(notices.at(-1)).toContain("they were `admin` before the program adopted them");
      expect(writes()).toEqual([]);
      console.setUserRole(alice, "developer");
      await destroy(process(), resource);
      expect(writes()).toHaveLength(1);
      console.setUserRole(alice, "admin");
    }
  });

  test("counts the delete of a Member against the limit of removals", async () => {
    const { process, resource, writes } = await organizationWithActiveMember();
    expect(await refusal(destroy(process({ maxRemovals: "0" }), resource))).toContain(
      "ANTHROPIC_MAX_REMOVALS",
    );
    expect(writes()).toEqual([]);
  });

  test.each(
    writeFaults.flatMap((one) => ["demote", "remove", "invited"].map((onDelete) => ({ ...one, onDelete }))),
  )(
    'takes effect when $name and `onDelete` is "$onDelete"',
    async ({ fault, onDelete }) => {
      const context =
        onDelete === "invited"
          ? await organizationWithInvitedMember()
          : await organizationWithActiveMember({ onDelete });
      const path = onDelete === "invited" ? paths.invite : paths.user;
      context.emulator.faults.add({ ...fault, method: onDelete === "demote" ? "POST" : "DELETE", path });
      await destroy(context.process(), context.resource);
      const { users, invites: left } = context.emulator.organization().state();
      const role = users.find(({ email }) => email === alice)?.role;
      expect(role).toBe(onDelete === "demote" ? "user" : undefined);
      expect(left.filter(({ status }) => status === "pending")).toEqual([]);
    },
    30_000,
  );

  test.each(
    rejections.flatMap((one) => ["demote", "remove", "invited"].map((onDelete) => ({ ...one, onDelete }))),
  )(
    'fails and changes nothing when $name and `onDelete` is "$onDelete"',
    async ({ fault, onDelete }) => {
      const context =
        onDelete === "invited"
          ? await organizationWithInvitedMember()
          : await organizationWithActiveMember({ onDelete });
      const before = context.emulator.organization().state();
      const path = onDelete === "invited" ? paths.invite : paths.user;
      const method = onDelete === "demote" ? "POST" : "DELETE";
      context.emulator.faults.add({ ...fault, method, path, times: 9 });
      const message = await refusal(destroy(context.process(), context.resource));
      const verb = onDelete === "invited" ? "delete the invitation of" : onDelete;
      expect(message).toContain(`cannot ${verb} ${alice}`);
      expect(context.emulator.organization().state()).toEqual(before);
    },
    30_000,
  );

  test.each(["demote", "remove", "invited"])(
    "reports the error of the write when the reads after it fail too (%s)",
    async (onDelete) => {
      const context =
        onDelete === "invited"
          ? await organizationWithInvitedMember()
          : await organizationWithActiveMember({ onDelete });
      const session = context.process();
      await session.cache.users(-Infinity);
      const path = onDelete === "invited" ? paths.invite : paths.user;
      context.emulator.faults.add({ kind: "status", status: 403, path, times: 99 });
      const message = await refusal(destroy(session, context.resource));
      expect(message).toContain(
        onDelete === "invited" ? "cannot delete the invitation" : `cannot ${onDelete}`,
      );
    },
  );

  test("waits for concurrent removals, and does not remove the last member", async () => {
    const { process, resource, emulator, user } = await organizationWithActiveMember({ onDelete: "remove" });
    emulator.faults.add({
      kind: "status",
      errorCode: "concurrent_membership_change",
      method: "DELETE",
      path: paths.user,
      times: 2,
    });
    await destroy(process(), resource);
    expect(emulator.organization().state().users).not.toContainEqual(user);
    const lonely = await organizationWithActiveMember({ onDelete: "remove" });
    lonely.emulator.faults.add({
      kind: "status",
      errorCode: "cannot_remove_last_member",
      method: "DELETE",
      path: paths.user,
    });
    expect(await refusal(destroy(lonely.process(), lonely.resource))).toContain("cannot_remove_last_member");
  });

  test("leaves a user unchanged who is still declared by another resource", async () => {
    const { process, resource, declared, user, notices, writes } = await organizationWithActiveMember({
      onDelete: "remove",
    });
    for (const args of [declared, { userId: user.id }]) {
      const session = process();
      await create(session, Member, args);
      await destroy(session, resource);
      expect(notices.at(-1)).toContain("is still declared in this program");
    }
    expect(writes()).toEqual([]);
  });

  test("leaves the user to the new resource in a forced replacement, whatever the role is", async () => {
    const { process, console, resource, declared, user, writes } = await organizationWithActiveMember();
    console.setUserRole(alice, "billing");
    const session = process();
    failures(session, Member, declared);
    await destroy(session, resource);
    const again = await create(session, Member, declared);
    expect(again).toMatchObject({ id: alice, outputs: { role: "developer", userId: user.id } });
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"developer"}`]);

    const pending = await organizationWithInvitedMember();
    const other = pending.process();
    failures(other, Member, { email: alice, role: "billing" });
    await destroy(other, pending.resource);
    const kept = await create(other, Member, { email: alice, role: "billing" });
    expect(kept.outputs).toMatchObject({ status: "invited", inviteRole: "developer", role: "billing" });
    expect(pending.writes()).toEqual([]);
    expect(pending.invitationsSent()).toEqual([alice]);
  });
});
