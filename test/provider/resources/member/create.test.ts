import { describe, expect, test } from "vitest";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import {
  alice,
  create,
  destroy,
  failures,
  listFaults,
  lostAfterWrite,
  lostBeforeWrite,
  organization,
  paths,
  preview,
  rateLimits,
  refresh,
  refreshed,
  refusal,
  rejections,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("Member create for a new user", () => {
  test("sends one invitation and stores it in the Member", async () => {
    const { process, emulator, invitationsSent, writes } = await organization();
    const resource = await create(process(), Member, { email: "  Alice@Example.COM ", role: "developer" });
    expect(invitationsSent()).toEqual([alice]);
    expect(writes()).toEqual([`POST /invites {"email":"${alice}","role":"developer"}`]);
    const [invite] = emulator.organization().state().invites;
    expect(invite).toMatchObject({ email: alice, role: "developer" });
    expect(resource.id).toBe(alice);
    expect(resource.outputs).toMatchObject({
      email: alice,
      role: "developer",
      status: "invited",
      inviteId: invite?.id,
      inviteRole: "developer",
      expiresAt: invite?.expires_at,
      adopted: false,
    });
    expect(resource.outputs).not.toHaveProperty("userId");
    expect(resource.outputs).not.toHaveProperty("name");
  });

  test("sends an invitation as `user` when no role is declared, and does not manage the role", async () => {
    const { process, console } = await organization();
    const resource = await create(process(), Member, { email: alice });
    expect(resource.outputs).toMatchObject({ status: "invited", inviteRole: "user" });
    expect(resource.outputs).not.toHaveProperty("role");
    console.acceptInvite(alice);
    console.setUserRole(alice, "billing");
    const accepted = await up(process(), resource, { email: alice });
    expect(accepted).toMatchObject({ outputs: { status: "active", role: "billing" } });
    expect((await preview(process(), accepted, { email: alice })).action).toBe("nothing");
  });

  test('sends no invitation when `invite` is "never", and waits for the user', async () => {
    const { process, invitationsSent, writes } = await organization();
    const never = await create(process(), Member, { email: alice, role: "developer", invite: "never" });
    expect(never.outputs).toMatchObject({ status: "awaited", role: "developer" });
    const setting = { invite: "never" };
    const configured = await create(process(setting), Member, { email: "bob@example.com" });
    expect(configured.outputs).toMatchObject({ status: "awaited" });
    expect(writes()).toEqual([]);
    expect((await refreshed(process(setting), configured)).outputs).toMatchObject({ status: "awaited" });
    expect((await preview(process(setting), configured, { email: "bob@example.com" })).action).toBe(
      "nothing",
    );
    await create(process(setting), Member, { email: "carol@example.com", invite: "send" });
    expect(invitationsSent()).toEqual(["carol@example.com"]);
  });

  test('sends one invitation when `invite` changes from "never" to "send"', async () => {
    const { process, invitationsSent } = await organization();
    const awaited = await create(process(), Member, { email: alice, invite: "never" });
    const invited = await up(process(), awaited, { email: alice, invite: "send" });
    expect(invited).toMatchObject({ outputs: { status: "invited" } });
    expect((await preview(process(), invited, { email: alice, invite: "send" })).action).toBe("nothing");
    const bob = await create(process({ invite: "never" }), Member, { email: "bob@example.com" });
    expect((await up(process(), bob, { email: "bob@example.com" })).outputs).toMatchObject({
      status: "invited",
    });
    expect(invitationsSent()).toEqual([alice, "bob@example.com"]);
  });

  test("does not mistake a user with a variant of the address for the declared one", async () => {
    const { process, console, invitationsSent } = await organization();
    console.addUser({ email: "alice+news@example.com", role: "developer" });
    console.invite("a.lice@example.com", "developer");
    await create(process(), Member, { email: alice, role: "developer" });
    expect(invitationsSent()).toEqual(["a.lice@example.com", alice]);
  });

  test("sends an invitation when an earlier one is expired", async () => {
    const { process, emulator, console, invitationsSent } = await organization();
    console.invite(alice, "user");
    emulator.clock.advance({ days: 22 });
    const resource = await create(process(), Member, { email: alice });
    expect(resource.outputs).toMatchObject({ status: "invited", adopted: false });
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("Member create cannot invite a new user who is declared by ID", async () => {
    const { process, writes } = await organization();
    const message = await refusal(create(process(), Member, { userId: "user_01nobody" }));
    expect(message).toContain("cannot declare user_01nobody: the organization has no user with this ID");
    expect(message).toContain("`email`");
    expect(writes()).toEqual([]);
  });

  test("counts the invitation of a Member against the limit of a run", async () => {
    const { process, invitationsSent } = await organization();
    const session = process({ maxInvitations: "1" });
    await create(session, Member, { email: alice });
    const message = await refusal(create(session, Member, { email: "bob@example.com" }));
    expect(message).toContain("ANTHROPIC_MAX_INVITATIONS");
    expect(invitationsSent()).toEqual([alice]);
  });
});

describe("Member create for an invited user", () => {
  test.each([
    { invited: "developer", declared: "developer" },
    { invited: "user", declared: "developer" },
    { invited: "billing", declared: undefined },
    { invited: "admin", declared: undefined },
  ] as const)(
    "adopts a pending invitation with the declared role or a lower one, without another invitation",
    async ({ invited, declared }) => {
      const { process, console, writes } = await organization();
      const invite = console.invite(alice, invited);
      const args = declared === undefined ? { email: alice } : { email: alice, role: declared };
      const resource = await create(process(), Member, args);
      expect(resource.outputs).toMatchObject({ status: "invited", inviteId: invite.id, adopted: true });
      expect(writes()).toEqual([]);
    },
  );

  test("rejects a pending invitation with another role and says what to do", async () => {
    const { process, console, writes } = await organization();
    const { id } = console.invite(alice, "billing");
    const message = await refusal(create(process(), Member, { email: alice, role: "developer" }));
    expect(message).toContain(`they have a pending invitation as billing (${id})`);
    expect(message.indexOf("`aliases`")).toBeLessThan(message.indexOf("`import:"));
    expect(writes()).toEqual([]);
  });
});

describe("Member create for an existing user", () => {
  test("adopts a user with the declared role without a write", async () => {
    const { process, console, writes } = await organization();
    const user = console.addUser({ email: "Alice@Example.com", name: "Alice", role: "developer" });
    const byEmail = await create(process(), Member, { email: alice, role: "developer" });
    expect(byEmail).toMatchObject({ id: alice });
    const byId = await create(process(), Member, { userId: user.id });
    expect(byId).toMatchObject({ id: user.id });
    for (const { outputs } of [byEmail, byId]) {
      expect(outputs).toMatchObject({
        email: alice,
        userId: user.id,
        name: "Alice",
        role: "developer",
        status: "active",
        adopted: true,
        previousRole: "developer",
      });
      expect(outputs).not.toHaveProperty("inviteId");
    }
    expect(writes()).toEqual([]);
  });

  test("changes the role of an adopted user from `user`, and stores the previous role", async () => {
    const { process, console, writes } = await organization();
    const { id } = console.addUser({ email: alice });
    const resource = await create(process(), Member, { email: alice, role: "developer" });
    expect(resource.outputs).toMatchObject({ role: "developer", adopted: true, previousRole: "user" });
    expect(writes()).toEqual([`POST /users/${id} {"role":"developer"}`]);
  });

  test("rejects a user with another role and says what to do", async () => {
    const { process, console, writes } = await organization();
    console.addUser({ email: alice, role: "billing" });
    const message = await refusal(create(process(), Member, { email: alice, role: "developer" }));
    expect(message).toContain("they are in the organization already, as billing");
    expect(message.indexOf("`aliases`")).toBeLessThan(message.indexOf(`\`import: "${alice}"\``));
    expect(writes()).toEqual([]);
  });

  test("adopts an organization admin only without a role", async () => {
    const { process, console, writes } = await organization();
    console.addUser({ email: alice, role: "admin" });
    const resource = await create(process(), Member, { email: alice });
    expect(resource.outputs).toMatchObject({ status: "active", role: "admin", previousRole: "admin" });
    const message = await refusal(create(process(), Member, { email: alice, role: "developer" }));
    expect(message).toContain("Remove `role` from the program");
    expect(writes()).toEqual([]);
  });

  test("finds a user who joined after the list of users was requested", async () => {
    const { process, console, invitationsSent, emulator } = await organization();
    const session = process();
    await create(session, Member, { email: "bob@example.com" });
    console.addUser({ email: alice, role: "user" });
    const resource = await create(session, Member, { email: alice, role: "developer" });
    expect(resource.outputs).toMatchObject({ status: "active", role: "developer", previousRole: "user" });
    console.addUser({ email: "carol@example.com", role: "billing" });
    const message = await refusal(create(session, Member, { email: "carol@example.com", role: "developer" }));
    expect(message).toContain("they are in the organization already, as billing");
    console.invite("dave@example.com", "billing");
    const dave = await refusal(create(session, Member, { email: "dave@example.com", role: "developer" }));
    expect(dave).toContain("they have a pending invitation as billing");
    expect(invitationsSent()).toEqual(["bob@example.com", "dave@example.com"]);
    expect(
      emulator
        .organization()
        .state()
        .users.map(({ role }) => role),
    ).toEqual(["admin", "developer", "billing"]);
  });
});

describe("Member import", () => {
  test("adopts a user who is as declared by address or ID, without a write", async () => {
    const { process, console, writes } = await organization();
    const user = console.addUser({ email: alice, role: "billing" });
    for (const adopt of [alice, "ALICE@example.com", user.id]) {
      const resource = await create(process(), Member, { email: alice, role: "billing", adopt });
      expect(resource).toMatchObject({ id: alice, outputs: { adopted: true, previousRole: "billing" } });
      const args = { email: alice, role: "billing", adopt };
      expect((await preview(process(), resource, args)).action).toBe("nothing");
      expect((await preview(process(), resource, { email: alice, role: "billing" })).action).toBe("nothing");
    }
    const byId = await create(process(), Member, { userId: user.id, role: "billing", adopt: alice });
    expect(byId.id).toBe(user.id);
    expect(writes()).toEqual([]);
  });

  test("adopts an invited user whatever the role of the invitation is", async () => {
    const { process, console, writes } = await organization();
    console.invite(alice, "billing");
    const resource = await create(process(), Member, { email: alice, role: "developer", adopt: alice });
    expect(resource.outputs).toMatchObject({
      status: "invited",
      inviteRole: "billing",
      role: "developer",
      adopted: true,
    });
    expect(writes()).toEqual([]);
    console.acceptInvite(alice);
    const active = await up(process(), resource, { email: alice, role: "developer", adopt: alice });
    expect(active.outputs).toMatchObject({ status: "active", role: "developer" });
  });

  test("rejects an import of a user who differs or is missing, and IDs of other objects", async () => {
    const { process, console, writes } = await organization();
    console.addUser({ email: alice, role: "billing" });
    const other = await refusal(create(process(), Member, { email: alice, role: "developer", adopt: alice }));
    expect(other).toContain('`role` is "billing" in the organization, and "developer" in the program');
    const bob = "bob@example.com";
    const nobody = await refusal(create(process(), Member, { email: bob, adopt: bob }));
    expect(nobody).toContain("the organization has no object with this ID");
    expect(failures(process(), Member, { email: alice, adopt: "invite_01x" })).toEqual([
      expect.stringContaining('"invite_01x" is not the ID of a Member'),
    ]);
    expect(failures(process(), Member, { email: alice, adopt: bob })).toEqual([
      expect.stringContaining("The resource option `import` names bob@example.com"),
    ]);
    expect(writes()).toEqual([]);
  });
});

describe("Member create with faults in the invitation", { timeout: 30_000 }, () => {
  test.each(lostAfterWrite)("sends one invitation for a Member when $name", async ({ fault }) => {
    const { process, emulator, invitationsSent } = await organization();
    emulator.faults.add({ ...fault, method: "POST", path: paths.invites });
    const resource = await create(process(), Member, { email: alice, role: "developer" });
    expect(invitationsSent()).toEqual([alice]);
    const [invite] = emulator.organization().state().invites;
    expect(resource.outputs).toMatchObject({ status: "invited", inviteId: invite?.id });
  });

  test("sends one invitation for a Member when the list shows it late", async () => {
    const { process, emulator, invitationsSent } = await organization({
      pace: 0.1,
      assumptions: { staleLists: 0.3 },
    });
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.invites });
    const resource = await create(process(), Member, { email: alice });
    expect(invitationsSent()).toEqual([alice]);
    expect(resource.outputs).toMatchObject({ status: "invited" });
  });

  test.each([...lostBeforeWrite, ...rateLimits])(
    "sends one invitation for a Member when $name",
    async ({ fault }) => {
      const { process, emulator, invitationsSent } = await organization();
      emulator.faults.add({ ...fault, method: "POST", path: paths.invites });
      const resource = await create(process(), Member, { email: alice });
      expect(invitationsSent()).toEqual([alice]);
      expect(resource.outputs).toMatchObject({ status: "invited" });
    },
  );

  test.each(rejections)(
    "fails with the request ID and sends no invitation for a Member when $name",
    async ({ fault }) => {
      const { process, emulator, invitationsSent } = await organization();
      emulator.faults.add({ ...fault, method: "POST", path: paths.invites, times: 9 });
      const message = await refusal(create(process(), Member, { email: alice }));
      expect(message).toContain(`cannot invite ${alice} as user`);
      expect(message).toContain(
        `[${emulator.requests.findLast(({ method }) => method === "POST")?.requestId}]`,
      );
      expect(invitationsSent()).toEqual([]);
    },
  );

  test("names the invitation in its error when the API is down, and the next run sends one invitation", async () => {
    const { process, emulator, invitationsSent } = await organization();
    const session = process();
    await create(session, Member, { email: "bob@example.com", invite: "never" });
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.invites });
    emulator.faults.add({ kind: "status", status: 503, times: 100 });
    const message = await refusal(create(session, Member, { email: alice }));
    expect(message).toContain(`cannot invite ${alice} as user`);
    expect(message).toContain("The outcome is unknown");
    emulator.faults.clear();
    const resource = await create(process(), Member, { email: alice });
    expect(resource.outputs).toMatchObject({ status: "invited", adopted: true });
    expect(invitationsSent()).toEqual([alice]);
  });

  test("includes the API's reason why a user cannot be invited", async () => {
    const { process, emulator, invitationsSent } = await organization();
    const { settings } = emulator.organization();
    settings.allowed_email_domains = ["example.org"];
    const domain = await refusal(create(process(), Member, { email: alice }));
    expect(domain).toContain("email_domain_not_allowed");
    settings.allowed_email_domains = undefined;
    settings.member_limit = 1;
    expect(await refusal(create(process(), Member, { email: alice }))).toContain("org_member_limit_exceeded");
    expect(invitationsSent()).toEqual([]);
  });
});

