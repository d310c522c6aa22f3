import { describe, expect, test } from "vitest";
import type { EmulatorOptions, Fault } from "../../../emulator/index.ts";
import { kept } from "../../../provider/kernel/managed.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { invite as Invite } from "../../../provider/resources/invite.ts";
import { member as Member } from "../../../provider/resources/member.ts";
import * as engine from "../session.ts";
import {
  destroy,
  failures,
  listOf,
  onlyAdmins,
  organization,
  preview,
  refresh,
  refreshed,
  refusal,
  unknownCode,
  up,
} from "../session.ts";

/** An organization, and who was mailed there. */
async function office(options: EmulatorOptions & { pace?: number } = {}) {
  const made = await organization({ pace: 0.02, ...options });
  return {
    ...made,
    people: made.emulator.organization().console,
    mailed: () => made.emulator.sentInvitations.map(({ to }) => to),
    statuses: () =>
      made.emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
  };
}

const create = (session: Session, args: Properties) => engine.create(session, Member, args);

const alice = "alice@example.com";

/** Writes whose effect the API had, whatever came back. */
const lostAfter: readonly Pick<Fault, "kind" | "status">[] = [
  { kind: "loseResponse" },
  { kind: "statusAfter", status: 500 },
  { kind: "statusAfter", status: 529 },
  { kind: "htmlAfter" },
  { kind: "htmlAfter", status: 502 },
  { kind: "cutJson" },
];

/** Writes that had no effect, and can be sent again. */
const lostBefore: readonly Omit<Fault, "times">[] = [
  { kind: "refuse" },
  { kind: "status", status: 500 },
  { kind: "html" },
  { kind: "rateLimit", retryAfter: 1 },
  { kind: "rateLimit" },
];

/** Refusals that nobody foresaw. */
const refused: readonly Omit<Fault, "kind">[] = [
  { status: 400, message: "role: Input should be a fruit" },
  { status: 402 },
  { status: 403 },
  { status: 404 },
  { status: 409 },
  { status: 413 },
  { status: 418 },
  { status: 422 },
  { status: 400, errorCode: "organization_on_hold" },
  { status: 400, body: unknownCode },
  { status: 403, errorCode: "sandbox_egress_restricted" },
  { status: 300 },
  { status: 200, body: {} },
  { status: 200, body: { type: "invite", id: 7 } },
  { status: 200, body: [] },
];

const invites = { method: "POST", path: "/v1/organizations/invites" };
const anyInvite = /^\/v1\/organizations\/invites\/invite_/;
const anyUser = /^\/v1\/organizations\/users\/user_/;

async function each<T>(rows: readonly T[], run: (row: T) => Promise<void>): Promise<void> {
  await Promise.all(
    rows.map((row) =>
      run(row).catch((error: unknown) => {
        throw new Error(`With ${JSON.stringify(row)}: ${error instanceof Error ? error.message : error}`, {
          cause: error,
        });
      }),
    ),
  );
}

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
    expect(message).toContain("Did not declare user_01nobody: the organization has nobody with this id");
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

describe("what a program may say of a Member", () => {
  test("is judged without asking anybody", async () => {
    const { process, emulator } = await office();
    const wrong = (args: Properties, settings = {}) => {
      const [reason = "", ...more] = failures(process(settings), Member, args);
      expect(more).toEqual([]);
      expect(reason).toMatch(/^[^\n]+\.$/);
      return reason;
    };
    expect(wrong({})).toBe("Name the person by `email` or by `userId`.");
    expect(wrong({ email: alice, userId: "user_01x" })).toContain("not by both");
    expect(wrong({ email: "alice" })).toContain("must be an email address");
    expect(wrong({ userId: "alice" })).toContain("must be an id that begins with `user_`");
    expect(wrong({ email: alice, role: "admin" })).toContain("`admin` can only be given in the Console");
    expect(wrong({ email: alice, role: "owner" })).toContain("must be `user`, `developer`, `billing`");
    expect(wrong({ email: alice, onDelete: "archive" })).toContain("onDelete");
    expect(wrong({ email: alice, invite: true })).toContain("invite");
    expect(wrong({ email: alice, deactivateKeys: "all" })).toContain("must be `unused` or a list");
    expect(wrong({ email: alice, deactivateKeys: ["key"] })).toContain("deactivateKeys");
    expect(wrong({ email: alice, expiresInDays: 30 })).toContain("the API cannot prolong it");
    expect(wrong({ email: alice, nickname: "Al" })).toContain("`nickname` is not a property of Member");
    expect(wrong({ email: alice }, { emailDomains: "example.org" })).toContain(
      "`anthropic:emailDomains` allows",
    );
    expect(failures(process({ emailDomains: "@Example.com" }), Member, { email: alice })).toEqual([]);
    expect(emulator.requests).toEqual([]);
  });
});

