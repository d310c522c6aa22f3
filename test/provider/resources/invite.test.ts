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
  type Held,
  listOf,
  organization,
  preview,
  refresh,
  refreshed,
  refusal,
  unknownCode,
  up,
} from "../session.ts";

const alice = "alice@example.com";
const invites = { method: "POST", path: "/v1/organizations/invites" };
const one = /^\/v1\/organizations\/invites\/invite_/;

const lost: readonly Omit<Fault, "times">[] = [
  { kind: "loseResponse" },
  { kind: "statusAfter", status: 500 },
  { kind: "htmlAfter" },
  { kind: "cutJson" },
  { kind: "refuse" },
  { kind: "status", status: 500 },
  { kind: "html" },
  { kind: "rateLimit", retryAfter: 1 },
];

const refused: readonly Omit<Fault, "kind">[] = [
  { status: 400 },
  { status: 403 },
  { status: 404 },
  { status: 409 },
  { status: 418 },
  { status: 400, errorCode: "email_domain_not_allowed" },
  { status: 400, body: unknownCode },
  { status: 200, body: {} },
  { status: 200, body: { type: "user" } },
];

async function office(options: EmulatorOptions & { pace?: number } = {}) {
  const made = await organization({ pace: 0.02, ...options });
  const { emulator } = made;
  return {
    ...made,
    mailed: () => emulator.sentInvitations.map(({ to }) => to),
    statuses: () =>
      emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
  };
}

const create = (session: Session, args: Properties) => engine.create(session, Invite, args);

/** An Invite that an earlier run sent. */
async function sent(args: Properties = {}) {
  const made = await office();
  const declared = { email: alice, role: "developer", ...args };
  const invite = await create(made.process(), declared);
  made.writes();
  return { ...made, declared, invite };
}

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
      await expect(destroy(process(), invite)).rejects.toThrow("Could not ");
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
    expect(wrong({ email: alice, role: "admin" })).toContain("`admin` can only be given in the Console");
    expect(wrong({ email: alice, role: "user", expiresInDays: 7 })).toContain("the API cannot prolong it");
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
      expect(message).toMatch(/^Could not invite alice@example.com as user: .*\[req_\w+\]$/);
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

