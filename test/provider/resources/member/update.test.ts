import { describe, expect, test } from "vitest";
import { destroy, onlyAdmins, preview, refresh, refreshed, refusal, up } from "../../session.ts";
import {
  active,
  alice,
  anyUser,
  create,
  each,
  invited,
  lostAfter,
  lostBefore,
  office,
  rejected,
} from "./setup.ts";

describe("a Member who is there", () => {
  test("is no drift and costs no request", async () => {
    const { process, member, declared, requests } = await active();
    expect((await preview(process(), member, declared)).does).toBe("nothing");
    expect((await preview(process(), member, { ...declared, email: "ALICE@example.com" })).does).toBe(
      "nothing",
    );
    expect(requests()).toEqual([]);
    expect((await refreshed(process(), member)).outputs).toEqual(member.outputs);
    expect(requests()).toEqual(["GET /users"]);
  });

  test("gets another role in place, once, whatever becomes of the answer", async () => {
    await each([undefined, ...lostAfter, ...lostBefore], async (fault) => {
      const { process, member, declared, user, emulator } = await active();
      if (fault !== undefined) emulator.faults.add({ ...fault, method: "POST", path: anyUser });
      const changed = await up(process(), member, { ...declared, role: "billing" });
      expect(changed.outputs).toMatchObject({ status: "active", role: "billing" });
      expect(emulator.organization().state().users).toContainEqual({ ...user, role: "billing" });
    });
  }, 30_000);

  test("keeps the old role in the state, when the change is refused", async () => {
    const { process, member, declared, emulator } = await active();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: anyUser });
    expect(await refusal(up(process(), member, { ...declared, role: "billing" }))).toContain(
      "cannot give alice@example.com",
    );
    expect((await refreshed(process(), member)).outputs).toEqual(member.outputs);
  });

  test("shows a role given by hand as drift, and gets the declared one back", async () => {
    const { process, people, member, declared, user, writes } = await active();
    people.setUserRole(alice, "claude_code_user");
    const drifted = await refreshed(process(), member);
    expect(drifted).toMatchObject({
      inputs: { role: "claude_code_user" },
      outputs: { role: "claude_code_user" },
    });
    expect((await preview(process(), drifted, declared)).does).toBe("update");
    expect((await up(process(), drifted, declared)).outputs).toMatchObject({ role: "developer" });
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"developer"}`]);
  });

  test("whose role is taken out of the program keeps it, and it is managed no more", async () => {
    const { process, people, member, writes } = await active();
    const unmanaged = await up(process(), member, { email: alice });
    people.setUserRole(alice, "billing");
    const seen = await refreshed(process(), unmanaged);
    expect(seen.inputs).not.toHaveProperty("role");
    expect(seen.outputs).toMatchObject({ role: "billing" });
    expect((await preview(process(), seen, { email: alice })).does).toBe("nothing");
    expect(writes()).toEqual([]);
  });

  test("promoted to admin by hand is drift whose update alone fails, until it is left alone", async () => {
    const { process, people, member, declared, writes } = await active();
    people.setUserRole(alice, "admin");
    const drifted = await refreshed(process(), member);
    expect(drifted.outputs).toMatchObject({ role: "admin", status: "active" });
    expect((await preview(process(), drifted, declared)).does).toBe("update");
    const message = await refusal(up(process(), drifted, declared));
    expect(message).toContain("cannot give alice@example.com");
    expect(message).toContain('`ignoreChanges: ["role"]`');
    // With `ignoreChanges` the engine puts the live value there.
    expect((await preview(process(), drifted, { ...declared, role: "admin" })).does).toBe("nothing");
    const local = await up(process(), drifted, { ...declared, role: "admin", onDelete: "retain" });
    expect(local.outputs).toMatchObject({ role: "admin", onDelete: "retain" });
    expect(writes()).toEqual([]);
    people.setUserRole(alice, "user");
    const demoted = await refreshed(process(), drifted);
    expect((await up(process(), demoted, declared)).outputs).toMatchObject({ role: "developer" });
  });

  test("may have any role, name and letter case without confusing read or diff", async () => {
    const { process, member, declared, user, emulator } = await active();
    const path = "/v1/organizations/users";
    for (const odd of [
      { ...user, role: "primary_owner" },
      { ...user, role: "wizard", name: "" },
      { ...user, name: null, email: "ALICE@EXAMPLE.COM" },
      { ...user, name: "x".repeat(5000), avatar: { url: "y" }, added_at: "2026-01-01T00:00:00Z" },
    ]) {
      const body = onlyAdmins(emulator, odd);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body });
      const seen = await refreshed(process(), member);
      expect(seen.outputs).toMatchObject({ email: alice, role: odd.role, name: odd.name ?? "" });
      const plan = await preview(process(), seen, declared);
      expect(plan.does).toBe(odd.role === "developer" ? "nothing" : "update");
    }
  });

  test("with another address is drift whose update says so, and following it sends no mail", async () => {
    const { process, people, member, declared, user, writes, mailed } = await active();
    people.setUserEmail(alice, "Alice.Smith@example.com");
    const drifted = await refreshed(process(), member);
    const now = "alice.smith@example.com";
    expect(drifted).toMatchObject({
      id: alice,
      inputs: { email: now },
      outputs: { email: now, userId: user.id },
    });
    expect((await preview(process(), drifted, declared)).does).toBe("update");
    const message = await refusal(up(process(), drifted, declared));
    expect(message).toContain(`the email changed. ${alice} is ${now} now (${user.id})`);
    const following = { ...declared, email: now };
    expect((await preview(process(), drifted, following)).does).toBe("nothing");
    // Without a refresh the program may know it first.
    expect((await preview(process(), member, following)).does).toBe("update");
    const followed = await up(process(), member, following);
    expect(followed).toMatchObject({ id: alice, outputs: { email: now, userId: user.id, status: "active" } });
    expect((await preview(process(), followed, following)).does).toBe("nothing");
    expect(writes()).toEqual([]);
    expect(mailed()).toEqual([alice]);
  });

  test("is not whoever has got the old address since", async () => {
    const { process, people, member, declared, user } = await active();
    people.setUserEmail(alice, "alice.smith@example.com");
    people.addUser({ email: alice, role: "billing" });
    const seen = await refreshed(process(), member);
    expect(seen.outputs).toMatchObject({ userId: user.id, email: "alice.smith@example.com" });
    expect(await refusal(up(process(), seen, declared))).toContain("the email changed");
    people.removeUser(user.id);
    expect((await refreshed(process(), member)).outputs).toMatchObject({
      status: "removed",
      userId: user.id,
    });
  });

  test("can be named by id instead of by address, and back, in place", async () => {
    const { process, member, declared, user, writes } = await active();
    const byId = { userId: user.id, role: "developer" };
    expect((await preview(process(), member, byId)).does).toBe("update");
    const renamed = await up(process(), member, byId);
    expect(renamed).toMatchObject({ id: alice, outputs: { email: alice, userId: user.id } });
    expect((await preview(process(), renamed, byId)).does).toBe("nothing");
    expect((await refreshed(process(), renamed)).inputs).toMatchObject(byId);
    expect((await up(process(), renamed, declared)).outputs).toEqual(member.outputs);
    expect(writes()).toEqual([]);
  });

  test("named as another person is replaced, without a key too", async () => {
    const { process, people, member } = await active();
    people.addUser({ email: "bob@example.com" });
    expect(await preview(process(), member, { email: "bob@example.com" })).toMatchObject({
      does: "replace",
      deleteFirst: false,
    });
    const withoutKey = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(withoutKey, member, { email: "bob@example.com" })).does).toBe("replace");
  });

  test("of another organization is neither read nor changed", async () => {
    const other = { adminKey: "sk-ant-admin01-other" };
    const { process, member, declared, writes } = await active();
    const elsewhere = await office({ organizations: [other] });
    const session = () => elsewhere.process({}, { ANTHROPIC_ADMIN_KEY: other.adminKey });
    await Promise.all(
      [
        refresh(session(), member),
        up(session(), member, { ...declared, role: "billing" }),
        destroy(session(), member),
      ].map(async (doing) => expect((await rejected(doing)).message).toContain("is of organization")),
    );
    expect(writes()).toEqual([]);
    expect(elsewhere.writes()).toEqual([]);
    expect((await refreshed(process(), member)).outputs).toEqual(member.outputs);
  });
});

describe("somebody whom a person took away", () => {
  test("by removing them is kept as `removed`, and invited again only when asked, with one mail", async () => {
    const { process, people, member, declared, mailed, writes } = await active();
    people.removeUser(alice);
    const removed = await refreshed(process(), member);
    expect(removed.outputs).toMatchObject({ status: "removed", email: alice, role: "developer" });
    expect((await preview(process(), removed, declared)).does).toBe("update");
    const message = await refusal(up(process(), removed, declared));
    expect(message).toContain("the person was removed from the organization by hand");
    expect(message).toContain("`reinvite`");
    expect((await refreshed(process(), removed)).outputs).toEqual(removed.outputs);
    await destroy(process(), removed);
    expect(writes()).toEqual([]);
    expect(mailed()).toEqual([alice]);

    const again = { ...declared, reinvite: "1" };
    const invitedAgain = await up(process(), removed, again);
    expect(invitedAgain.outputs).toMatchObject({ status: "invited", reinvite: "1", role: "developer" });
    expect(invitedAgain.outputs).not.toHaveProperty("userId");
    expect((await up(process(), removed, again)).outputs).toEqual(invitedAgain.outputs);
    expect(mailed()).toEqual([alice, alice]);
    const back = people.acceptInvite(alice);
    expect((await up(process(), invitedAgain, again)).outputs).toMatchObject({
      status: "active",
      userId: back.id,
    });
  });

  test("by removing them, unseen by the state, fails a change of role in the same words", async () => {
    const { process, people, member, declared, writes } = await active();
    people.removeUser(alice);
    expect((await preview(process(), member, declared)).does).toBe("nothing");
    const message = await refusal(up(process(), member, { ...declared, role: "billing" }));
    expect(message).toContain("the person was removed from the organization by hand");
    expect(writes()).toEqual([]);
  });

  test("by removing them right after they accepted is `removed` as well", async () => {
    const { process, people, member, declared, mailed } = await invited();
    people.acceptInvite(alice);
    people.removeUser(alice);
    expect((await refreshed(process(), member)).outputs).toMatchObject({ status: "removed" });
    expect((await preview(process(), member, declared)).does).toBe("update");
    expect(await refusal(up(process(), member, declared))).toContain("removed from the organization by hand");
    expect(mailed()).toEqual([alice]);
  });

  test("by removing them is told how to be invited again, also when named by id", async () => {
    const { process, people, mailed } = await office();
    const { id } = people.addUser({ email: alice });
    const member = await create(process(), { userId: id });
    people.removeUser(alice);
    const removed = await refreshed(process(), member);
    expect(await refusal(up(process(), removed, { userId: id }))).toContain("name them by `email`");
    expect(await refusal(up(process(), removed, { userId: id, reinvite: "1" }))).toContain(
      "name them by `email`",
    );
    expect(mailed()).toEqual([]);
    const again = await up(process(), removed, { email: alice, reinvite: "1" });
    expect(again.outputs).toMatchObject({ status: "invited", email: alice });
    expect(mailed()).toEqual([alice]);
  });

  test("by removing them, and then put back by hand, is found again", async () => {
    const { process, people, member, declared } = await active();
    people.removeUser(alice);
    const removed = await refreshed(process(), member);
    const back = people.addUser({ email: alice, role: "user" });
    const found = await up(process(), removed, declared);
    expect(found.outputs).toMatchObject({ status: "active", userId: back.id, role: "developer" });
  });

  test("by withdrawing the invitation is kept as `withdrawn`, and invited again only when asked", async () => {
    await each(["deleted", 404] as const, async (answer) => {
      const { process, people, member, declared, mailed, emulator } = await invited();
      emulator.assumptions.deletedInviteGet = answer;
      people.deleteInvite(alice);
      expect((await preview(process(), member, declared)).does).toBe("update");
      expect(await refusal(up(process(), member, declared))).toContain(
        "the invitation was withdrawn by hand",
      );
      const withdrawn = await refreshed(process(), member);
      expect(withdrawn.outputs).toMatchObject({ status: "withdrawn", role: "developer" });
      expect((await refreshed(process(), withdrawn)).outputs).toEqual(withdrawn.outputs);
      expect(await refusal(up(process(), withdrawn, declared))).toContain("withdrawn by hand");
      await destroy(process(), withdrawn);
      expect(mailed()).toEqual([alice]);
      for (const state of [member, withdrawn]) {
        const again = await up(process(), state, { ...declared, reinvite: "1" });
        expect(again.outputs).toMatchObject({ status: "invited", reinvite: "1" });
      }
      expect(mailed()).toEqual([alice, alice]);
    });
  });

  test("sends no second invitation to a user who came back after the list of users was requested", async () => {
    const { process, people, member, declared, mailed, writes } = await active();
    people.removeUser(alice);
    const session = process();
    const removed = await refreshed(session, member);
    expect(removed.outputs).toMatchObject({ status: "removed" });
    people.addUser({ email: alice, role: "developer" });
    writes();
    const back = await up(session, removed, { ...declared, reinvite: "1" });
    expect(back.outputs).toMatchObject({ status: "active" });
    expect(writes()).toEqual([]);
    expect(mailed()).toEqual([alice]);
  });

  test("is said in the preview, unless they are invited again", async () => {
    const { process, people, said, member, declared } = await active();
    people.removeUser(alice);
    const removed = await refreshed(process(), member);
    const waiting = await invited();
    waiting.people.deleteInvite(alice);
    const withdrawn = await refreshed(waiting.process(), waiting.member);
    expect([...said, ...waiting.said]).toEqual([]);
    expect((await preview(process(), removed, declared)).does).toBe("update");
    expect(said).toEqual([
      `it: \`up\` will refuse to update alice@example.com (${member.outputs["userId"]}): the person was removed from the organization by hand, and nobody is mailed again without being asked for. Take the person out of the program, or ask for a new invitation with a new value of \`reinvite\`, such as today's date.`,
    ]);
    // Also when the state has not seen it yet.
    for (const held of [waiting.member, withdrawn]) {
      expect((await preview(waiting.process(), held, waiting.declared)).does).toBe("update");
      expect(waiting.said.pop()).toMatch(
        /^it: `up` will refuse to update alice@example\.com: the invitation was withdrawn by hand, /,
      );
      const again = { ...waiting.declared, reinvite: "1" };
      expect((await preview(waiting.process(), held, again)).does).toBe("update");
      expect(waiting.said).toEqual([]);
    }
  });

  test("is left to whoever let them in or invited them again by hand, when the Member is deleted", async () => {
    const there = await active();
    there.people.removeUser(alice);
    const removed = await refreshed(there.process(), there.member);
    there.people.addUser({ email: alice, role: "developer" });
    const waiting = await invited();
    waiting.people.deleteInvite(alice);
    const withdrawn = await refreshed(waiting.process(), waiting.member);
    waiting.people.invite(alice, "developer");
    for (const [{ process, requests }, member] of [
      [there, removed],
      [waiting, withdrawn],
    ] as const) {
      requests();
      await destroy(process(), member);
      expect(requests()).toEqual([]);
    }
    expect(there.said.at(-1)).toMatch(
      /^it: alice@example\.com \(user_\w+\) is left unchanged: the person was removed from the organization by hand\.$/,
    );
    expect(waiting.said.at(-1)).toBe(
      "it: alice@example.com is left unchanged: the invitation was withdrawn by hand.",
    );
  });

  test("never gets mail for a change of what is declared", async () => {
    const { process, people, member, declared, mailed } = await invited();
    people.deleteInvite(alice);
    const withdrawn = await refreshed(process(), member);
    for (const changed of [
      { ...declared, role: "billing" },
      { ...declared, onDelete: "remove" },
      { ...declared, invite: "send" },
      { email: alice },
    ]) {
      expect(await refusal(up(process(), withdrawn, changed))).toContain("withdrawn by hand");
    }
    expect(mailed()).toEqual([alice]);
  });
});
