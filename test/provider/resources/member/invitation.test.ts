import { describe, expect, test } from "vitest";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import {
  alice,
  create,
  destroy,
  listOf,
  lostAfterWrite,
  organization,
  organizationWithInvitedMember,
  paths,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("Member of an invited user", () => {
  test("reports no drift for an invited Member with two lists per process", async () => {
    const { process, resource, declared, requests } = await organizationWithInvitedMember();
    const session = process();
    expect((await preview(session, resource, declared)).action).toBe("nothing");
    expect((await preview(session, resource, declared)).action).toBe("nothing");
    expect((await refreshed(session, resource)).outputs).toEqual(resource.outputs);
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
  });

  test("previews an invited Member without a credential", async () => {
    const { process, resource, declared, requests, notices } = await organizationWithInvitedMember();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, resource, declared)).action).toBe("nothing");
    expect((await preview(session, resource, { ...declared, role: "billing" })).action).toBe("update");
    expect((await preview(session, resource, { ...declared, email: "bob@example.com" })).action).toBe(
      "replace",
    );
    expect(requests()).toEqual([]);
    expect(notices).toEqual([
      "No key is set, so nothing was looked up in the organization. An `up` that changes anything needs a key.",
    ]);
  });

  test("Member of an invited user becomes active in the first update after the acceptance", async () => {
    const { process, console, resource, declared, writes } = await organizationWithInvitedMember();
    const user = console.acceptInvite(alice, "Alice");
    expect((await preview(process(), resource, declared)).action).toBe("update");
    const accepted = await up(process(), resource, declared);
    expect(accepted.outputs).toMatchObject({
      status: "active",
      userId: user.id,
      name: "Alice",
      role: "developer",
    });
    for (const gone of ["inviteId", "inviteRole", "expiresAt"])
      expect(accepted.outputs).not.toHaveProperty(gone);
    expect(accepted.id).toBe(alice);
    expect((await preview(process(), accepted, declared)).action).toBe("nothing");
    expect((await refreshed(process(), resource)).outputs).toEqual(accepted.outputs);
    expect(writes()).toEqual([]);
  });

  test("applies a role that was declared before the acceptance, without another invitation", async () => {
    const { process, console, resource, invitationsSent, writes } = await organizationWithInvitedMember();
    const declared = { email: alice, role: "billing" };
    const changed = await up(process(), resource, declared);
    expect(changed.outputs).toMatchObject({ status: "invited", role: "billing", inviteRole: "developer" });
    expect(writes()).toEqual([]);
    expect((await preview(process(), changed, declared)).action).toBe("nothing");
    const { id } = console.acceptInvite(alice);
    const accepted = await up(process(), changed, declared);
    expect(accepted.outputs).toMatchObject({ status: "active", role: "billing" });
    expect(writes()).toEqual([`POST /users/${id} {"role":"billing"}`]);
    expect(invitationsSent()).toEqual([alice]);
  });

  test("applies the declared role after the acceptance even when a refresh came first", async () => {
    const { process, console, resource, writes } = await organizationWithInvitedMember();
    const declared = { email: alice, role: "billing" };
    const changed = await up(process(), resource, declared);
    const { id } = console.acceptInvite(alice);
    const seen = await refreshed(process(), changed);
    expect(seen).toMatchObject({
      inputs: { role: "developer" },
      outputs: { status: "active", role: "developer" },
    });
    expect((await up(process(), seen, declared)).outputs).toMatchObject({ role: "billing" });
    expect(writes()).toEqual([`POST /users/${id} {"role":"billing"}`]);
  });

  test("rejects a role change when the user became an organization admin before the state had the acceptance", async () => {
    const { process, console, resource, declared, writes } = await organizationWithInvitedMember();
    console.acceptInvite(alice);
    console.setUserRole(alice, "admin");
    const message = await refusal(up(process(), resource, declared));
    expect(message).toContain("they are `admin`");
    expect(message).toContain("ignoreChanges");
    expect(writes()).toEqual([]);
  });

  test("does not treat a user who accepts between the two lists as removed", async () => {
    const { process, console, resource, declared } = await organizationWithInvitedMember();
    const session = process();
    await session.cache.users(-Infinity);
    console.acceptInvite(alice);
    expect((await preview(session, resource, declared)).action).toBe("update");
    expect((await up(session, resource, declared)).outputs).toMatchObject({ status: "active" });
    expect((await refreshed(session, resource)).outputs).toMatchObject({ status: "active" });
  });

  test("keeps the status `invited` when lists do not show the pending invitation", async () => {
    const { process, resource, emulator } = await organizationWithInvitedMember();
    const empty = { data: [], has_more: false, first_id: null, last_id: null };
    emulator.faults.add({ kind: "status", method: "GET", path: paths.invites, status: 200, body: empty });
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
  });

  test("replaces the Member when the address changes, and deletes the old invitation last", async () => {
    const { process, resource, invitationsSent, emulator, writes } = await organizationWithInvitedMember();
    const inviteId = resource.outputs["inviteId"];
    const declared = { email: "bob@example.com", role: "developer" };
    const plan = await preview(process(), resource, declared);
    expect(plan).toMatchObject({ action: "replace", deleteFirst: false });
    expect((await up(process(), resource, declared)).id).toBe("bob@example.com");
    expect(writes()).toEqual([
      'POST /invites {"email":"bob@example.com","role":"developer"}',
      `DELETE /invites/${inviteId}`,
    ]);
    expect(invitationsSent()).toEqual([alice, "bob@example.com"]);
    expect(
      emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
    ).toEqual(["deleted", "pending"]);
  });

  test("treats an unknown address in a preview as another user", async () => {
    const { process, resource } = await organizationWithInvitedMember();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await preview(process(), resource, { email: unknown, role: "developer" })).action).toBe(
      "replace",
    );
    expect((await preview(process(), resource, { email: alice, role: unknown })).action).toBe("update");
  });
});

