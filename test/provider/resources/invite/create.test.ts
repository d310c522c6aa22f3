import { describe, expect, test } from "vitest";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import { destroy, failures, preview, refreshed, refusal } from "../../session.ts";
import { alice, create, invites, lost, office, one, refused, sent } from "./setup.ts";

describe("an Invite that is declared", () => {
  test("is not the invitation of somebody else that the API answers with", async () => {
    const { process, emulator } = await office();
    const other = emulator.organization().console.invite("bob@example.com", "developer");
    emulator.faults.add({ kind: "status", status: 200, body: other, ...invites });
    const held = await create(process(), { email: alice, role: "developer" });
    expect(held.outputs).toMatchObject({ email: alice });
    expect(held.id).not.toBe(other.id);
  });

  test.each([403, 404, 500])(
    "is not taken for deleted when DELETE answers %s and only lists show it",
    async (status) => {
      const { process, emulator, invite, statuses } = await sent();
      emulator.faults.add({ kind: "status", status, method: "DELETE", path: one, times: 99 });
      emulator.faults.add({ kind: "status", status: 404, method: "GET", path: one, times: 99 });
      await expect(destroy(process(), invite)).rejects.toThrow("cannot ");
      expect(statuses()).toEqual(["pending"]);
    },
  );

  test("is sent, with one mail", async () => {
    const { process, emulator, mailed, writes } = await office();
    const invite = await create(process(), { email: " Alice@Example.com", role: "developer" });
    const [there] = emulator.organization().state().invites;
    expect(invite.id).toBe(there?.id);
    expect(invite.outputs).toMatchObject({
      email: alice,
      role: "developer",
      status: "pending",
      invitedAt: there?.invited_at,
      expiresAt: there?.expires_at,
      adopted: false,
    });
    expect(invite.outputs).not.toHaveProperty("acceptedAt");
    expect(writes()).toEqual([`POST /invites {"email":"${alice}","role":"developer"}`]);
    expect(mailed()).toEqual([alice]);
  });

  test("takes over a pending one of the same role, and is refused beside one of another", async () => {
    const { process, byHand, writes } = await office();
    const { id } = byHand.invite("Alice@example.com", "developer");
    const same = await create(process(), { email: alice, role: "developer" });
    expect(same).toMatchObject({ id, outputs: { adopted: true, status: "pending" } });
    const message = await refusal(create(process(), { email: alice, role: "user" }));
    expect(message).toContain(`they have a pending invitation as developer (${id})`);
    expect(message.indexOf("`aliases`")).toBeLessThan(message.indexOf(`import: "${id}"`));
    expect(writes()).toEqual([]);
  });

  test("is refused for somebody who is there, with a pointer to Member", async () => {
    const { process, byHand, writes } = await office();
    const { id } = byHand.addUser({ email: alice, role: "billing" });
    const message = await refusal(create(process(), { email: alice, role: "user" }));
    expect(message).toContain(`they are in the organization already (${id}, billing). Declare a Member`);
    expect(writes()).toEqual([]);
  });

  test("is judged by what is there now, not by an older list of this process", async () => {
    const { process, byHand, mailed } = await office();
    const session = process();
    const bob = byHand.addUser({ email: "bob@example.com" });
    byHand.invite("carol@example.com", "billing");
    await create(session, { email: "first@example.com", role: "user" });
    byHand.addUser({ email: alice });
    expect(await refusal(create(session, { email: alice, role: "user" }))).toContain("Declare a Member");
    byHand.removeUser(bob.id);
    await create(session, { email: "bob@example.com", role: "user" });
    byHand.deleteInvite("carol@example.com");
    await create(session, { email: "carol@example.com", role: "user" });
    byHand.invite("dave@example.com", "billing");
    const dave = await refusal(create(session, { email: "dave@example.com", role: "user" }));
    expect(dave).toContain("they have a pending invitation as billing");
    const { id } = byHand.invite("eve@example.com", "user");
    expect(await create(session, { email: "eve@example.com", role: "user" })).toMatchObject({ id });
    const everybody = ["carol", "first", "bob", "carol", "dave", "eve"].map((name) => `${name}@example.com`);
    expect(mailed()).toEqual(everybody);
  });

  test("is judged by itself without asking anybody", async () => {
    const { process, emulator } = await office();
    const wrong = (args: Properties, settings = {}) => failures(process(settings), Invite, args).join("\n");
    expect(wrong({ role: "user" })).toContain("`email` is required");
    expect(wrong({ email: alice })).toContain("`role` is required");
    expect(wrong({ email: "alice", role: "user" })).toContain("must be an email address");
    expect(wrong({ email: alice, role: "admin" })).toContain(
      "the role `admin` can only be assigned in the Console",
    );
    expect(wrong({ email: alice, role: "user", expiresInDays: 7 })).toContain("the API cannot extend it");
    expect(wrong({ email: alice, role: "user", resend: true })).toContain("`reinvite`");
    expect(wrong({ email: alice, role: "user", adopt: alice })).toContain(
      '"alice@example.com" is not the id of',
    );
    expect(wrong({ email: alice, role: "user" }, { emailDomains: "example.org" })).toContain("emailDomains");
    expect(emulator.requests).toEqual([]);
  });

  test("counts against the most mails of one run", async () => {
    const { process, mailed } = await office();
    expect(await refusal(create(process({ maxInvitations: "0" }), { email: alice, role: "user" }))).toContain(
      "ANTHROPIC_MAX_INVITATIONS",
    );
    expect(mailed()).toEqual([]);
  });

  test("is sent once, whatever becomes of the answer", async () => {
    for (const fault of lost) {
      const { process, emulator, mailed, statuses } = await office();
      emulator.faults.add({ ...fault, ...invites });
      const invite = await create(process(), { email: alice, role: "user" });
      expect(invite.id).toBe(emulator.organization().state().invites[0]?.id);
      expect(mailed()).toEqual([alice]);
      expect(statuses()).toEqual(["pending"]);
    }
  });

  test("is refused in words, with the request id, and mails nobody", async () => {
    for (const fault of refused) {
      const { process, emulator, mailed } = await office();
      emulator.faults.add({ kind: "status", ...fault, ...invites, times: 9 });
      const message = await refusal(create(process(), { email: alice, role: "user" }));
      expect(message).toMatch(/^cannot invite alice@example.com as user: .*\[req_\w+\]$/);
      expect(mailed()).toEqual([]);
    }
  });

  test("is taken over by the resource option `import`, in any status, without a write", async () => {
    const { process, byHand, emulator, writes } = await office();
    const { id } = byHand.invite(alice, "developer");
    const args = { email: alice, role: "developer", adopt: id };
    expect(await create(process(), args)).toMatchObject({
      id,
      outputs: { adopted: true, status: "pending" },
    });
    const other = await refusal(create(process(), { ...args, role: "user" }));
    expect(other).toContain('`role` is "developer" there, and "user" in the program');
    byHand.acceptInvite(id);
    expect((await create(process(), args)).outputs).toMatchObject({ status: "accepted" });
    const late = byHand.invite("bob@example.com", "user");
    emulator.clock.advance({ days: 22 });
    const expired = await create(process(), { email: "bob@example.com", role: "user", adopt: late.id });
    expect(expired.outputs).toMatchObject({ status: "expired" });
    const none = await refusal(create(process(), { ...args, adopt: "invite_01none" }));
    expect(none).toContain("the organization has none with this id");
    expect(writes()).toEqual([]);
  });
});

test("two Invites for one address are refused, but for one whose time is over", async () => {
  const { process, byHand } = await office();
  const declared = { email: alice, role: "developer" };
  const two = { ...declared, role: "user", __origin: "acme/dev::two" };
  const reason =
    "Invite alice@example.com is declared by another resource of this program already, `it`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.";
  const both = process();
  expect(failures(both, Invite, declared)).toEqual([]);
  expect(failures(both, Invite, two)).toEqual([reason]);

  const pending = await create(process(), declared);
  const beside = process();
  expect((await preview(beside, pending, declared)).does).toBe("nothing");
  expect(failures(beside, Invite, two)).toEqual([reason]);
  const over = { ...pending, outputs: { ...pending.outputs, expiresAt: "2020-01-01T00:00:00Z" } };
  const later = process();
  expect((await preview(later, over, declared)).does).toBe("nothing");
  expect(failures(later, Invite, two)).toEqual([]);
  byHand.deleteInvite(alice);
  const withdrawn = await refreshed(process(), pending);
  const after = process();
  expect((await preview(after, withdrawn, declared)).does).toBe("update");
  expect(failures(after, Invite, two)).toEqual([]);
});
