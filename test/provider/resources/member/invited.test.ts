import { describe, expect, test } from "vitest";
import { destroy, listOf, preview, refreshed, refusal, up } from "../../session.ts";
import { alice, anyInvite, create, each, invited, invites, lostAfter, office } from "./setup.ts";

describe("a Member while invited", () => {
  test("is no drift, and costs two lists a process", async () => {
    const { process, member, declared, requests } = await invited();
    const session = process();
    expect((await preview(session, member, declared)).does).toBe("nothing");
    expect((await preview(session, member, declared)).does).toBe("nothing");
    expect((await refreshed(session, member)).outputs).toEqual(member.outputs);
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
  });

  test("can be previewed without a key", async () => {
    const { process, member, declared, requests, said } = await invited();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, member, declared)).does).toBe("nothing");
    expect((await preview(session, member, { ...declared, role: "billing" })).does).toBe("update");
    expect((await preview(session, member, { ...declared, email: "bob@example.com" })).does).toBe("replace");
    expect(requests()).toEqual([]);
    expect(said).toEqual(["People who have not joined yet were not looked up: there is no key."]);
  });

  test("becomes active once they accepted, with one update", async () => {
    const { process, people, member, declared, writes } = await invited();
    const user = people.acceptInvite(alice, "Alice");
    expect((await preview(process(), member, declared)).does).toBe("update");
    const accepted = await up(process(), member, declared);
    expect(accepted.outputs).toMatchObject({
      status: "active",
      userId: user.id,
      name: "Alice",
      role: "developer",
    });
    for (const gone of ["inviteId", "inviteRole", "expiresAt"])
      expect(accepted.outputs).not.toHaveProperty(gone);
    expect(accepted.id).toBe(alice);
    expect((await preview(process(), accepted, declared)).does).toBe("nothing");
    expect((await refreshed(process(), member)).outputs).toEqual(accepted.outputs);
    expect(writes()).toEqual([]);
  });

  test("gets the role that was declared meanwhile after acceptance, without mail", async () => {
    const { process, people, member, mailed, writes } = await invited();
    const declared = { email: alice, role: "billing" };
    const changed = await up(process(), member, declared);
    expect(changed.outputs).toMatchObject({ status: "invited", role: "billing", inviteRole: "developer" });
    expect(writes()).toEqual([]);
    expect((await preview(process(), changed, declared)).does).toBe("nothing");
    const { id } = people.acceptInvite(alice);
    const accepted = await up(process(), changed, declared);
    expect(accepted.outputs).toMatchObject({ status: "active", role: "billing" });
    expect(writes()).toEqual([`POST /users/${id} {"role":"billing"}`]);
    expect(mailed()).toEqual([alice]);
  });

  test("gets the declared role also when a refresh came first", async () => {
    const { process, people, member, writes } = await invited();
    const declared = { email: alice, role: "billing" };
    const changed = await up(process(), member, declared);
    const { id } = people.acceptInvite(alice);
    const seen = await refreshed(process(), changed);
    expect(seen).toMatchObject({
      inputs: { role: "developer" },
      outputs: { status: "active", role: "developer" },
    });
    expect((await up(process(), seen, declared)).outputs).toMatchObject({ role: "billing" });
    expect(writes()).toEqual([`POST /users/${id} {"role":"billing"}`]);
  });

  test("who was made an admin before the program saw the acceptance is refused in words", async () => {
    const { process, people, member, declared, writes } = await invited();
    people.acceptInvite(alice);
    people.setUserRole(alice, "admin");
    const message = await refusal(up(process(), member, declared));
    expect(message).toContain("they are `admin`");
    expect(message).toContain("ignoreChanges");
    expect(writes()).toEqual([]);
  });

  test("who accepted between the two lists is not taken for removed", async () => {
    const { process, people, member, declared } = await invited();
    const session = process();
    await session.cache.users(-Infinity);
    people.acceptInvite(alice);
    expect((await preview(session, member, declared)).does).toBe("update");
    expect((await up(session, member, declared)).outputs).toMatchObject({ status: "active" });
    expect((await refreshed(session, member)).outputs).toMatchObject({ status: "active" });
  });

  test("whose pending invitation the lists do not show is still invited", async () => {
    const { process, member, emulator } = await invited();
    const empty = { data: [], has_more: false, first_id: null, last_id: null };
    const { path } = invites;
    emulator.faults.add({ kind: "status", method: "GET", path, status: 200, body: empty });
    expect((await refreshed(process(), member)).outputs).toEqual(member.outputs);
  });

  test("cannot become somebody else in place: another address replaces, the invitation withdrawn afterwards", async () => {
    const { process, member, mailed, emulator, writes } = await invited();
    const inviteId = member.outputs["inviteId"];
    const declared = { email: "bob@example.com", role: "developer" };
    const plan = await preview(process(), member, declared);
    expect(plan).toMatchObject({ does: "replace", deleteFirst: false });
    expect((await up(process(), member, declared)).id).toBe("bob@example.com");
    expect(writes()).toEqual([
      'POST /invites {"email":"bob@example.com","role":"developer"}',
      `DELETE /invites/${inviteId}`,
    ]);
    expect(mailed()).toEqual([alice, "bob@example.com"]);
    expect(
      emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
    ).toEqual(["deleted", "pending"]);
  });

  test("whose address is unknown in a preview counts as another person", async () => {
    const { process, member } = await invited();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await preview(process(), member, { email: unknown, role: "developer" })).does).toBe("replace");
    expect((await preview(process(), member, { email: alice, role: unknown })).does).toBe("update");
  });
});

