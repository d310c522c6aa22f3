import { describe, expect, it } from "vitest";
import { expiryOf } from "../../../emulator/state/invites.ts";
import { column, emulate, part, send } from "../setup.ts";

const invites = "/v1/organizations/invites";

describe("Invites", () => {
  it("returns an invitation as expired from its expires_at on", async () => {
    const emulator = await emulate();
    const { id } = emulator.organization().console.invite("ann@example.com", "user");
    const read = async () => part((await send(emulator, `GET ${invites}/${id}`)).body, "status");
    emulator.clock.advance({ days: 20, hours: 23, minutes: 59 });
    expect(await read()).toBe("pending");
    emulator.clock.advance({ minutes: 1 });
    expect(await read()).toBe("expired");
    expect(emulator.organization().state().invites).toMatchObject([{ id, status: "expired" }]);
  });

  it("finds the pending invitation of an address that has older ones", async () => {
    const emulator = await emulate();
    const { console: actions } = emulator.organization();
    const first = actions.invite("ann@example.com", "user");
    actions.deleteInvite(first.id);
    const second = actions.invite("Ann@example.com", "developer");
    expect(actions.acceptInvite("ann@example.com").role).toBe("developer");
    expect(column(await send(emulator, `GET ${invites}?statuses=accepted`), "id")).toEqual([second.id]);
  });

  it("keeps the status of accepted and deleted invitations after their expires_at", async () => {
    const emulator = await emulate({ seed: "sample" });
    emulator.clock.advance({ days: 365 });
    const statuses = emulator
      .organization()
      .state()
      .invites.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(["accepted", "deleted", "expired"]));
  });
});

it("expiryOf is 21 days later", () => {
  expect(expiryOf("2026-02-20T10:00:00.000000Z")).toBe("2026-03-13T10:00:00.000000Z");
});