describe("Member whose invitation the API no longer returns", () => {
  /** From now on neither a list nor a GET returns the invitation. */
  const forget = ({ emulator }: Pick<Awaited<ReturnType<typeof organization>>, "emulator">) => {
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "GET",
      path: paths.invites,
      body: listOf(),
      times: 99,
    });
    emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.invite, times: 99 });
  };

  test("a Member whose invitation is not returned is expired after its expiration date by the server's clock, and `up` succeeds", async () => {
    const context = await organizationWithInvitedMember();
    const { process, emulator, resource, declared, writes, invitationsSent, notices } = context;
    emulator.clock.advance({ days: 22 });
    forget(context);
    expect((await preview(process(), resource, declared)).action).toBe("update");
    expect(notices).toEqual([]);
    const expired = await up(process(), resource, declared);
    const { inviteId, expiresAt } = resource.outputs;
    expect(expired.outputs).toMatchObject({ status: "expired", inviteId, expiresAt, email: alice });
    expect((await refreshed(process(), resource)).outputs).toEqual(expired.outputs);
    expect((await preview(process(), expired, declared)).action).toBe("nothing");
    await destroy(process(), expired);
    expect(writes()).toEqual([]);
    expect(invitationsSent()).toEqual([alice]);
    const again = await up(process(), expired, { ...declared, reinvite: "again" });
    expect(again.outputs).toMatchObject({ status: "invited" });
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("a Member whose invitation is not returned is active when the address of the invitation belongs to a member", async () => {
    const context = await organizationWithInvitedMember();
    const { process, console, resource, declared } = context;
    const user = console.acceptInvite(alice);
    forget(context);
    expect((await refreshed(process(), resource)).outputs).toMatchObject({
      status: "active",
      userId: user.id,
    });
    expect((await up(process(), resource, declared)).outputs).toMatchObject({ status: "active" });
  });

  test("a Member whose invitation is not returned is withdrawn when the expiration date of the invitation has not passed", async () => {
    const context = await organizationWithInvitedMember();
    const { process, emulator, resource } = context;
    emulator.clock.advance({ days: 20 });
    forget(context);
    expect((await refreshed(process(), resource)).outputs).toMatchObject({ status: "withdrawn" });
  });
});

describe("Member with an expired invitation", () => {
  test("records an expired invitation once, which is then neither drift nor an error", async () => {
    const { process, resource, declared, emulator, invitationsSent } = await organizationWithInvitedMember();
    emulator.clock.advance({ days: 22 });
    const expired = await up(process(), resource, declared);
    expect(expired.outputs).toMatchObject({ status: "expired", inviteId: resource.outputs["inviteId"] });
    expect((await preview(process(), expired, declared)).action).toBe("nothing");
    expect((await refreshed(process(), expired)).outputs).toEqual(expired.outputs);
    expect((await refreshed(process(), resource)).outputs).toMatchObject({ status: "expired" });
    expect((await up(process(), expired, { ...declared, role: "billing" })).outputs).toMatchObject({
      status: "expired",
      role: "billing",
    });
    expect(invitationsSent()).toEqual([alice]);
  });

  test("sends one invitation for each new value of `reinvite`", async () => {
    const { process, resource, declared, emulator, invitationsSent } = await organizationWithInvitedMember();
    emulator.clock.advance({ days: 22 });
    const expired = await up(process(), resource, declared);
    const again = { ...declared, reinvite: "2026-12-01" };
    const sent = await up(process(), expired, again);
    expect(sent.outputs).toMatchObject({
      status: "invited",
      reinvite: "2026-12-01",
      inviteRole: "developer",
    });
    expect(sent.outputs["inviteId"]).not.toBe(resource.outputs["inviteId"]);
    expect((await preview(process(), sent, again)).action).toBe("nothing");
    expect(invitationsSent()).toEqual([alice, alice]);
    // After a crash before the state was written, the same update runs again.
    expect((await up(process(), expired, again)).outputs).toEqual(sent.outputs);
    expect(invitationsSent()).toEqual([alice, alice]);
    const third = await up(process(), sent, { ...declared, reinvite: "2026-12-02" });
    expect(third.outputs).toMatchObject({ status: "invited", reinvite: "2026-12-02" });
    expect(invitationsSent()).toEqual([alice, alice, alice]);
    expect(
      emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
    ).toEqual(["expired", "deleted", "pending"]);
  });

  test("finds an invitation that was sent again outside of Pulumi, and its acceptance", async () => {
    const { process, resource, declared, emulator, console } = await organizationWithInvitedMember();
    emulator.clock.advance({ days: 22 });
    const expired = await up(process(), resource, declared);
    const invite = console.invite(alice, "developer");
    const again = await up(process(), expired, declared);
    expect(again.outputs).toMatchObject({ status: "invited", inviteId: invite.id });
    console.acceptInvite(alice);
    expect((await up(process(), expired, declared)).outputs).toMatchObject({ status: "active" });
  });
});

