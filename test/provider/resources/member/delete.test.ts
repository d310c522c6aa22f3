import { describe, expect, test } from "vitest";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import * as engine from "../../session.ts";
import { destroy, failures, listOf, onlyAdmins, refreshed, refusal, up } from "../../session.ts";
import {
  active,
  alice,
  anyInvite,
  anyUser,
  create,
  each,
  invited,
  invites,
  lostAfter,
  lostBefore,
  office,
  refused,
} from "./setup.ts";

describe("a Member that is deleted", () => {
  test.each([403, 404, 500])(
    "is not taken for removed when DELETE answers %s and only lists show the person",
    async (status) => {
      const { process, people, emulator } = await office();
      const user = people.addUser({ email: alice, role: "developer" });
      const held = await create(process(), { email: alice, role: "developer", onDelete: "remove" });
      const one = "/v1/organizations/users/*";
      emulator.faults.add({ kind: "status", status, method: "DELETE", path: one, times: 99 });
      emulator.faults.add({ kind: "status", status: 404, method: "GET", path: one, times: 99 });
      expect(await refusal(destroy(process(), held))).toContain(`cannot remove ${alice} (${user.id})`);
    },
  );

  test("takes back an invitation that an interrupted run sent, though a list misses it", async () => {
    const { process, statuses, emulator } = await office();
    const held = await create(process(), { email: alice, role: "user", invite: "never" });
    await up(process(), held, { email: alice, role: "user", invite: "send" });
    expect(statuses()).toEqual(["pending"]);
    emulator.faults.add({ kind: "status", status: 200, path: "/v1/organizations/invites", body: listOf() });
    await destroy(process(), held);
    expect(statuses()).not.toContain("pending");
  });

  test("is demoted to `user`, also when a person gave another role since", async () => {
    const { process, people, member, user, writes } = await active();
    people.setUserRole(alice, "billing");
    await destroy(process(), member);
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"user"}`]);
    await destroy(process(), member);
    expect(writes()).toEqual([]);
  });

  test("is removed, or left as they are, when `onDelete` says so", async () => {
    const removing = await active({ onDelete: "remove" });
    await destroy(removing.process(), removing.member);
    expect(removing.writes()).toEqual([`DELETE /users/${removing.user.id}`]);
    await destroy(removing.process(), removing.member);
    expect(removing.writes()).toEqual([]);

    const retaining = await active({ onDelete: "retain" });
    await destroy(retaining.process({}, { ANTHROPIC_ADMIN_KEY: undefined }), retaining.member);
    expect(retaining.requests()).toEqual([]);
    expect(retaining.said.at(-1)).toContain('since `onDelete` is "retain"');
  });

  test("does what the last `up` stored", async () => {
    const { process, member, declared, user, requests, writes } = await active();
    const stored = await up(process(), member, { ...declared, onDelete: "remove" });
    expect(stored.outputs).toMatchObject({ onDelete: "remove" });
    expect(requests().filter((line) => !line.startsWith("GET "))).toEqual([]);
    await destroy(process(), stored);
    expect(writes()).toEqual([`DELETE /users/${user.id}`]);
  });

  test("leaves the invitation to an Invite that declares it now", async () => {
    await each([{}, { reinvite: "today" }], async (more) => {
      const { process, member, declared, writes, said } = await invited();
      const session = process();
      await engine.create(session, Invite, { ...declared, ...more });
      await destroy(session, member);
      expect(writes()).toEqual([]);
      expect(said.join()).toContain("is left unchanged: an Invite of this program declares it now.");
    });
  });

  test("loses the invitation while it is pending, by every `onDelete` but `retain`", async () => {
    await each(["demote", "remove", "retain"], async (onDelete) => {
      const { process, member, writes } = await invited({}, { onDelete });
      await destroy(process(), member);
      await destroy(process(), member);
      const withdrawal = `DELETE /invites/${member.outputs["inviteId"]}`;
      expect(writes()).toEqual(onDelete === "retain" ? [] : [withdrawal]);
    });
  });

  test("loses the pending invitation even when no list shows it", async () => {
    for (const before of [false, true]) {
      // A list may also show only an older invitation, which has expired.
      const first = await invited();
      let { member } = first;
      const { process, emulator, declared, statuses } = first;
      if (before) {
        emulator.clock.advance({ days: 22 });
        member = await up(process(), await refreshed(process(), member), { ...declared, reinvite: "again" });
      }
      const { invites: all } = emulator.organization().state();
      const shown = all.filter(({ id }) => id !== member.outputs["inviteId"]);
      expect(shown).toHaveLength(before ? 1 : 0);
      emulator.faults.add({
        kind: "status",
        status: 200,
        method: "GET",
        path: invites.path,
        body: listOf(...shown),
      });
      await destroy(process(), member);
      expect(statuses()).not.toContain("pending");
    }
  });

  test("is demoted or removed after an acceptance that the list of users does not show yet", async () => {
    await each(["demote", "remove"], async (onDelete) => {
      const { process, people, member, emulator, writes } = await invited({}, { onDelete });
      const user = people.acceptInvite(alice);
      const late = { kind: "status", status: 200, path: "/v1/organizations/users" } as const;
      emulator.faults.add({ ...late, body: onlyAdmins(emulator), times: 3 });
      await destroy(process(), member);
      expect(writes()).toEqual([
        onDelete === "remove" ? `DELETE /users/${user.id}` : `POST /users/${user.id} {"role":"user"}`,
      ]);
    });
  });

  test("stays in the state while the list of users does not show a user who has just accepted", async () => {
    const { process, people, member, emulator, writes } = await invited({}, { onDelete: "remove" });
    people.acceptInvite(alice);
    const late = { kind: "status", status: 200, path: "/v1/organizations/users", times: 99 } as const;
    emulator.faults.add({ ...late, body: onlyAdmins(emulator) });
    expect(await refusal(destroy(process(), member))).toContain(
      "it has just been accepted, and the list of users does not show the user yet. Run `pulumi up` again.",
    );
    expect(writes()).toEqual([]);
    emulator.clock.advance({ minutes: 2 });
    await destroy(process(), member);
  });

  test("is demoted even when a stale list does not show their new role", async () => {
    const { process, people, member, user, emulator, writes } = await active();
    people.setUserRole(alice, "user");
    const before = emulator.organization().state().users;
    people.setUserRole(alice, "developer");
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/users",
      body: listOf(...before),
    });
    await destroy(process(), member);
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"user"}`]);
  });

  test("is left alone once the invitation expired, and while they are awaited", async () => {
    const { process, member, emulator, writes } = await invited();
    emulator.clock.advance({ days: 22 });
    await destroy(process(), member);
    await destroy(process(), await create(process(), { email: "bob@example.com", invite: "never" }));
    expect(writes()).toEqual([]);
  });

  test("is demoted or removed after an acceptance that the state has not seen", async () => {
    await each(["demote", "remove"], async (onDelete) => {
      const { process, people, member, writes } = await invited({}, { onDelete });
      const { id } = people.acceptInvite(alice);
      await destroy(process(), member);
      expect(writes()).toEqual([
        onDelete === "remove" ? `DELETE /users/${id}` : `POST /users/${id} {"role":"user"}`,
      ]);
    });
  });

  test("is demoted when they accept at the moment of the withdrawal", async () => {
    const { process, people, member, emulator, writes } = await invited();
    const listed = emulator.organization().state().invites;
    const user = people.acceptInvite(alice);
    const stale = (path: string, body: object) =>
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body });
    stale("/v1/organizations/users", onlyAdmins(emulator));
    stale("/v1/organizations/invites", listOf(...listed));
    await destroy(process(), member);
    expect(writes()).toEqual([`DELETE /invites/${listed[0]?.id}`, `POST /users/${user.id} {"role":"user"}`]);
  });

  test("is another person than the one who has the address now", async () => {
    const { process, people, member, writes } = await active({ onDelete: "remove" });
    people.setUserEmail(alice, "alice.smith@example.com");
    const newcomer = people.addUser({ email: alice, role: "developer" });
    people.removeUser("alice.smith@example.com");
    await destroy(process(), member);
    expect(writes()).toEqual([]);
    people.removeUser(newcomer.id);
  });

  test("is refused for somebody who became an admin, with the ways out", async () => {
    for (const onDelete of ["demote", "remove"]) {
      const { process, people, member, writes } = await active({ onDelete });
      people.setUserRole(alice, "admin");
      const message = await refusal(destroy(process(), member));
      expect(message).toContain(onDelete === "remove" ? "cannot remove alice" : "cannot demote alice");
      expect(message).toContain('`onDelete: "retain"`');
      expect(writes()).toEqual([]);
    }
  });

  test("leaves an admin alone who was one before the program knew them", async () => {
    const { process, people, said, writes } = await office();
    people.addUser({ email: alice, role: "admin" });
    for (const adopt of [undefined, alice]) {
      const member = await create(process(), { email: alice, ...(adopt === undefined ? {} : { adopt }) });
      await destroy(process(), member);
      expect(said.at(-1)).toContain("they were `admin` before the program knew them");
      expect(writes()).toEqual([]);
      people.setUserRole(alice, "developer");
      await destroy(process(), member);
      expect(writes()).toHaveLength(1);
      people.setUserRole(alice, "admin");
    }
  });

  test("counts against the most removals of one run", async () => {
    const { process, member, writes } = await active();
    expect(await refusal(destroy(process({ maxRemovals: "0" }), member))).toContain("ANTHROPIC_MAX_REMOVALS");
    expect(writes()).toEqual([]);
  });

  test("goes, whatever becomes of the answers", async () => {
    await each(
      [...lostAfter, ...lostBefore].flatMap((fault) =>
        ["demote", "remove", "invited"].map((onDelete) => ({ fault, onDelete })),
      ),
      async ({ fault, onDelete }) => {
        const made = onDelete === "invited" ? await invited() : await active({ onDelete });
        const path = onDelete === "invited" ? anyInvite : anyUser;
        made.emulator.faults.add({ ...fault, method: onDelete === "demote" ? "POST" : "DELETE", path });
        await destroy(made.process(), made.member);
        const { users, invites: left } = made.emulator.organization().state();
        const role = users.find(({ email }) => email === alice)?.role;
        expect(role).toBe(onDelete === "demote" ? "user" : undefined);
        expect(left.filter(({ status }) => status === "pending")).toEqual([]);
      },
    );
  }, 30_000);

  test("that the API refuses is one error about the person, and nothing is lost", async () => {
    await each(
      refused.flatMap((fault) => ["demote", "remove", "invited"].map((onDelete) => ({ fault, onDelete }))),
      async ({ fault, onDelete }) => {
        const made = onDelete === "invited" ? await invited() : await active({ onDelete });
        const before = made.emulator.organization().state();
        const path = onDelete === "invited" ? anyInvite : anyUser;
        const method = onDelete === "demote" ? "POST" : "DELETE";
        made.emulator.faults.add({ kind: "status", ...fault, method, path, times: 9 });
        const message = await refusal(destroy(made.process(), made.member));
        const doing = { demote: "demote", remove: "remove", invited: "withdraw the invitation of" }[onDelete];
        expect(message).toContain(`cannot ${doing} ${alice}`);
        expect(made.emulator.organization().state()).toEqual(before);
      },
    );
  }, 30_000);

  test("that fails while nothing else can be asked either keeps the first reason", async () => {
    await each(["demote", "remove", "invited"], async (onDelete) => {
      const made = onDelete === "invited" ? await invited() : await active({ onDelete });
      const session = made.process();
      await session.cache.users(-Infinity);
      const path = onDelete === "invited" ? anyInvite : anyUser;
      made.emulator.faults.add({ kind: "status", status: 403, path, times: 99 });
      const message = await refusal(destroy(session, made.member));
      expect(message).toContain(onDelete === "invited" ? "cannot withdraw" : `cannot ${onDelete}`);
    });
  });

  test("waits for other removals of people, and keeps the last member", async () => {
    const { process, member, emulator, user } = await active({ onDelete: "remove" });
    emulator.faults.add({
      kind: "status",
      errorCode: "concurrent_membership_change",
      method: "DELETE",
      path: anyUser,
      times: 2,
    });
    await destroy(process(), member);
    expect(emulator.organization().state().users).not.toContainEqual(user);
    const lonely = await active({ onDelete: "remove" });
    lonely.emulator.faults.add({
      kind: "status",
      errorCode: "cannot_remove_last_member",
      method: "DELETE",
      path: anyUser,
    });
    expect(await refusal(destroy(lonely.process(), lonely.member))).toContain("cannot_remove_last_member");
  });

  test("is left to the resource that declares the person now", async () => {
    const { process, member, declared, user, said, writes } = await active({ onDelete: "remove" });
    for (const args of [declared, { userId: user.id }]) {
      const session = process();
      await create(session, args);
      await destroy(session, member);
      expect(said.at(-1)).toContain("is declared by another resource of this program now");
    }
    expect(writes()).toEqual([]);
  });

  test("in a forced replacement leaves the person, and the new one takes them over whatever their role", async () => {
    const { process, people, member, declared, user, writes } = await active();
    people.setUserRole(alice, "billing");
    const session = process();
    failures(session, Member, declared);
    await destroy(session, member);
    const again = await create(session, declared);
    expect(again).toMatchObject({ id: alice, outputs: { role: "developer", userId: user.id } });
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"developer"}`]);

    const pending = await invited();
    const other = pending.process();
    failures(other, Member, { email: alice, role: "billing" });
    await destroy(other, pending.member);
    const kept = await create(other, { email: alice, role: "billing" });
    expect(kept.outputs).toMatchObject({ status: "invited", inviteRole: "developer", role: "billing" });
    expect(pending.writes()).toEqual([]);
    expect(pending.mailed()).toEqual([alice]);
  });
});