describe("two Members for one person", () => {
  const twice = (name: string) =>
    `Member ${name} is declared by another resource of this program already, \`one\`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.`;
  const one = { [kept.origin]: "acme/dev::one" };
  const two = { [kept.origin]: "acme/dev::two" };

  test("are refused without asking anybody", async () => {
    const { process, requests } = await office();
    const session = process();
    expect(failures(session, Member, { ...one, email: alice })).toEqual([]);
    expect(failures(session, Member, { ...two, email: " Alice@example.com" })).toEqual([twice(alice)]);
    expect(failures(session, Member, { ...two, email: "bob@example.com" })).toEqual([]);
    expect(requests()).toEqual([]);
  });

  test("one by address and one by id are refused once the state knows the id", async () => {
    const { process, people } = await office();
    const { id } = people.addUser({ email: alice, role: "developer" });
    const byAddress = await create(process(), { ...one, email: alice });
    const byId = await create(process(), { ...two, userId: id });
    const session = process();
    expect((await preview(session, byAddress, { ...one, email: alice })).does).toBe("nothing");
    expect(failures(session, Member, { ...two, userId: id })).toEqual([twice(id)]);
    const other = process();
    await preview(other, byId, { ...two, userId: id });
    await expect(preview(other, byAddress, { ...one, email: alice })).rejects.toThrow("`two`");
  });

  test("are not what has the address of somebody who has another one now", async () => {
    const { process, people } = await office();
    people.addUser({ email: alice, role: "user" });
    const first = await create(process(), { ...one, email: alice });
    people.setUserEmail(alice, "alice.smith@example.com");
    people.addUser({ email: alice, role: "user" });
    const session = process();
    const renamed = { ...one, email: "alice.smith@example.com" };
    expect((await preview(session, first, renamed)).does).toBe("update");
    expect(failures(session, Member, { ...two, email: alice })).toEqual([]);
  });

  test("are not what changes places in a list", async () => {
    const { process, people } = await office();
    const bob = "bob@example.com";
    for (const email of [alice, bob]) people.addUser({ email, role: "user" });
    const first = await create(process(), { ...one, email: alice });
    const second = await create(process(), { ...two, email: bob });
    const session = process();
    expect((await preview(session, first, { ...one, email: bob })).does).toBe("replace");
    expect((await preview(session, second, { ...two, email: alice })).does).toBe("replace");
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
      expect(message).toContain(`Could not invite ${alice} as user`);
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
    expect(message).toContain(`Could not invite ${alice} as user`);
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
      expect(message).toContain(`Could not give ${alice} (${user.id}) the role developer`);
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

/** A Member who was invited as developer by an earlier run. */
async function invited(options: EmulatorOptions = {}, args: Properties = {}) {
  const made = await office(options);
  const declared = { email: alice, role: "developer", ...args };
  const member = await create(made.process(), declared);
  made.writes();
  return { ...made, declared, member };
}

/** A Member who has accepted, as the state knows. */
async function active(args: Properties = {}) {
  const made = await invited({}, args);
  const user = made.people.acceptInvite(alice, "Alice");
  const member = await up(made.process(), made.member, made.declared);
  made.requests();
  return { ...made, user, member };
}

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
    await session.live.users(-Infinity);
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
    expect(await refusal(up(process(), member, asked))).toContain("Could not invite");
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
    await session.live.users(-Infinity);
    await session.live.invites(-Infinity);
    people.acceptInvite(alice);
    const changed = { ...declared, role: "billing", reinvite: "1" };
    const seen = await up(session, member, changed);
    expect(seen.outputs).toMatchObject({ status: "active", role: "billing", reinvite: "1" });
    expect(mailed()).toEqual([alice]);
  });
});

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
      "Could not give alice@example.com",
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
    expect(message).toContain("Did not give alice@example.com");
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

