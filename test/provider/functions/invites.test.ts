import { expect, test } from "vitest";
import { getInvites, getInvitesOutput } from "../../../provider/index.ts";
import { reader, settled } from "./reader.ts";

test("getInvites filters by status, role and email address", async () => {
  const { console: consoleActions, emulator, requests } = await reader();
  consoleActions.invite("late@example.com", "user");
  emulator.clock.advance({ days: 22 });
  consoleActions.invite("ann@example.com", "developer");
  consoleActions.acceptInvite("ann@example.com");
  consoleActions.invite("deleted@example.com", "user");
  consoleActions.deleteInvite("deleted@example.com");
  const pending = consoleActions.invite("Bob@example.com", "user");

  const emails = async (args: Parameters<typeof getInvites>[0] = {}) =>
    (await getInvites(args)).map(({ email }) => email).toSorted();
  expect(await emails()).toEqual(["ann@example.com", "bob@example.com", "late@example.com"]);
  expect(await emails({ statuses: ["accepted"] })).toEqual(["ann@example.com"]);
  expect(await emails({ statuses: ["pending", "expired"], roles: ["user"] })).toEqual([
    "bob@example.com",
    "late@example.com",
  ]);
  expect(await emails({ roles: ["developer"] })).toEqual(["ann@example.com"]);
  expect(await getInvites({ email: "BOB@example.com" })).toEqual([
    {
      id: pending.id,
      email: "bob@example.com",
      role: "user",
      status: "pending",
      invitedAt: pending.invited_at,
      expiresAt: pending.expires_at,
      acceptedAt: undefined,
    },
  ]);
  expect(await settled(getInvitesOutput({ email: "bob@example.com" }))).toHaveLength(1);
  expect(requests()).toEqual(["GET /invites"]);
});
