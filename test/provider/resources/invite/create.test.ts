import { describe, expect, test } from "vitest";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import {
  alice,
  create,
  destroy,
  failures,
  listOf,
  organization,
  organizationWithInvite,
  paths,
  preview,
  refreshed,
  refusal,
  rejections,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("Invite create", () => {
  test("does not store the invitation of another user that the API responds with", async () => {
    const { process, emulator } = await organization();
    const other = emulator.organization().console.invite("bob@example.com", "developer");
    emulator.faults.add({ kind: "status", status: 200, body: other, method: "POST", path: paths.invites });
    const resource = await create(process(), Invite, { email: alice, role: "developer" });
    expect(resource.outputs).toMatchObject({ email: alice });
    expect(resource.id).not.toBe(other.id);
  });

  test.each([403, 404, 500])(
    "does not treat an invitation as deleted when DELETE returns %s and only lists show it",
    async (status) => {
      const { process, emulator, resource, invitationStatuses } = await organizationWithInvite();
      emulator.faults.add({ kind: "status", status, method: "DELETE", path: paths.invite, times: 99 });
      emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.invite, times: 99 });
      await expect(destroy(process(), resource)).rejects.toThrow("cannot ");
      expect(invitationStatuses()).toEqual(["pending"]);
    },
  );

  test("sends one invitation and stores it in the Invite", async () => {
    const { process, emulator, invitationsSent, writes } = await organization();
    const resource = await create(process(), Invite, { email: " Alice@Example.com", role: "developer" });
    const [there] = emulator.organization().state().invites;
    expect(resource.id).toBe(there?.id);
    expect(resource.outputs).toMatchObject({
      email: alice,
      role: "developer",
      status: "pending",
      invitedAt: there?.invited_at,
      expiresAt: there?.expires_at,
      adopted: false,
    });
    expect(resource.outputs).not.toHaveProperty("acceptedAt");
    expect(writes()).toEqual([`POST /invites {"email":"${alice}","role":"developer"}`]);
    expect(invitationsSent()).toEqual([alice]);
  });

  test("adopts a pending invitation with the same role and rejects one with another role", async () => {
    const { process, console, writes } = await organization();
    const { id } = console.invite("Alice@example.com", "developer");
    const same = await create(process(), Invite, { email: alice, role: "developer" });
    expect(same).toMatchObject({ id, outputs: { adopted: true, status: "pending" } });
    const message = await refusal(create(process(), Invite, { email: alice, role: "user" }));
    expect(message).toContain(`they have a pending invitation as developer (${id})`);
    expect(message.indexOf("`aliases`")).toBeLessThan(message.indexOf(`import: "${id}"`));
    expect(writes()).toEqual([]);
  });

  test("rejects the address of a member and points to Member", async () => {
    const { process, console, writes } = await organization();
    const { id } = console.addUser({ email: alice, role: "billing" });
    const message = await refusal(create(process(), Invite, { email: alice, role: "user" }));
    expect(message).toContain(`they are in the organization already (${id}, billing). Declare a Member`);
    expect(writes()).toEqual([]);
  });

  test("uses the present users and invitations instead of older lists", async () => {
    const { process, console, invitationsSent } = await organization();
    const session = process();
    const bob = console.addUser({ email: "bob@example.com" });
    console.invite("carol@example.com", "billing");
    await create(session, Invite, { email: "first@example.com", role: "user" });
    console.addUser({ email: alice });
    expect(await refusal(create(session, Invite, { email: alice, role: "user" }))).toContain(
      "Declare a Member",
    );
    console.removeUser(bob.id);
    await create(session, Invite, { email: "bob@example.com", role: "user" });
    console.deleteInvite("carol@example.com");
    await create(session, Invite, { email: "carol@example.com", role: "user" });
    console.invite("dave@example.com", "billing");
    const dave = await refusal(create(session, Invite, { email: "dave@example.com", role: "user" }));
    expect(dave).toContain("they have a pending invitation as billing");
    const { id } = console.invite("eve@example.com", "user");
    expect(await create(session, Invite, { email: "eve@example.com", role: "user" })).toMatchObject({ id });
    const everybody = ["carol", "first", "bob", "carol", "dave", "eve"].map((name) => `${name}@example.com`);
    expect(invitationsSent()).toEqual(everybody);
  });

  test("rejects invalid arguments of an Invite without a request", async () => {
    const { process, emulator } = await organization();
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
      '"alice@example.com" is not the ID of',
    );
    expect(wrong({ email: alice, role: "user" }, { emailDomains: "example.org" })).toContain("emailDomains");
    expect(emulator.requests).toEqual([]);
  });

  test("counts an invitation against the limit of a run", async () => {
    const { process, invitationsSent } = await organization();
    expect(
      await refusal(create(process({ maxInvitations: "0" }), Invite, { email: alice, role: "user" })),
    ).toContain("ANTHROPIC_MAX_INVITATIONS");
    expect(invitationsSent()).toEqual([]);
  });

  test.each(writeFaults)("sends one invitation for an Invite when $name", async ({ fault }) => {
    const { process, emulator, invitationsSent, invitationStatuses } = await organization();
    emulator.faults.add({ ...fault, method: "POST", path: paths.invites });
    const resource = await create(process(), Invite, { email: alice, role: "user" });
    expect(resource.id).toBe(emulator.organization().state().invites[0]?.id);
    expect(invitationsSent()).toEqual([alice]);
    expect(invitationStatuses()).toEqual(["pending"]);
  });

  test.each(rejections)(
    "fails with the request ID and sends no invitation for an Invite when $name",
    async ({ fault }) => {
      const { process, emulator, invitationsSent } = await organization();
      emulator.faults.add({ ...fault, method: "POST", path: paths.invites, times: 9 });
      const message = await refusal(create(process(), Invite, { email: alice, role: "user" }));
      expect(message).toMatch(/^cannot invite alice@example.com as user: .*\[req_\w+\]$/);
      expect(invitationsSent()).toEqual([]);
    },
  );

  test("adopts an invitation in any status with `import`, without a write", async () => {
    const { process, console, emulator, writes } = await organization();
    const { id } = console.invite(alice, "developer");
    const args = { email: alice, role: "developer", adopt: id };
    expect(await create(process(), Invite, args)).toMatchObject({
      id,
      outputs: { adopted: true, status: "pending" },
    });
    const other = await refusal(create(process(), Invite, { ...args, role: "user" }));
    expect(other).toContain('`role` is "developer" in the organization, and "user" in the program');
    console.acceptInvite(id);
    expect((await create(process(), Invite, args)).outputs).toMatchObject({ status: "accepted" });
    const late = console.invite("bob@example.com", "user");
    emulator.clock.advance({ days: 22 });
    const expired = await create(process(), Invite, {
      email: "bob@example.com",
      role: "user",
      adopt: late.id,
    });
    expect(expired.outputs).toMatchObject({ status: "expired" });
    const none = await refusal(create(process(), Invite, { ...args, adopt: "invite_01none" }));
    expect(none).toContain("the organization has no object with this ID");
    expect(writes()).toEqual([]);
  });
});

