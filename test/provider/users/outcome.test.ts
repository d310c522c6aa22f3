import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../../emulator/index.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import {
  findMemberToRemove,
  findOutcome,
  findUserToRemove,
  outcomeOfInvite,
} from "../../../provider/users/outcome.ts";
import { alice, listOf, onlyAdmins, organization } from "../harness/index.ts";

const users = "/v1/organizations/users";

/** An organization that has sent an invitation, and a new operation of a new process. */
async function start(options: EmulatorOptions = {}) {
  const context = await organization(options);
  const { emulator, console, process } = context;
  // The admin must not have joined when the invitation is sent.
  emulator.clock.advance({ minutes: 1 });
  const invite = console.invite(alice, "developer");
  const old = { status: "invited", inviteId: invite.id, expiresAt: invite.expires_at };
  /** A list of the admins only, for this number of requests. */
  const late = (times: number) =>
    emulator.faults.add({ kind: "status", status: 200, path: users, body: onlyAdmins(emulator), times });
  return { ...context, invite, old, late, now: () => operation(process(), {}) };
}

describe("invitation that the API no longer returns", () => {
  test("an invitation that is not returned is accepted when its address belongs to a user, and otherwise expired or withdrawn by the server's clock", async () => {
    const { console, emulator, invite, now } = await start();
    const fate = async () => {
      const current = now();
      return await outcomeOfInvite(current, alice, invite.expires_at, current.began);
    };
    expect(await fate()).toBe("withdrawn");
    emulator.clock.advance({ days: 21, seconds: -5 });
    expect(await fate()).toBe("withdrawn");
    emulator.clock.advance({ seconds: 10 });
    expect(await fate()).toBe("expired");
    console.addUser({ email: "Alice@example.com" });
    expect(await fate()).toBe("accepted");
  });

  test("an invitation that is not returned is withdrawn when it has no expiration date", async () => {
    const { now } = await start();
    const current = now();
    expect(await outcomeOfInvite(current, undefined, undefined, current.began)).toBe("withdrawn");
  });
});

describe("looking for an invited user", () => {
  test("waits for the list of users to show a user who has just accepted", async () => {
    for (const times of [1, 3, 5]) {
      const { console, late, now, old } = await start();
      const user = console.acceptInvite(alice);
      late(times);
      const current = now();
      expect(await findOutcome(current, { email: alice }, old, current.began)).toMatchObject({
        is: "member",
        user,
      });
    }
  });

  test("does not wait for a user who accepted long ago and was removed", async () => {
    const { console, emulator, late, now, old } = await start();
    console.acceptInvite(alice);
    emulator.clock.advance({ minutes: 2 });
    late(99);
    const current = now();
    expect(await findOutcome(current, { email: alice }, old, current.began)).toEqual({ is: "removed" });
  });

  test("requests an invitation by ID before a removal when the lists do not show it", async () => {
    const { emulator, invite, now, old } = await start();
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "GET",
      path: "/v1/organizations/invites",
      body: listOf(),
    });
    expect(await findUserToRemove(now(), { email: alice }, old)).toEqual({ is: "invited", invite });
  });

  test("requests two lists before it removes a membership by address", async () => {
    const { console, late, now } = await start();
    const user = console.acceptInvite(alice);
    late(2);
    expect((await findMemberToRemove(now(), { email: alice })).is).toBe("member");
    late(2);
    expect(await findMemberToRemove(now(), { userId: user.id })).toMatchObject({ is: "member" });
  });
});