describe("Member create with faults in the role change", { timeout: 30_000 }, () => {
  const post = { method: "POST", path: paths.user };

  test.each(writeFaults)("changes the role of an existing user when $name", async ({ fault }) => {
    const { process, emulator, console } = await organization();
    console.addUser({ email: alice });
    emulator.faults.add({ ...fault, ...post });
    const resource = await create(process(), Member, { email: alice, role: "developer" });
    expect(resource.outputs).toMatchObject({ status: "active", role: "developer" });
    expect(emulator.organization().state().users[1]?.role).toBe("developer");
  });

  test.each(rejections)(
    "fails with the request ID and leaves the role of an existing user unchanged when $name",
    async ({ fault }) => {
      const { process, emulator, console } = await organization();
      const user = console.addUser({ email: alice });
      emulator.faults.add({ ...fault, ...post, times: 9 });
      const message = await refusal(create(process(), Member, { email: alice, role: "developer" }));
      expect(message).toContain(`cannot change the role of ${alice} (${user.id}) to developer`);
      expect(message).toMatch(/\[req_\w+\]$/);
      expect(emulator.organization().state().users[1]?.role).toBe("user");
    },
  );
});

describe("Member with lists that cannot be read", { timeout: 30_000 }, () => {
  test.each(listFaults.flatMap((one) => ["users", "invites"].map((list) => ({ ...one, list }))))(
    "stops every operation of a Member before its first write when $name in the list of $list",
    async ({ fault, list }) => {
      const { process, emulator, invitationsSent, writes } = await organization();
      const resource = await create(process(), Member, { email: alice, role: "developer" });
      writes();
      emulator.faults.add({ ...fault, method: "GET", path: `/v1/organizations/${list}`, times: 100 });
      const args = { email: alice, role: "developer" };
      await Promise.all(
        [
          refresh(process(), resource),
          preview(process(), resource, args),
          up(process(), resource, { ...args, reinvite: "1" }),
          destroy(process(), resource),
          create(process(), Member, { email: "bob@example.com" }),
        ].map(refusal),
      );
      expect(writes()).toEqual([]);
      expect(invitationsSent()).toEqual([alice]);
    },
  );
});