test("sends an invitation once when a late list shows the deleted one after a lost response", async () => {
  const { emulator, process, resource, declared, invitationsSent, invitationStatuses } =
    await organizationWithInvite();
  const late = emulator.organization().state().invites;
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.invites });
  const body = listOf(...late);
  emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.invites, body, times: 5 });
  const replaced = await up(process(), resource, { ...declared, role: "billing" });
  expect(replaced.outputs).toMatchObject({ role: "billing", status: "pending" });
  expect(invitationsSent()).toEqual([alice, alice]);
  expect(invitationStatuses()).toEqual(["deleted", "pending"]);
});

test("rejects two Invites for one address unless one is expired or withdrawn", async () => {
  const { process, console } = await organization();
  const declared = { email: alice, role: "developer" };
  const two = { ...declared, role: "user", __origin: "acme/dev::two" };
  const reason =
    "Invite alice@example.com is already declared by another resource of this program, `it`. Remove one of the two resources; the object is not changed.";
  const both = process();
  expect(failures(both, Invite, declared)).toEqual([]);
  expect(failures(both, Invite, two)).toEqual([reason]);

  const pending = await create(process(), Invite, declared);
  const beside = process();
  expect((await preview(beside, pending, declared)).action).toBe("nothing");
  expect(failures(beside, Invite, two)).toEqual([reason]);
  const over = { ...pending, outputs: { ...pending.outputs, expiresAt: "2020-01-01T00:00:00Z" } };
  const later = process();
  expect((await preview(later, over, declared)).action).toBe("nothing");
  expect(failures(later, Invite, two)).toEqual([]);
  console.deleteInvite(alice);
  const withdrawn = await refreshed(process(), pending);
  const after = process();
  expect((await preview(after, withdrawn, declared)).action).toBe("update");
  expect(failures(after, Invite, two)).toEqual([]);
});