describe("an Invite that is there", () => {
  test("is no drift in any status that time or the person brings, and costs no request", async () => {
    const { process, byHand, emulator, invite, declared, requests } = await sent();
    requests();
    expect((await preview(process(), invite, declared)).does).toBe("nothing");
    expect(requests()).toEqual([]);
    expect((await refreshed(process(), invite)).outputs).toEqual(invite.outputs);
    expect(requests()).toEqual(["GET /invites"]);
    byHand.acceptInvite(alice);
    const accepted = await refreshed(process(), invite);
    expect(accepted).toMatchObject({
      inputs: { email: alice, role: "developer" },
      outputs: { status: "accepted" },
    });
    expect(accepted.outputs["acceptedAt"]).toMatch(/^20/);
    expect((await preview(process(), accepted, declared)).does).toBe("nothing");
    const other = await create(process(), { email: "bob@example.com", role: "user" });
    emulator.clock.advance({ days: 22 });
    const expired = await refreshed(process(), other);
    expect(expired.outputs).toMatchObject({ status: "expired" });
    expect((await preview(process(), expired, { email: "bob@example.com", role: "user" })).does).toBe(
      "nothing",
    );
  });

  test("is replaced by another role or address, withdrawn first, with one mail", async () => {
    for (const args of [
      { email: alice, role: "billing" },
      { email: "bob@example.com", role: "developer" },
    ]) {
      const { process, invite, writes, mailed, statuses } = await sent();
      // The API refuses a second pending one for the same address.
      const deleteFirst = args.email === alice;
      expect(await preview(process(), invite, args)).toMatchObject({ does: "replace", deleteFirst });
      const replaced = await up(process(), invite, args);
      expect(replaced.outputs).toMatchObject({ ...args, status: "pending" });
      const order = [`DELETE /invites/${invite.id}`, `POST /invites ${JSON.stringify(args)}`];
      expect(writes()).toEqual(deleteFirst ? order : order.reverse());
      expect(mailed()).toEqual([alice, args.email]);
      expect(statuses()).toEqual(["deleted", "pending"]);
    }
  });

  /** `pulumi up` of a list by number, in the engine's order: what replaces is made first, and what goes goes last. */
  async function upList(
    session: Session,
    list: readonly Held[],
    all: readonly Properties[],
  ): Promise<Held[]> {
    const made: Held[] = [];
    const old: Held[] = list.slice(all.length);
    for (const [index, args] of all.entries()) {
      const numbered = { ...args, [kept.origin]: `acme/dev::invite-${index}` };
      const held = list[index];
      const step = held === undefined ? undefined : await preview(session, held, numbered);
      expect(step?.deleteFirst ?? false).toBe(false);
      if (held !== undefined && step?.does !== "replace") made.push(await up(session, held, numbered));
      else made.push(await create(session, numbered));
      if (held !== undefined && step?.does === "replace") old.push(held);
    }
    for (const held of old.reverse()) await destroy(session, held);
    return made;
  }

  test("moves to another place in a list by number without mail, whoever is put in or taken out", async () => {
    const { process, mailed, writes, statuses } = await office();
    const [ann, bob, cem, zoe] = ["ann", "bob", "cem", "zoe"].map((name) => ({
      email: `${name}@example.com`,
      role: "user",
    }));
    if (ann === undefined || bob === undefined || cem === undefined || zoe === undefined) throw new Error();
    const first = await upList(process(), [], [ann, bob, cem]);
    writes();
    const more = await upList(process(), first, [zoe, ann, bob, cem]);
    expect(mailed()).toEqual([ann, bob, cem, zoe].map(({ email }) => email));
    expect(writes()).toHaveLength(1);
    expect(more.map(({ id }) => id).slice(1)).toEqual(first.map(({ id }) => id));
    const fewer = await upList(process(), more, [ann, cem]);
    expect(fewer.map(({ id }) => id)).toEqual([first[0]?.id, first[2]?.id]);
    expect(mailed()).toHaveLength(4);
    expect(statuses().sort()).toEqual(["deleted", "deleted", "pending", "pending"]);
  });

  test("that moves in a list and gets another role is withdrawn first, with one mail", async () => {
    const { process, byHand, mailed, statuses } = await office();
    const ann = { email: "ann@example.com", role: "user" };
    const zoe = { email: "zoe@example.com", role: "user" };
    const list = await upList(process(), [], [ann]);
    const moved = await upList(process(), list, [zoe, { ...ann, role: "billing" }]);
    expect(moved.map(({ outputs }) => outputs["role"])).toEqual(["user", "billing"]);
    expect(mailed()).toEqual([ann.email, zoe.email, ann.email]);
    expect(statuses().sort()).toEqual(["deleted", "pending", "pending"]);
    // What the stack does not give up itself is not withdrawn.
    byHand.invite(alice, "user");
    expect(await refusal(upList(process(), moved, [zoe, { email: alice, role: "billing" }]))).toContain(
      "they have a pending invitation as user",
    );
  });

  test("that moves in a list and gets another role is mailed once, whatever answers are lost, or a run dies", async () => {
    const { process, emulator, mailed, statuses } = await office();
    const ann = { email: "ann@example.com", role: "user" };
    const wanted = [
      { email: "zoe@example.com", role: "user" },
      { ...ann, role: "billing" },
    ];
    const list = await upList(process(), [], [ann]);
    emulator.faults.add({
      kind: "loseResponse",
      method: "POST",
      path: "/v1/organizations/invites",
      times: 2,
    });
    emulator.faults.add({ kind: "loseResponse", method: "DELETE", path: /invites/ });
    const moved = await upList(process(), list, wanted);
    expect(mailed()).toEqual([ann.email, "zoe@example.com", ann.email]);
    expect(statuses().sort()).toEqual(["deleted", "pending", "pending"]);
    // The state of a run that died is that of before it.
    const again = await upList(process(), list, wanted);
    expect(again.map(({ id }) => id)).toEqual(moved.map(({ id }) => id));
    expect(mailed()).toHaveLength(3);
    expect(statuses().sort()).toEqual(["deleted", "pending", "pending"]);
  });

  test("is replaced by a new value of `reinvite`, pending, expired or withdrawn, with one mail", async () => {
    for (const before of ["pending", "expired", "withdrawn"]) {
      const { process, byHand, emulator, invite, declared, mailed } = await sent({ reinvite: "1" });
      if (before === "expired") emulator.clock.advance({ days: 22 });
      if (before === "withdrawn") byHand.deleteInvite(alice);
      for (const state of [invite, await refreshed(process(), invite)]) {
        expect((await preview(process(), state, { ...declared, reinvite: "2" })).does).toBe("replace");
        expect((await preview(process(), state, { email: alice, role: "developer" })).does).toBe("update");
      }
      const again = await up(process(), invite, { ...declared, reinvite: "2" });
      expect(again.outputs).toMatchObject({ status: "pending", reinvite: "2" });
      expect(mailed()).toEqual([alice, alice]);
      expect((await preview(process(), again, { ...declared, reinvite: "2" })).does).toBe("nothing");
    }
  });

  test("whose `reinvite` is taken out stays as it is, in every status", async () => {
    const { process, byHand, invite, mailed } = await sent({ reinvite: "1" });
    const without = { email: alice, role: "developer" };
    expect((await up(process(), invite, without)).outputs).not.toHaveProperty("reinvite");
    byHand.acceptInvite(alice);
    const accepted = await refreshed(process(), invite);
    expect((await up(process(), accepted, without)).outputs).not.toHaveProperty("reinvite");
    expect(mailed()).toEqual([alice]);
  });

  test("cannot be changed once it was accepted, seen by the state or not, and nothing is lost", async () => {
    const { process, byHand, invite, declared, writes, mailed } = await sent();
    byHand.acceptInvite(alice);
    for (const state of [invite, await refreshed(process(), invite)]) {
      for (const changed of [
        { ...declared, role: "billing" },
        { ...declared, email: "bob@example.com" },
        { ...declared, reinvite: "1" },
      ]) {
        expect((await preview(process(), state, changed)).does).toBe("update");
        const message = await refusal(up(process(), state, changed));
        expect(message).toContain(`Did not change the invitation of ${alice}`);
        expect(message).toContain("Declare a Member");
      }
    }
    expect(writes()).toEqual([]);
    expect(mailed()).toEqual([alice]);
  });

  test("withdrawn outside of Pulumi stays in the state, and is sent again only on request", async () => {
    for (const answer of ["deleted", 404] as const) {
      const { process, byHand, emulator, invite, declared, writes, requests, mailed, said } = await sent();
      emulator.assumptions.deletedInviteGet = answer;
      byHand.deleteInvite(alice);
      const withdrawn = await refreshed(process(), invite);
      expect(withdrawn.outputs).toMatchObject({ status: "withdrawn", email: alice, role: "developer" });
      expect((await refreshed(process(), withdrawn)).outputs).toEqual(withdrawn.outputs);
      expect(said).toEqual([]);
      expect((await preview(process(), withdrawn, declared)).does).toBe("update");
      expect(said).toEqual([
        `it: \`up\` will refuse to change the invitation of ${alice} (${invite.id}): it was withdrawn outside of Pulumi. Remove it from the program, or request it again with a new value of \`reinvite\`, such as today's date.`,
      ]);
      expect(await refusal(up(process(), withdrawn, declared))).toContain(
        "it was withdrawn outside of Pulumi",
      );
      for (const state of [invite, withdrawn]) {
        expect(await refusal(up(process(), state, { ...declared, role: "billing" }))).toContain(
          "withdrawn outside of Pulumi",
        );
      }
      expect(writes()).toEqual([]);
      await destroy(process(), withdrawn);
      expect(requests()).toEqual(["GET /me"]);
      expect(mailed()).toEqual([alice]);
      expect((await preview(process(), withdrawn, { ...declared, email: "bob@example.com" })).does).toBe(
        "replace",
      );
    }
  });

  test("that the API no longer returns is judged by its expiration date and by the list of users", async () => {
    const forgotten = async (days: number, accepts: boolean) => {
      const made = await sent();
      const { emulator, byHand } = made;
      if (accepts) byHand.acceptInvite(alice);
      emulator.clock.advance({ days });
      const gone = { method: "GET", times: 99 } as const;
      emulator.faults.add({ ...gone, kind: "status", status: 200, path: invites.path, body: listOf() });
      emulator.faults.add({ ...gone, kind: "status", status: 404, path: /\/invites\/invite_/ });
      return made;
    };
    for (const [days, accepts, status] of [
      [1, true, "accepted"],
      [22, true, "accepted"],
      [22, false, "expired"],
      [20, false, "withdrawn"],
    ] as const) {
      const { process, invite, declared, byHand, writes, mailed } = await forgotten(days, accepts);
      const seen = await refreshed(process(), invite);
      expect(seen.outputs).toMatchObject({ status, email: alice, role: "developer" });
      const doing = await preview(process(), seen, declared);
      expect(doing.does).toBe(status === "withdrawn" ? "update" : "nothing");
      if (status === "expired") {
        for (const state of [invite, seen]) {
          expect((await preview(process(), state, { ...declared, role: "billing" })).does).toBe("replace");
        }
      }
      await destroy(process(), seen);
      // Its status is not judged again: the member may have left.
      if (accepts) byHand.removeUser(alice);
      expect((await refreshed(process(), seen)).outputs).toEqual(seen.outputs);
      expect(writes()).toEqual([]);
      expect(mailed()).toEqual([alice]);
    }
  });

  test("that an interrupted replacement may have deleted is reported with both explanations", async () => {
    const { process, byHand, invite, declared, statuses, mailed } = await sent();
    byHand.deleteInvite(alice);
    const changed = { ...declared, role: "billing" };
    expect(await refusal(up(process(), invite, changed))).toContain(
      "it was withdrawn outside of Pulumi, or by an interrupted `up` that was replacing it. Remove it from the program, or request it again",
    );
    await up(process(), invite, { ...changed, reinvite: "today" });
    expect(statuses().filter((status) => status === "pending")).toHaveLength(1);
    expect(mailed()).toEqual([alice, alice]);
  });

  test("may have any status, role or further field without confusing read or diff", async () => {
    const { process, emulator, invite, declared } = await sent();
    const [there] = emulator.organization().state().invites;
    for (const odd of [
      { status: "bounced" },
      { role: "owner" },
      { rbac_group_ids: null },
      { colour: "red" },
    ]) {
      const body = { data: [{ ...there, ...odd }], has_more: false, first_id: null, last_id: null };
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: invites.path, body });
      const seen = await refreshed(process(), invite);
      expect(seen.outputs).toMatchObject({ status: "status" in odd ? odd.status : "pending" });
      const plan = await preview(process(), seen, declared);
      expect(plan.does).toBe("role" in odd ? "replace" : "nothing");
    }
  });

  test("is not gone because a list cannot be read", async () => {
    for (const fault of [
      { kind: "html", status: 200 },
      { kind: "cutJson" },
      { kind: "status", status: 403 },
    ] as const) {
      const { process, emulator, invite, writes } = await sent();
      emulator.faults.add({ ...fault, method: "GET", times: 99 });
      await refusal(refresh(process(), invite));
      await refusal(destroy(process(), invite));
      expect(writes()).toEqual([]);
    }
  });
});

