import { describe, expect, test } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import type { InviteWire } from "../../../provider/api/objects.ts";
import { UserError } from "../../../provider/errors.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import {
  deleteInvite,
  isPresentAlready,
  pendingInvite,
  replaceInvite,
  sendInvite,
} from "../../../provider/users/invitations.ts";
import { alice, type OrganizationSetup, organization, refusal } from "../harness/index.ts";

const post = { method: "POST", path: "/v1/organizations/invites" };
const remove = { method: "DELETE", path: /^\/v1\/organizations\/invites\/invite_/ };

async function start(options: OrganizationSetup = {}, settings: Record<string, string> = {}) {
  const context = await organization(options);
  const session = context.process(settings);
  const now = operation(session, {});
  return {
    ...context,
    now,
    session,
    send: async (): Promise<InviteWire> => await sendInvite(now, alice, "user"),
  };
}

describe("sendInvite", () => {
  test("sends an invitation and adds it to the cached list", async () => {
    const { now, session, send, requests } = await start();
    await session.cache.invites(-Infinity);
    const invite = await send();
    expect(await pendingInvite(now, alice, -Infinity)).toEqual(invite);
    expect(requests()).toEqual(["GET /invites", `POST /invites {"email":"${alice}","role":"user"}`]);
  });

  test("adopts a pending invitation with the same role, and rejects one with another role", async () => {
    const { now, console, invitationsSent } = await start();
    const { id } = console.invite(alice, "user");
    expect(await sendInvite(now, alice, "user")).toMatchObject({ id });
    expect(await refusal(sendInvite(now, alice, "billing"))).toContain("invite_already_exists");
    expect(invitationsSent()).toEqual([alice]);
  });

  test("sends one invitation when responses are lost repeatedly", async () => {
    const { send, emulator, invitationsSent, invitationStatuses } = await start();
    emulator.faults.add({ kind: "status", status: 503, ...post, times: 2 });
    emulator.faults.add({ kind: "loseResponse", ...post });
    expect(await send()).toMatchObject({ status: "pending" });
    expect(invitationsSent()).toEqual([alice]);
    expect(invitationStatuses()).toEqual(["pending"]);
  });

  test("reports an unknown outcome when every response is an error", async () => {
    const { send, emulator, invitationsSent } = await start();
    emulator.faults.add({ kind: "status", status: 503, ...post, times: 99 });
    expect(await refusal(send())).toContain("The outcome is unknown");
    expect(invitationsSent()).toEqual([]);
  });

  test("counts an invitation before it is sent", async () => {
    const { now, send, invitationsSent } = await start({}, { maxInvitations: "1" });
    await send();
    expect(await refusal(sendInvite(now, "bob@example.com", "user"))).toContain(
      "cannot invite bob@example.com",
    );
    expect(invitationsSent()).toEqual([alice]);
  });
});

describe("sendAgain", () => {
  test("deletes the old invitation and then sends the new one", async () => {
    const { now, send, invitationsSent, invitationStatuses } = await start();
    const first = await send();
    const second = await replaceInvite(now, first, alice, "developer");
    expect(second).toMatchObject({ role: "developer", status: "pending" });
    expect(second?.id).not.toBe(first.id);
    expect(invitationsSent()).toEqual([alice, alice]);
    expect(invitationStatuses()).toEqual(["deleted", "pending"]);
  });

  test("sends no invitation when the old one is accepted or cannot be deleted, or the limit is reached", async () => {
    const { now, console, send, emulator, invitationsSent, invitationStatuses } = await start(
      {},
      { maxInvitations: "2" },
    );
    const first = await send();
    emulator.faults.add({ kind: "status", status: 403, ...remove });
    expect(await refusal(replaceInvite(now, first, alice, "user"))).toContain("cannot delete the invitation");
    expect(await refusal(replaceInvite(now, first, alice, "user"))).toContain("ANTHROPIC_MAX_INVITATIONS");
    expect(invitationStatuses()).toEqual(["pending"]);
    const again = await start();
    const other = await again.send();
    again.console.acceptInvite(alice);
    expect(await replaceInvite(again.now, other, alice, "user")).toBe(undefined);
    console.deleteInvite(alice);
    expect([...invitationsSent(), ...again.invitationsSent()]).toEqual([alice, alice]);
  });
});

describe("withdrawInvite", () => {
  test("succeeds when the invitation is no longer pending", async () => {
    for (const answer of ["deleted", 404] as const) {
      for (const again of [404, 400, "allow"] as const) {
        const { now, send, console, invitationStatuses } = await start({
          assumptions: { deletedInviteGet: answer, deletedInviteDelete: again },
        });
        const invite = await send();
        console.deleteInvite(alice);
        expect(await deleteInvite(now, invite)).toBe("withdrawn");
        expect(invitationStatuses()).toEqual(["deleted"]);
      }
    }
  });

  test("leaves an accepted or expired invitation unchanged, and returns which one it is", async () => {
    const { now, send, console, emulator, invitationStatuses } = await start();
    const invite = await send();
    console.acceptInvite(alice);
    expect(await deleteInvite(now, invite)).toBe("accepted");
    const late = await sendInvite(now, "bob@example.com", "user");
    emulator.clock.advance({ days: 22 });
    expect(await deleteInvite(now, late)).toBe("withdrawn");
    expect(invitationStatuses()).toEqual(["accepted", "expired"]);
  });

  test("reports the error of the delete when the reads after it fail too", async () => {
    const { now, send, emulator, invitationStatuses } = await start();
    const invite = await send();
    emulator.faults.add({ kind: "status", status: 403, path: remove.path, times: 99 });
    expect(await refusal(deleteInvite(now, invite))).toContain(`cannot delete the invitation of ${alice}`);
    expect(invitationStatuses()).toEqual(["pending"]);
  });
});

test("isKnownAlready recognizes only the codes of the API", () => {
  const error = (code?: string) => new ApiError("cannot.", { reason: "invalid", code });
  expect([error("already_member"), error("invite_already_exists")].map(isPresentAlready)).toEqual([
    true,
    true,
  ]);
  const others = [error(), error("org_member_limit_exceeded"), new UserError("already_member"), undefined];
  expect(others.map(isPresentAlready)).toEqual([false, false, false, false]);
});
