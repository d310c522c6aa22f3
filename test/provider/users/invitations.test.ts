import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../../emulator/index.ts";
import { ApiError } from "../../../provider/api/apiError.ts";
import type { InviteWire } from "../../../provider/api/objects.ts";
import { UserError } from "../../../provider/errors.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import {
  isKnownAlready,
  pendingInvite,
  sendAgain,
  sendInvite,
  withdrawInvite,
} from "../../../provider/users/invitations.ts";
import { alice, organization, refusal } from "../harness/index.ts";

const post = { method: "POST", path: "/v1/organizations/invites" };
const remove = { method: "DELETE", path: /^\/v1\/organizations\/invites\/invite_/ };

async function office(
  options: EmulatorOptions & { pace?: number } = {},
  settings: Record<string, string> = {},
) {
  const made = await organization({ pace: 0.02, ...options });
  const { emulator } = made;
  const session = made.process(settings);
  const now = operation(session, {});
  return {
    ...made,
    now,
    session,
    people: emulator.organization().console,
    invitationsSent: () => emulator.sentInvitations.map(({ to }) => to),
    invitationStatuses: () =>
      emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
    sent: async (): Promise<InviteWire> => await sendInvite(now, alice, "user"),
  };
}

describe("an invitation", () => {
  test("is sent, and known to this process without another list", async () => {
    const { now, session, sent, requests } = await office();
    await session.cache.invites(-Infinity);
    const invite = await sent();
    expect(await pendingInvite(now, alice, -Infinity)).toEqual(invite);
    expect(requests()).toEqual(["GET /invites", `POST /invites {"email":"${alice}","role":"user"}`]);
  });

  test("that is there as declared is taken for sent, one of another role is not", async () => {
    const { now, people, invitationsSent } = await office();
    const { id } = people.invite(alice, "user");
    expect(await sendInvite(now, alice, "user")).toMatchObject({ id });
    expect(await refusal(sendInvite(now, alice, "billing"))).toContain("invite_already_exists");
    expect(invitationsSent()).toEqual([alice]);
  });

  test("is mailed once, when the answer is lost again and again", async () => {
    const { sent, emulator, invitationsSent, invitationStatuses } = await office();
    emulator.faults.add({ kind: "status", status: 503, ...post, times: 2 });
    emulator.faults.add({ kind: "loseResponse", ...post });
    expect(await sent()).toMatchObject({ status: "pending" });
    expect(invitationsSent()).toEqual([alice]);
    expect(invitationStatuses()).toEqual(["pending"]);
  });

  test("that never has an answer is said to be unknown, and looked for by the next run", async () => {
    const { sent, emulator, invitationsSent } = await office();
    emulator.faults.add({ kind: "status", status: 503, ...post, times: 99 });
    expect(await refusal(sent())).toContain("The outcome is unknown");
    expect(invitationsSent()).toEqual([]);
  });

  test("counts before it is sent", async () => {
    const { now, sent, invitationsSent } = await office({}, { maxInvitations: "1" });
    await sent();
    expect(await refusal(sendInvite(now, "bob@example.com", "user"))).toContain(
      "cannot invite bob@example.com",
    );
    expect(invitationsSent()).toEqual([alice]);
  });
});

describe("an invitation in place of another", () => {
  test("is sent once the first is withdrawn", async () => {
    const { now, sent, invitationsSent, invitationStatuses } = await office();
    const first = await sent();
    const second = await sendAgain(now, first, alice, "developer");
    expect(second).toMatchObject({ role: "developer", status: "pending" });
    expect(second?.id).not.toBe(first.id);
    expect(invitationsSent()).toEqual([alice, alice]);
    expect(invitationStatuses()).toEqual(["deleted", "pending"]);
  });

  test("is not sent when the first was accepted, or may not be withdrawn or replaced", async () => {
    const { now, people, sent, emulator, invitationsSent, invitationStatuses } = await office(
      {},
      { maxInvitations: "2" },
    );
    const first = await sent();
    emulator.faults.add({ kind: "status", status: 403, ...remove });
    expect(await refusal(sendAgain(now, first, alice, "user"))).toContain("cannot delete the invitation");
    expect(await refusal(sendAgain(now, first, alice, "user"))).toContain("ANTHROPIC_MAX_INVITATIONS");
    expect(invitationStatuses()).toEqual(["pending"]);
    const again = await office();
    const other = await again.sent();
    again.people.acceptInvite(alice);
    expect(await sendAgain(again.now, other, alice, "user")).toBe(undefined);
    people.deleteInvite(alice);
    expect([...invitationsSent(), ...again.invitationsSent()]).toEqual([alice, alice]);
  });
});

describe("a withdrawal", () => {
  test("is done once the invitation is not pending any more, whoever withdrew it", async () => {
    for (const answer of ["deleted", 404] as const) {
      for (const again of [404, 400, "allow"] as const) {
        const { now, sent, people, invitationStatuses } = await office({
          assumptions: { deletedInviteGet: answer, deletedInviteDelete: again },
        });
        const invite = await sent();
        people.deleteInvite(alice);
        expect(await withdrawInvite(now, invite)).toBe("withdrawn");
        expect(invitationStatuses()).toEqual(["deleted"]);
      }
    }
  });

  test("leaves one that was accepted or has expired, and tells which", async () => {
    const { now, sent, people, emulator, invitationStatuses } = await office();
    const invite = await sent();
    people.acceptInvite(alice);
    expect(await withdrawInvite(now, invite)).toBe("accepted");
    const late = await sendInvite(now, "bob@example.com", "user");
    emulator.clock.advance({ days: 22 });
    expect(await withdrawInvite(now, late)).toBe("withdrawn");
    expect(invitationStatuses()).toEqual(["accepted", "expired"]);
  });

  test("that fails keeps its own reason, also when nothing else can be asked", async () => {
    const { now, sent, emulator, invitationStatuses } = await office();
    const invite = await sent();
    emulator.faults.add({ kind: "status", status: 403, path: remove.path, times: 99 });
    expect(await refusal(withdrawInvite(now, invite))).toContain(`cannot delete the invitation of ${alice}`);
    expect(invitationStatuses()).toEqual(["pending"]);
  });
});

test("only the API's own words tell that somebody is known already", () => {
  const error = (code?: string) => new ApiError("cannot.", { reason: "invalid", code });
  expect([error("already_member"), error("invite_already_exists")].map(isKnownAlready)).toEqual([true, true]);
  const others = [error(), error("org_member_limit_exceeded"), new UserError("already_member"), undefined];
  expect(others.map(isKnownAlready)).toEqual([false, false, false, false]);
});
