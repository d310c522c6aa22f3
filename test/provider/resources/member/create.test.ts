import { describe, expect, test } from "vitest";
import type { Fault } from "../../../../emulator/index.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import { destroy, failures, preview, refresh, refreshed, refusal, up } from "../../session.ts";
import { alice, anyUser, create, each, invites, lostAfter, lostBefore, office, refused } from "./setup.ts";

describe("a person who is not in the organization", () => {
  test("is invited, with one mail", async () => {
    const { process, emulator, mailed, writes } = await office();
    const member = await create(process(), { email: "  Alice@Example.COM ", role: "developer" });
    expect(mailed()).toEqual([alice]);
    expect(writes()).toEqual([`POST /invites {"email":"${alice}","role":"developer"}`]);
    const [invite] = emulator.organization().state().invites;
    expect(invite).toMatchObject({ email: alice, role: "developer" });
    expect(member.id).toBe(alice);
    expect(member.outputs).toMatchObject({
      email: alice,
      role: "developer",
      status: "invited",
      inviteId: invite?.id,
      inviteRole: "developer",
      expiresAt: invite?.expires_at,
      adopted: false,
    });
    expect(member.outputs).not.toHaveProperty("userId");
    expect(member.outputs).not.toHaveProperty("name");
  });

  test("is invited as `user` when no role is declared, and the role is not managed", async () => {
    const { process, people } = await office();
    const member = await create(process(), { email: alice });
    expect(member.outputs).toMatchObject({ status: "invited", inviteRole: "user" });
    expect(member.outputs).not.toHaveProperty("role");
    people.acceptInvite(alice);
    people.setUserRole(alice, "billing");
    const accepted = await up(process(), member, { email: alice });
    expect(accepted).toMatchObject({ outputs: { status: "active", role: "billing" } });
    expect((await preview(process(), accepted, { email: alice })).does).toBe("nothing");
  });

  test("is awaited, without mail, where people come by SSO", async () => {
    const { process, mailed, writes } = await office();
    const never = await create(process(), { email: alice, role: "developer", invite: "never" });
    expect(never.outputs).toMatchObject({ status: "awaited", role: "developer" });
    const setting = { invite: "never" };
    const configured = await create(process(setting), { email: "bob@example.com" });
    expect(configured.outputs).toMatchObject({ status: "awaited" });
    expect(writes()).toEqual([]);
    expect((await refreshed(process(setting), configured)).outputs).toMatchObject({ status: "awaited" });
    expect((await preview(process(setting), configured, { email: "bob@example.com" })).does).toBe("nothing");
    await create(process(setting), { email: "carol@example.com", invite: "send" });
    expect(mailed()).toEqual(["carol@example.com"]);
  });

  test("is invited once, when `invite` becomes `send` for somebody who is awaited", async () => {
    const { process, mailed } = await office();
    const awaited = await create(process(), { email: alice, invite: "never" });
    const invited = await up(process(), awaited, { email: alice, invite: "send" });
    expect(invited).toMatchObject({ outputs: { status: "invited" } });
    expect((await preview(process(), invited, { email: alice, invite: "send" })).does).toBe("nothing");
    const bob = await create(process({ invite: "never" }), { email: "bob@example.com" });
    expect((await up(process(), bob, { email: "bob@example.com" })).outputs).toMatchObject({
      status: "invited",
    });
    expect(mailed()).toEqual([alice, "bob@example.com"]);
  });

  test("is not somebody with a variant of the address", async () => {
    const { process, people, mailed } = await office();
    people.addUser({ email: "alice+news@example.com", role: "developer" });
    people.invite("a.lice@example.com", "developer");
    await create(process(), { email: alice, role: "developer" });
    expect(mailed()).toEqual(["a.lice@example.com", alice]);
  });

  test("is invited anew, when an earlier invitation expired", async () => {
    const { process, emulator, people, mailed } = await office();
    people.invite(alice, "user");
    emulator.clock.advance({ days: 22 });
    const member = await create(process(), { email: alice });
    expect(member.outputs).toMatchObject({ status: "invited", adopted: false });
    expect(mailed()).toEqual([alice, alice]);
  });

  test("named by id cannot be invited", async () => {
    const { process, writes } = await office();
    const message = await refusal(create(process(), { userId: "user_01nobody" }));
    expect(message).toContain("cannot declare user_01nobody: the organization has nobody with this id");
    expect(message).toContain("`email`");
    expect(writes()).toEqual([]);
  });

  test("counts against the most mails of one run", async () => {
    const { process, mailed } = await office();
    const session = process({ maxInvitations: "1" });
    await create(session, { email: alice });
    const message = await refusal(create(session, { email: "bob@example.com" }));
    expect(message).toContain("ANTHROPIC_MAX_INVITATIONS");
    expect(mailed()).toEqual([alice]);
  });
});

