import { describe, expect, it } from "vitest";
import { column, emulate, part, send } from "../setup.ts";

const keys = "/v1/organizations/api_keys";

describe("ApiKeys", () => {
  it("returns an active or inactive key as expired from its expires_at on", async () => {
    const emulator = await emulate();
    const { console: actions } = emulator.organization();
    const expiresAt = new Date(emulator.clock.now().getTime() + 60_000);
    const ids = (["active", "inactive", "archived"] as const).map(
      (status) => actions.createApiKey({ name: status, status, expiresAt }).id,
    );
    const statuses = () =>
      Promise.all(ids.map(async (id) => part((await send(emulator, `GET ${keys}/${id}`)).body, "status")));
    expect(await statuses()).toEqual(["active", "inactive", "archived"]);
    emulator.clock.advance({ minutes: 1 });
    expect(await statuses()).toEqual(["expired", "expired", "archived"]);
    expect(column(await send(emulator, `GET ${keys}`), "status")).toEqual(["archived", "expired", "expired"]);
  });
});