describe("an invitation that the API no longer returns", () => {
  /** From now on the API has no such invitation, on no list and by itself. */
  const forget = ({ emulator }: Pick<Awaited<ReturnType<typeof office>>, "emulator">) => {
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "GET",
      path: invites.path,
      body: listOf(),
      times: 99,
    });
    emulator.faults.add({ kind: "status", status: 404, method: "GET", path: anyInvite, times: 99 });
  };

  test("has expired after its expiration date by the server's clock, and blocks no `up`", async () => {
    const made = await invited();
    const { process, emulator, member, declared, writes, mailed, said } = made;
    emulator.clock.advance({ days: 22 });
    forget(made);
    expect((await preview(process(), member, declared)).does).toBe("update");
    expect(said).toEqual([]);
    const expired = await up(process(), member, declared);
    const { inviteId, expiresAt } = member.outputs;
    expect(expired.outputs).toMatchObject({ status: "expired", inviteId, expiresAt, email: alice });
    expect((await refreshed(process(), member)).outputs).toEqual(expired.outputs);
    expect((await preview(process(), expired, declared)).does).toBe("nothing");
    await destroy(process(), expired);
    expect(writes()).toEqual([]);
    expect(mailed()).toEqual([alice]);
    const again = await up(process(), expired, { ...declared, reinvite: "again" });
    expect(again.outputs).toMatchObject({ status: "invited" });
    expect(mailed()).toEqual([alice, alice]);
  });

  test("was accepted when its address belongs to a member", async () => {
    const made = await invited();
    const { process, people, member, declared } = made;
    const user = people.acceptInvite(alice);
    forget(made);
    expect((await refreshed(process(), member)).outputs).toMatchObject({ status: "active", userId: user.id });
    expect((await up(process(), member, declared)).outputs).toMatchObject({ status: "active" });
  });

  test("was withdrawn if its expiration date has not passed", async () => {
    const made = await invited();
    const { process, emulator, member } = made;
    emulator.clock.advance({ days: 20 });
    forget(made);
    expect((await refreshed(process(), member)).outputs).toMatchObject({ status: "withdrawn" });
  });
});

describe("an invitation that expired", () => {
  test("is recorded once, and is then neither drift nor error", async () => {
    const { process, member, declared, emulator, mailed } = await invited();
    emulator.clock.advance({ days: 22 });
    const expired = await up(process(), member, declared);
    expect(expired.outputs).toMatchObject({ status: "expired", inviteId: member.outputs["inviteId"] });
    expect((await preview(process(), expired, declared)).does).toBe("nothing");
    expect((await refreshed(process(), expired)).outputs).toEqual(expired.outputs);
    expect((await refreshed(process(), member)).outputs).toMatchObject({ status: "expired" });
    expect((await up(process(), expired, { ...declared, role: "billing" })).outputs).toMatchObject({
      status: "expired",
      role: "billing",
    });
    expect(mailed()).toEqual([alice]);
  });

  test("is sent again by a new value of `reinvite`, with one mail for each value", async () => {
    const { process, member, declared, emulator, mailed } = await invited();
    emulator.clock.advance({ days: 22 });
    const expired = await up(process(), member, declared);
    const again = { ...declared, reinvite: "2026-12-01" };
    const sent = await up(process(), expired, again);
    expect(sent.outputs).toMatchObject({
      status: "invited",
      reinvite: "2026-12-01",
      inviteRole: "developer",
    });
    expect(sent.outputs["inviteId"]).not.toBe(member.outputs["inviteId"]);
    expect((await preview(process(), sent, again)).does).toBe("nothing");
    expect(mailed()).toEqual([alice, alice]);
    // A crash before the state was written: the same update once more.
    expect((await up(process(), expired, again)).outputs).toEqual(sent.outputs);
    expect(mailed()).toEqual([alice, alice]);
    const third = await up(process(), sent, { ...declared, reinvite: "2026-12-02" });
    expect(third.outputs).toMatchObject({ status: "invited", reinvite: "2026-12-02" });
    expect(mailed()).toEqual([alice, alice, alice]);
    expect(
      emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
    ).toEqual(["expired", "deleted", "pending"]);
  });

  test("is noticed to be sent again by hand, and accepted", async () => {
    const { process, member, declared, emulator, people } = await invited();
    emulator.clock.advance({ days: 22 });
    const expired = await up(process(), member, declared);
    const byHand = people.invite(alice, "developer");
    const again = await up(process(), expired, declared);
    expect(again.outputs).toMatchObject({ status: "invited", inviteId: byHand.id });
    people.acceptInvite(alice);
    expect((await up(process(), expired, declared)).outputs).toMatchObject({ status: "active" });
  });
});