describe("an Invite that is deleted", () => {
  test("is withdrawn while it is pending, once", async () => {
    const { process, invite, writes } = await sent();
    await destroy(process(), invite);
    await destroy(process(), invite);
    expect(writes()).toEqual([`DELETE /invites/${invite.id}`]);
  });

  test("is left alone once it was accepted or has expired", async () => {
    const { process, byHand, emulator, invite, writes } = await sent();
    byHand.acceptInvite(alice);
    await destroy(process(), invite);
    const other = await create(process(), { email: "bob@example.com", role: "user" });
    emulator.clock.advance({ days: 22 });
    writes();
    await destroy(process(), other);
    expect(writes()).toEqual([]);
  });

  test("goes, whatever becomes of the answer", async () => {
    for (const fault of lost) {
      const { process, emulator, invite, statuses } = await sent();
      emulator.faults.add({ ...fault, method: "DELETE", path: one });
      await destroy(process(), invite);
      expect(statuses()).toEqual(["deleted"]);
    }
  });

  test("that the API refuses is one error, and nothing is lost", async () => {
    for (const fault of refused) {
      const { process, emulator, invite, statuses } = await sent();
      emulator.faults.add({ kind: "status", ...fault, method: "DELETE", path: one, times: 9 });
      const message = await refusal(destroy(process(), invite));
      expect(message).toContain(`Could not withdraw the invitation of ${alice} (${invite.id})`);
      expect(statuses()).toEqual(["pending"]);
    }
  });

  test("accepted at that moment is left alone", async () => {
    const { process, byHand, emulator, invite } = await sent();
    const session = process();
    const [listed] = emulator.organization().state().invites;
    const body = { data: [listed], has_more: false, first_id: null, last_id: null };
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: invites.path, body });
    byHand.acceptInvite(alice);
    await destroy(session, invite);
    expect(emulator.organization().state().users).toHaveLength(2);
  });

  test("is left to the resource that declares it now, in whatever form", async () => {
    const { process, invite, declared, writes, said, mailed } = await sent();
    const renamed = process();
    expect(await create(renamed, declared)).toMatchObject({ id: invite.id, outputs: { adopted: true } });
    await destroy(renamed, invite);
    expect(said.at(-1)).toContain("is declared by another resource of this program now");
    const forced = process();
    failures(forced, Invite, declared);
    expect(await create(forced, declared)).toMatchObject({ id: invite.id });
    await destroy(forced, invite);
    const asMember = process();
    await engine.create(asMember, Member, { email: alice, role: "developer" });
    await destroy(asMember, invite);
    expect(said.at(-1)).toContain("a Member of this program declares the person now");
    expect(writes()).toEqual([]);
    expect(mailed()).toEqual([alice]);
  });
});

describe("an Invite that is only read", () => {
  test("must be there, and have the id of one", async () => {
    const { process, invite } = await sent();
    const read = await Invite.read(process(), ` ${invite.id} `, {});
    expect(read).toMatchObject({ id: invite.id, inputs: {}, props: { email: alice, status: "pending" } });
    expect(await refusal(Invite.read(process(), "invite_01none", {}))).toContain(
      "Could not read Invite invite_01none",
    );
    await expect(Invite.read(process(), alice, {})).rejects.toThrow(
      '"alice@example.com" is not the id of an Invite, which begins with `invite_`.',
    );
  });
});