describe("Member reinvite", () => {
  test("sends no invitation for the first `reinvite`, for its removal, or for an active member", async () => {
    const { process, emulator, console, invitationsSent } = await organization();
    const first = await create(process(), Member, { email: alice, reinvite: "1" });
    const without = await up(process(), first, { email: alice });
    expect(without.outputs).not.toHaveProperty("reinvite");
    console.acceptInvite(alice);
    const active = await up(process(), without, { email: alice });
    const asked = await up(process(), active, { email: alice, reinvite: "2" });
    expect(asked.outputs).toMatchObject({ status: "active", reinvite: "2" });
    expect(emulator.organization().state().invites).toHaveLength(1);
    expect(invitationsSent()).toEqual([alice]);
  });

  test.each(
    lostAfterWrite.flatMap(({ name, fault }) => [
      { name, write: "POST", fault: { ...fault, method: "POST", path: paths.invites } },
      { name, write: "DELETE", fault: { ...fault, method: "DELETE", path: paths.invite } },
    ]),
  )(
    "deletes the pending invitation and sends one when $name in its $write",
    async ({ fault }) => {
      const { process, resource, declared, emulator, invitationsSent } =
        await organizationWithInvitedMember();
      emulator.faults.add(fault);
      const again = await up(process(), resource, { ...declared, reinvite: "1" });
      expect(again.outputs).toMatchObject({ status: "invited" });
      expect(
        emulator
          .organization()
          .state()
          .invites.map(({ status }) => status),
      ).toEqual(["deleted", "pending"]);
      expect(invitationsSent()).toEqual([alice, alice]);
    },
    30_000,
  );

  test("resumes in the next run after a failure between the delete and the create of an invitation", async () => {
    const { process, resource, declared, emulator, invitationsSent } = await organizationWithInvitedMember();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: paths.invites });
    const asked = { ...declared, reinvite: "1" };
    expect(await refusal(up(process(), resource, asked))).toContain("cannot invite");
    expect(invitationsSent()).toEqual([alice]);
    expect((await up(process(), resource, asked)).outputs).toMatchObject({ status: "invited" });
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("resumes after a failure of `reinvite` and a refresh", async () => {
    const { process, resource, declared, emulator, invitationsSent } = await organizationWithInvitedMember();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: paths.invites });
    const asked = { ...declared, reinvite: "1" };
    await refusal(up(process(), resource, asked));
    const seen = await refreshed(process(), resource);
    expect(seen.outputs).toMatchObject({ status: "withdrawn" });
    expect((await up(process(), seen, asked)).outputs).toMatchObject({ status: "invited" });
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("leaves the invitation unchanged when the limit of invitations is reached", async () => {
    const { process, resource, declared, emulator, writes } = await organizationWithInvitedMember();
    const message = await refusal(
      up(process({ maxInvitations: "0" }), resource, { ...declared, reinvite: "1" }),
    );
    expect(message).toContain("ANTHROPIC_MAX_INVITATIONS");
    expect(writes()).toEqual([]);
    expect(emulator.organization().state().invites[0]?.status).toBe("pending");
  });

  test("records a user who accepts during `reinvite`, and sends no invitation", async () => {
    const { process, console, resource, declared, invitationsSent } = await organizationWithInvitedMember();
    const session = process();
    await session.cache.users(-Infinity);
    await session.cache.invites(-Infinity);
    console.acceptInvite(alice);
    const changed = { ...declared, role: "billing", reinvite: "1" };
    const seen = await up(session, resource, changed);
    expect(seen.outputs).toMatchObject({ status: "active", role: "billing", reinvite: "1" });
    expect(invitationsSent()).toEqual([alice]);
  });
});