describe("a person with a pending invitation that the stack does not know", () => {
  test("is taken over as declared, or when the invitation gives less, without mail", async () => {
    await each(
      [
        { invited: "developer", declared: "developer" },
        { invited: "user", declared: "developer" },
        { invited: "billing", declared: undefined },
        { invited: "admin", declared: undefined },
      ] as const,
      async ({ invited, declared }) => {
        const { process, people, writes } = await office();
        const invite = people.invite(alice, invited);
        const args = declared === undefined ? { email: alice } : { email: alice, role: declared };
        const member = await create(process(), args);
        expect(member.outputs).toMatchObject({ status: "invited", inviteId: invite.id, adopted: true });
        expect(writes()).toEqual([]);
      },
    );
  });

  test("is refused with another role, with the ways out", async () => {
    const { process, people, writes } = await office();
    const { id } = people.invite(alice, "billing");
    const message = await refusal(create(process(), { email: alice, role: "developer" }));
    expect(message).toContain(`they have a pending invitation as billing (${id})`);
    expect(message.indexOf("`aliases`")).toBeLessThan(message.indexOf("`import:"));
    expect(writes()).toEqual([]);
  });
});

describe("a person who is in the organization already", () => {
  test("is taken over as declared, without a write", async () => {
    const { process, people, writes } = await office();
    const user = people.addUser({ email: "Alice@Example.com", name: "Alice", role: "developer" });
    const byEmail = await create(process(), { email: alice, role: "developer" });
    expect(byEmail).toMatchObject({ id: alice });
    const byId = await create(process(), { userId: user.id });
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

  test("is raised from the base role, and the role before is kept", async () => {
    const { process, people, writes } = await office();
    const { id } = people.addUser({ email: alice });
    const member = await create(process(), { email: alice, role: "developer" });
    expect(member.outputs).toMatchObject({ role: "developer", adopted: true, previousRole: "user" });
    expect(writes()).toEqual([`POST /users/${id} {"role":"developer"}`]);
  });

  test("is refused with another role, with the ways out", async () => {
    const { process, people, writes } = await office();
    people.addUser({ email: alice, role: "billing" });
    const message = await refusal(create(process(), { email: alice, role: "developer" }));
    expect(message).toContain("they are in the organization already, as billing");
    expect(message.indexOf("`aliases`")).toBeLessThan(message.indexOf(`\`import: "${alice}"\``));
    expect(writes()).toEqual([]);
  });

  test("is an admin: taken over without a role, refused with one", async () => {
    const { process, people, writes } = await office();
    people.addUser({ email: alice, role: "admin" });
    const member = await create(process(), { email: alice });
    expect(member.outputs).toMatchObject({ status: "active", role: "admin", previousRole: "admin" });
    const message = await refusal(create(process(), { email: alice, role: "developer" }));
    expect(message).toContain("Leave `role` out of the program");
    expect(writes()).toEqual([]);
  });

  test("is found although the list that this process has is older than the person", async () => {
    const { process, people, mailed, emulator } = await office();
    const session = process();
    await create(session, { email: "bob@example.com" });
    people.addUser({ email: alice, role: "user" });
    const member = await create(session, { email: alice, role: "developer" });
    expect(member.outputs).toMatchObject({ status: "active", role: "developer", previousRole: "user" });
    people.addUser({ email: "carol@example.com", role: "billing" });
    const message = await refusal(create(session, { email: "carol@example.com", role: "developer" }));
    expect(message).toContain("they are in the organization already, as billing");
    people.invite("dave@example.com", "billing");
    const dave = await refusal(create(session, { email: "dave@example.com", role: "developer" }));
    expect(dave).toContain("they have a pending invitation as billing");
    expect(mailed()).toEqual(["bob@example.com", "dave@example.com"]);
    expect(
      emulator
        .organization()
        .state()
        .users.map(({ role }) => role),
    ).toEqual(["admin", "developer", "billing"]);
  });
});

describe("the resource option `import`", () => {
  test("takes over by address or by id what is as declared, and writes nothing", async () => {
    const { process, people, writes } = await office();
    const user = people.addUser({ email: alice, role: "billing" });
    for (const adopt of [alice, "ALICE@example.com", user.id]) {
      const member = await create(process(), { email: alice, role: "billing", adopt });
      expect(member).toMatchObject({ id: alice, outputs: { adopted: true, previousRole: "billing" } });
      const args = { email: alice, role: "billing", adopt };
      expect((await preview(process(), member, args)).does).toBe("nothing");
      expect((await preview(process(), member, { email: alice, role: "billing" })).does).toBe("nothing");
    }
    const byId = await create(process(), { userId: user.id, role: "billing", adopt: alice });
    expect(byId.id).toBe(user.id);
    expect(writes()).toEqual([]);
  });

  test("takes over somebody who is invited, whatever the invitation gives", async () => {
    const { process, people, writes } = await office();
    people.invite(alice, "billing");
    const member = await create(process(), { email: alice, role: "developer", adopt: alice });
    expect(member.outputs).toMatchObject({
      status: "invited",
      inviteRole: "billing",
      role: "developer",
      adopted: true,
    });
    expect(writes()).toEqual([]);
    people.acceptInvite(alice);
    const active = await up(process(), member, { email: alice, role: "developer", adopt: alice });
    expect(active.outputs).toMatchObject({ status: "active", role: "developer" });
  });

  test("refuses somebody who is otherwise, or not there, and an id of something else", async () => {
    const { process, people, writes } = await office();
    people.addUser({ email: alice, role: "billing" });
    const other = await refusal(create(process(), { email: alice, role: "developer", adopt: alice }));
    expect(other).toContain('`role` is "billing" there, and "developer" in the program');
    const bob = "bob@example.com";
    const nobody = await refusal(create(process(), { email: bob, adopt: bob }));
    expect(nobody).toContain("the organization has none with this id");
    expect(failures(process(), Member, { email: alice, adopt: "invite_01x" })).toEqual([
      expect.stringContaining('"invite_01x" is not the id of a Member'),
    ]);
    expect(failures(process(), Member, { email: alice, adopt: bob })).toEqual([
      expect.stringContaining("The resource option `import` names bob@example.com"),
    ]);
    expect(writes()).toEqual([]);
  });
});

describe("an invitation whose sending goes wrong", { timeout: 30_000 }, () => {
  test("is sent once, whatever becomes of the answer", async () => {
    await each(lostAfter, async (fault) => {
      const { process, emulator, mailed } = await office();
      emulator.faults.add({ ...fault, ...invites });
      const member = await create(process(), { email: alice, role: "developer" });
      expect(mailed()).toEqual([alice]);
      const [invite] = emulator.organization().state().invites;
      expect(member.outputs).toMatchObject({ status: "invited", inviteId: invite?.id });
    });
  });

  test("is sent once, when the list shows it late", async () => {
    const { process, emulator, mailed } = await office({ pace: 0.1, assumptions: { staleLists: 0.3 } });
    emulator.faults.add({ kind: "loseResponse", ...invites });
    const member = await create(process(), { email: alice });
    expect(mailed()).toEqual([alice]);
    expect(member.outputs).toMatchObject({ status: "invited" });
  });

  test("is sent once, when it can be sent again", async () => {
    await each(lostBefore, async (fault) => {
      const { process, emulator, mailed } = await office();
      emulator.faults.add({ ...fault, ...invites });
      const member = await create(process(), { email: alice });
      expect(mailed()).toEqual([alice]);
      expect(member.outputs).toMatchObject({ status: "invited" });
    });
  });

  test("is refused in words, with the request id, and mails nobody", async () => {
    await each(refused, async (fault) => {
      const { process, emulator, mailed } = await office();
      emulator.faults.add({ kind: "status", ...fault, ...invites, times: 9 });
      const message = await refusal(create(process(), { email: alice }));
      expect(message).toContain(`cannot invite ${alice} as user`);
      expect(message).toContain(
        `[${emulator.requests.findLast(({ method }) => method === "POST")?.requestId}]`,
      );
      expect(mailed()).toEqual([]);
    });
  });

  test("ends in one error about the invitation, when the API is down, and the next run sends one", async () => {
    const { process, emulator, mailed } = await office();
    const session = process();
    await create(session, { email: "bob@example.com", invite: "never" });
    emulator.faults.add({ kind: "loseResponse", ...invites });
    emulator.faults.add({ kind: "status", status: 503, times: 100 });
    const message = await refusal(create(session, { email: alice }));
    expect(message).toContain(`cannot invite ${alice} as user`);
    expect(message).toContain("It is not known whether it was done");
    emulator.faults.clear();
    const member = await create(process(), { email: alice });
    expect(member.outputs).toMatchObject({ status: "invited", adopted: true });
    expect(mailed()).toEqual([alice]);
  });

  test("keeps the API's own reasons and what to do", async () => {
    const { process, emulator, mailed } = await office();
    const { settings } = emulator.organization();
    settings.allowed_email_domains = ["example.org"];
    const domain = await refusal(create(process(), { email: alice }));
    expect(domain).toContain("email_domain_not_allowed");
    settings.allowed_email_domains = undefined;
    settings.member_limit = 1;
    expect(await refusal(create(process(), { email: alice }))).toContain("org_member_limit_exceeded");
    expect(mailed()).toEqual([]);
  });
});

describe("a role whose giving goes wrong", { timeout: 30_000 }, () => {
  const post = { method: "POST", path: anyUser };

  test("is given all the same, when the answer is lost or the write can be repeated", async () => {
    await each([...lostAfter, ...lostBefore], async (fault) => {
      const { process, emulator, people } = await office();
      people.addUser({ email: alice });
      emulator.faults.add({ ...fault, ...post });
      const member = await create(process(), { email: alice, role: "developer" });
      expect(member.outputs).toMatchObject({ status: "active", role: "developer" });
      expect(emulator.organization().state().users[1]?.role).toBe("developer");
    });
  });

  test("is refused in words, with the request id, and nothing is changed", async () => {
    await each(refused, async (fault) => {
      const { process, emulator, people } = await office();
      const user = people.addUser({ email: alice });
      emulator.faults.add({ kind: "status", ...fault, ...post, times: 9 });
      const message = await refusal(create(process(), { email: alice, role: "developer" }));
      expect(message).toContain(`cannot give ${alice} (${user.id}) the role developer`);
      expect(message).toMatch(/\[req_\w+\]$/);
      expect(emulator.organization().state().users[1]?.role).toBe("user");
    });
  });
});

describe("lists that cannot be read", { timeout: 30_000 }, () => {
  const broken: readonly Omit<Fault, "times">[] = [
    { kind: "html", status: 200 },
    { kind: "html", status: 404 },
    { kind: "status", status: 500 },
    { kind: "status", status: 403 },
    { kind: "status", status: 404 },
    { kind: "status", status: 401 },
    { kind: "cutJson" },
    { kind: "status", status: 200, body: { data: [] } },
    { kind: "status", status: 200, body: { data: [], has_more: true, first_id: null, last_id: null } },
    { kind: "status", status: 200, body: { data: [{ type: "user", id: "user_01x" }], has_more: false } },
    { kind: "status", status: 200, body: [] },
    { kind: "refuse" },
  ];

  test("stop every operation before its first write, and nobody is gone for it", async () => {
    await each(
      broken.flatMap((fault) => ["users", "invites"].map((list) => ({ fault, list }))),
      async ({ fault, list }) => {
        const { process, emulator, mailed, writes } = await office();
        const member = await create(process(), { email: alice, role: "developer" });
        writes();
        emulator.faults.add({ ...fault, method: "GET", path: `/v1/organizations/${list}`, times: 100 });
        const args = { email: alice, role: "developer" };
        await Promise.all(
          [
            refresh(process(), member),
            preview(process(), member, args),
            up(process(), member, { ...args, reinvite: "1" }),
            destroy(process(), member),
            create(process(), { email: "bob@example.com" }),
          ].map(refusal),
        );
        expect(writes()).toEqual([]);
        expect(mailed()).toEqual([alice]);
      },
    );
  });
});
