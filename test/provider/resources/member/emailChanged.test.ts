import { describe, expect, test } from "vitest";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import {
  alice,
  create,
  destroy,
  drift,
  organization,
  organizationWithInvitedMember,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

const renamed = "alice.smith@example.com";

/** Alice has accepted the invitation of a Member, and has had another address since. The state knows neither. */
async function organizationWithRenamedUser(args: { role?: string; onDelete?: string } = {}) {
  const context = await organizationWithInvitedMember({}, args);
  const { id } = context.console.acceptInvite(alice);
  context.console.setUserEmail(id, renamed);
  return { ...context, id };
}

const probably = (id: string) =>
  `the invitation was accepted, but no user has this email address now. The user is probably ${renamed} (${id}), who joined at the same time: use that email address in the program`;

describe("Member of a user whose address changed between the acceptance and the next `up`", () => {
  test("a user whose address changed is not reported as removed: `preview` and `up` name the probable user, and nobody is invited", async () => {
    const { process, resource, declared, id, notices, writes } = await organizationWithRenamedUser();
    expect((await preview(process(), resource, declared)).action).toBe("update");
    expect(notices).toEqual([
      expect.stringMatching(
        /^it: `up` will refuse to update alice@example\.com: the invitation was accepted/,
      ),
    ]);
    const message = await refusal(up(process(), resource, declared));
    expect(message).toContain(probably(id));
    expect(message).not.toContain("removed from the organization");
    expect(notices).toContain(message.replace("cannot", "it: `up` will refuse to"));
    expect(writes()).toEqual([]);
  });

  test("a user whose address changed needs no more requests than before", async () => {
    const { process, resource, declared, requests } = await organizationWithRenamedUser();
    const session = process();
    await preview(session, resource, declared);
    await refusal(up(session, resource, declared));
    expect(requests()).toEqual(["GET /users", "GET /invites", "GET /users"]);
  });

  test("a user whose address changed has the status `emailChanged` after a refresh, which is drift", async () => {
    const { process, resource, declared, id, notices } = await organizationWithRenamedUser();
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "emailChanged", email: alice, role: "developer" });
    expect(await drift(process(), resource)).toBe("update");
    expect((await refreshed(process(), seen)).outputs).toEqual(seen.outputs);
    expect((await preview(process(), seen, declared)).action).toBe("update");
    expect(notices.at(-1)).toContain(probably(id));
    expect(await refusal(up(process(), seen, declared))).toContain(probably(id));
    const withoutKey = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(withoutKey, seen, declared)).action).toBe("update");
    expect(notices.at(-1)).toMatch(/Use the email address that the user has now.*as of the last refresh\.$/);
  });

  test.each(["before", "after"])(
    "follows the new address in place %s a refresh, without a write",
    async (when) => {
      const { process, resource: invited, declared, id, writes } = await organizationWithRenamedUser();
      const resource = when === "before" ? invited : await refreshed(process(), invited);
      const following = { ...declared, email: renamed };
      expect((await preview(process(), resource, following)).action).toBe("update");
      const followed = await up(process(), resource, following);
      expect(followed).toMatchObject({
        id: alice,
        outputs: { email: renamed, userId: id, status: "active", role: "developer" },
      });
      expect((await preview(process(), followed, following)).action).toBe("nothing");
      expect((await refreshed(process(), followed)).outputs).toEqual(followed.outputs);
      expect(writes()).toEqual([]);
      await destroy(process(), followed);
      expect(writes()).toEqual([`POST /users/${id} {"role":"user"}`]);
    },
  );

  test("a user whose address changed is invited again only on request", async () => {
    const { process, resource, declared, invitationsSent } = await organizationWithRenamedUser();
    const again = await up(process(), resource, { ...declared, reinvite: "1" });
    expect(again.outputs).toMatchObject({ status: "invited" });
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("a user whose address changed is not deleted while it is uncertain whose access ends", async () => {
    const { process, resource, id, writes } = await organizationWithRenamedUser();
    for (const state of [resource, await refreshed(process(), resource)]) {
      const message = await refusal(destroy(process(), state));
      expect(message).toContain(`cannot demote ${alice}: the invitation was accepted`);
      expect(message).toContain(`${renamed} (${id})`);
    }
    expect(writes()).toEqual([]);
  });

  test("a user whose address changed is deleted when the delete removes no access of any candidate", async () => {
    const { process, resource, writes } = await organizationWithRenamedUser({ role: "user" });
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
    const removing = await organizationWithRenamedUser({ role: "user", onDelete: "remove" });
    expect(await refusal(destroy(removing.process(), removing.resource))).toContain(`cannot remove ${alice}`);
  });

  test("names every user who joined then, except those who accepted an invitation for their current address", async () => {
    const context = await organizationWithInvitedMember();
    const { process, console, emulator, resource, declared } = context;
    console.invite("bob@example.com", "user");
    const early = console.addUser({ email: "early@example.com" });
    emulator.clock.advance({ minutes: 5 });
    const { id } = console.acceptInvite(alice);
    console.acceptInvite("bob@example.com");
    const sso = console.addUser({ email: "sso@example.com" });
    console.setUserEmail(id, renamed);
    emulator.clock.advance({ minutes: 5 });
    console.addUser({ email: "late@example.com" });
    const message = await refusal(up(process(), resource, declared));
    expect(message).toContain("The user is probably one of ");
    for (const user of [`${renamed} (${id})`, `sso@example.com (${sso.id})`]) expect(message).toContain(user);
    expect(message).not.toMatch(new RegExp(`bob@|early@|late@|${early.id}`));
  });

  test("does not change the role of someone else who joined at the same time, and whom the program declares next", async () => {
    const { process, console, resource, declared, notices, writes } = await organizationWithRenamedUser();
    const { id } = console.addUser({ email: "sso@example.com", role: "developer" });
    const seen = await refreshed(process(), resource);
    const following = { ...declared, email: "sso@example.com", role: "user" };
    notices.length = 0;
    writes();
    for (const state of [resource, seen]) {
      expect((await preview(process(), state, following)).action).toBe("update");
      const why = `change the role of sso@example.com (${id}) to user: they are \`developer\`, and only probably the user who accepted the invitation of ${alice}. Declare \`role: "developer"\``;
      expect(notices.at(-1)).toContain(`\`up\` will refuse to ${why}`);
      expect(await refusal(up(process(), state, following))).toContain(`cannot ${why}`);
    }
    expect(writes()).toEqual([]);
    const confirmed = await up(process(), seen, { ...following, role: "developer" });
    await up(process(), confirmed, following);
    expect(writes()).toEqual([`POST /users/${id} {"role":"user"}`]);
  });

  test("a user whose address changed is removed when nobody who joined then is in the organization", async () => {
    const { process, console, emulator, resource, declared, id } = await organizationWithRenamedUser();
    console.removeUser(id);
    emulator.clock.advance({ minutes: 5 });
    console.addUser({ email: renamed });
    expect(await refusal(up(process(), resource, declared))).toContain("the user was removed");
    expect((await refreshed(process(), resource)).outputs).toMatchObject({ status: "removed" });
    const late = await organizationWithRenamedUser();
    const seen = await refreshed(late.process(), late.resource);
    late.console.removeUser(late.id);
    expect((await refreshed(late.process(), seen)).outputs).toMatchObject({ status: "removed" });
  });

  test("does not confuse a user who had the address before with the invited one", async () => {
    const { process, console, emulator, notices } = await organization();
    emulator.clock.advance({ minutes: 1 });
    console.invite(alice, "developer");
    console.setUserEmail(console.acceptInvite(alice).id, renamed);
    emulator.clock.advance({ days: 300 });
    const declared = { email: alice, role: "developer", reinvite: "1" };
    const resource = await create(process(), Member, declared);
    expect(resource.outputs).toMatchObject({ status: "invited" });
    expect((await preview(process(), resource, declared)).action).toBe("nothing");
    console.deleteInvite(alice);
    expect((await refreshed(process(), resource)).outputs).toMatchObject({ status: "withdrawn" });
    expect(notices).toEqual([expect.stringContaining("Sent an invitation")]);
  });
});