async function rejected(doing: Promise<unknown>): Promise<Error> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  return error;
}

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
      /^it: alice@example\.com \(user_\w+\) is left as they are: the person was removed from the organization by hand\.$/,
    );
    expect(waiting.said.at(-1)).toBe(
      "it: alice@example.com is left as they are: the invitation was withdrawn by hand.",
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
      expect(await refusal(destroy(process(), held))).toContain(`Could not remove ${alice} (${user.id})`);
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
      expect(said.join()).toContain("is left as it is: an Invite of this program declares it now.");
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
      expect(message).toContain(onDelete === "remove" ? "Did not remove alice" : "Did not demote alice");
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
        expect(message).toContain(`Could not ${doing} ${alice}`);
        expect(made.emulator.organization().state()).toEqual(before);
      },
    );
  }, 30_000);

  test("that fails while nothing else can be asked either keeps the first reason", async () => {
    await each(["demote", "remove", "invited"], async (onDelete) => {
      const made = onDelete === "invited" ? await invited() : await active({ onDelete });
      const session = made.process();
      await session.live.users(-Infinity);
      const path = onDelete === "invited" ? anyInvite : anyUser;
      made.emulator.faults.add({ kind: "status", status: 403, path, times: 99 });
      const message = await refusal(destroy(session, made.member));
      expect(message).toContain(onDelete === "invited" ? "Could not withdraw" : `Could not ${onDelete}`);
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

describe("a Member that is only read", () => {
  test("is found by address or by id, in every form, and nothing is managed", async () => {
    const { process, people, writes } = await office();
    const user = people.addUser({ email: alice, role: "billing" });
    for (const id of [" ALICE@Example.com", user.id]) {
      const read = await Member.read(process(), id, {});
      expect(read.id).toBe(id === user.id ? id : alice);
      expect(read.props).toMatchObject({ email: alice, userId: user.id, role: "billing", status: "active" });
      expect(read.inputs).toEqual({});
    }
    people.invite("bob@example.com", "developer");
    const bob = await Member.read(process(), "bob@example.com", {});
    expect(bob.props).toMatchObject({ status: "invited", inviteRole: "developer" });
    expect(writes()).toEqual([]);
  });

  test("must be there", async () => {
    const { process } = await office();
    for (const id of ["bob@example.com", "user_01nobody"]) {
      expect(await refusal(Member.read(process(), id, {}))).toContain(
        `Could not read Member ${id}: the organization`,
      );
    }
    const wrong = await rejected(Member.read(process(), "wrkspc_01x", {}));
    expect(wrong.message).toBe(
      '"wrkspc_01x" is not the id of a Member, which is the person\'s address, or their id `user_...`.',
    );
  });
});

describe("people in a list by number", () => {
  test("who move to another place and get another role at once are given it", async () => {
    const { process, people, emulator, mailed } = await office();
    people.addUser({ email: "ann@example.com", role: "developer" });
    people.addUser({ email: "bob@example.com" });
    const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => ({ email: `${name}@example.com` }));
    const numbered = (index: number, person: Properties | undefined, role: string) => ({
      ...person,
      role,
      [kept.origin]: `acme/dev::person-${index}`,
    });
    const first = process();
    const before = [
      await create(first, numbered(0, ann, "developer")),
      await create(first, numbered(1, bob, "user")),
      await create(first, numbered(2, eve, "user")),
    ];
    const run = process();
    const after = [];
    for (const [index, [person, role]] of (
      [
        [bob, "developer"],
        [eve, "user"],
        [ann, "user"],
      ] as const
    ).entries()) {
      const [held, args] = [before[index], numbered(index, person, role)];
      if (held === undefined) throw new Error();
      expect((await preview(run, held, args)).does).toBe("replace");
      after.push(await create(run, args));
    }
    for (const held of before.reverse()) await destroy(run, held);
    const { users } = emulator.organization().state();
    const roleOf = (email: string) => users?.find((user) => user.email === email)?.role;
    expect([roleOf("ann@example.com"), roleOf("bob@example.com")]).toEqual(["user", "developer"]);
    expect(after.map(({ outputs }) => outputs["status"])).toEqual(["active", "invited", "active"]);
    expect(mailed()).toEqual(["eve@example.com"]);
  });

  test("are not taken over with another role when no resource gives them up", async () => {
    const { process, people } = await office();
    people.addUser({ email: "ann@example.com", role: "developer" });
    expect(await refusal(create(process(), { email: "ann@example.com", role: "user" }))).toContain(
      "they are in the organization already, as developer",
    );
  });
});