describe("`reinvite`", () => {
  test("sends no mail by itself at first, when it is taken away, or for somebody who is there", async () => {
    const { process, emulator, people, mailed } = await office();
    const first = await create(process(), { email: alice, reinvite: "1" });
    const without = await up(process(), first, { email: alice });
    expect(without.outputs).not.toHaveProperty("reinvite");
    people.acceptInvite(alice);
    const there = await up(process(), without, { email: alice });
    const asked = await up(process(), there, { email: alice, reinvite: "2" });
    expect(asked.outputs).toMatchObject({ status: "active", reinvite: "2" });
    expect(emulator.organization().state().invites).toHaveLength(1);
    expect(mailed()).toEqual([alice]);
  });

  test("withdraws a pending invitation first, also when answers are lost on the way", async () => {
    const withdrawal = { method: "DELETE", path: anyInvite };
    await each(
      lostAfter.flatMap((fault) => [
        { ...fault, ...invites },
        { ...fault, ...withdrawal },
      ]),
      async (fault) => {
        const { process, member, declared, emulator, mailed } = await invited();
        emulator.faults.add(fault);
        const again = await up(process(), member, { ...declared, reinvite: "1" });
        expect(again.outputs).toMatchObject({ status: "invited" });
        expect(
          emulator
            .organization()
            .state()
            .invites.map(({ status }) => status),
        ).toEqual(["deleted", "pending"]);
        expect(mailed()).toEqual([alice, alice]);
      },
    );
  }, 30_000);

  test("that fails between withdrawal and sending is finished by the next run", async () => {
    const { process, member, declared, emulator, mailed } = await invited();
    emulator.faults.add({ kind: "status", status: 403, ...invites });
    const asked = { ...declared, reinvite: "1" };
    expect(await refusal(up(process(), member, asked))).toContain("cannot invite");
    expect(mailed()).toEqual([alice]);
    expect((await up(process(), member, asked)).outputs).toMatchObject({ status: "invited" });
    expect(mailed()).toEqual([alice, alice]);
  });

  test("that fails before a refresh is finished by the run after it", async () => {
    const { process, member, declared, emulator, mailed } = await invited();
    emulator.faults.add({ kind: "status", status: 403, ...invites });
    const asked = { ...declared, reinvite: "1" };
    await refusal(up(process(), member, asked));
    const seen = await refreshed(process(), member);
    expect(seen.outputs).toMatchObject({ status: "withdrawn" });
    expect((await up(process(), seen, asked)).outputs).toMatchObject({ status: "invited" });
    expect(mailed()).toEqual([alice, alice]);
  });

  test("leaves the invitation alone when no more mails are allowed", async () => {
    const { process, member, declared, emulator, writes } = await invited();
    const message = await refusal(
      up(process({ maxInvitations: "0" }), member, { ...declared, reinvite: "1" }),
    );
    expect(message).toContain("ANTHROPIC_MAX_INVITATIONS");
    expect(writes()).toEqual([]);
    expect(emulator.organization().state().invites[0]?.status).toBe("pending");
  });

  test("meeting an acceptance at the same moment records the person, and mails nobody", async () => {
    const { process, people, member, declared, mailed } = await invited();
    const session = process();
    await session.cache.users(-Infinity);
    await session.cache.invites(-Infinity);
    people.acceptInvite(alice);
    const changed = { ...declared, role: "billing", reinvite: "1" };
    const seen = await up(session, member, changed);
    expect(seen.outputs).toMatchObject({ status: "active", role: "billing", reinvite: "1" });
    expect(mailed()).toEqual([alice]);
  });
});