describe("Member create for the former address of a user", () => {
  async function organizationWithFormerEmail() {
    const context = await organization();
    context.emulator.clock.advance({ minutes: 1 });
    context.console.invite(alice, "developer");
    const { id } = context.console.acceptInvite(alice);
    context.console.setUserEmail(id, renamed);
    context.emulator.clock.advance({ days: 30 });
    context.writes();
    return { ...context, id };
  }
  const declared = { email: alice, role: "developer" };

  test("invites nobody who is in the organization, except on request", async () => {
    const { process, id, writes, invitationsSent } = await organizationWithFormerEmail();
    const message = await refusal(create(process(), Member, declared));
    expect(message).toContain(
      `cannot invite ${alice} as developer: an invitation for this email address was accepted, but no user has this email address now. The user is probably ${renamed} (${id})`,
    );
    expect(message).toContain("set `reinvite`");
    expect(writes()).toEqual([]);
    const asked = await create(process(), Member, { ...declared, reinvite: "2026-12-01" });
    expect(asked.outputs).toMatchObject({ status: "invited", adopted: false });
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("invites when several users may have had the address", async () => {
    const { process, console, emulator, invitationsSent } = await organization();
    emulator.clock.advance({ minutes: 1 });
    console.invite(alice, "developer");
    console.setUserEmail(console.acceptInvite(alice).id, renamed);
    console.addUser({ email: "sso@example.com" });
    await create(process(), Member, declared);
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("waits for someone who joins by SSO, and reports the probable user", async () => {
    const { process, console, id, notices, writes } = await organizationWithFormerEmail();
    const waiting = { ...declared, invite: "never" };
    const resource = await create(process(), Member, waiting);
    expect(resource.outputs).toMatchObject({ status: "awaited" });
    expect(notices).toEqual([expect.stringContaining(`The user is probably ${renamed} (${id})`)]);
    expect((await preview(process(), resource, waiting)).action).toBe("nothing");
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
    const other = console.addUser({ email: alice, role: "developer" });
    const joined = await up(process(), resource, waiting);
    expect(joined.outputs).toMatchObject({ status: "active", userId: other.id });
    expect(writes()).toEqual([]);
  });
});
