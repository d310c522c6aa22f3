import { describe, expect, it } from "vitest";
import { emulate, errorOf, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

describe("the limit of requests per minute", () => {
  it("allows 100 requests and then sends retry-after", async () => {
    const emulator = await emulate({ requestsPerMinute: 100 });
    for (let count = 0; count < 100; count += 1) expect((await send(emulator, me)).status).toBe(200);
    const response = await send(emulator, me);
    expect(errorOf(response)).toMatchObject({ status: 429, type: "rate_limit_error", code: undefined });
    expect(response.headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
    const wait = Number(response.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    emulator.clock.advance({ seconds: wait });
    expect((await send(emulator, me)).status).toBe(200);
  });

  it("frees each request a minute after it was sent", async () => {
    const emulator = await emulate({ requestsPerMinute: 2 });
    const status = async () => (await send(emulator, me)).status;
    expect(await status()).toBe(200);
    emulator.clock.advance({ seconds: 40 });
    expect(await status()).toBe(200);
    expect(await status()).toBe(429);
    emulator.clock.advance({ seconds: 20 });
    expect(await status()).toBe(200);
    expect(await status()).toBe(429);
    emulator.clock.advance({ seconds: 40 });
    expect(await status()).toBe(200);
  });

  it("counts rejected requests, but not those over the limit or without a valid key", async () => {
    const emulator = await emulate({ requestsPerMinute: 2 });
    await send(emulator, me, { headers: { "x-api-key": "nobody" } });
    await send(emulator, "GET /v1/nothing");
    await send(emulator, me, { headers: { "anthropic-version": null } });
    expect((await send(emulator, me)).status).toBe(429);
    emulator.clock.advance({ seconds: 61 });
    expect((await send(emulator, me)).status).toBe(200);
  });
});
