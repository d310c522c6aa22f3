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

  it("is separate for each organization", async () => {
    const emulator = await emulate({
      requestsPerMinute: 1,
      organizations: [{ adminKey: "sk-ant-admin01-two" }],
    });
    const status = async (key: string) =>
      (await send(emulator, me, { headers: { "x-api-key": key } })).status;
    expect(await status(emulator.adminKey)).toBe(200);
    expect(await status(emulator.adminKey)).toBe(429);
    expect(await status("sk-ant-admin01-two")).toBe(200);
  });

  it("applies neither to the Console nor to control routes", async () => {
    const emulator = await emulate({ requestsPerMinute: 1 });
    emulator.organization().console.createWorkspace({ name: "Robots" });
    const headers = { "x-api-key": null };
    expect((await send(emulator, "GET /_emulator/state", { headers })).status).toBe(200);
    expect((await send(emulator, me)).status).toBe(200);
    expect(emulator.requests).toHaveLength(1);
  });
});

describe("the limit of invitations per hour", () => {
  it("allows 1,200 invitations and counts them separately", async () => {
    const emulator = await emulate({ requestsPerMinute: 1 });
    const invite = (index: number) =>
      send(emulator, "POST /v1/organizations/invites", {
        body: { email: `guest${index}@example.com`, role: "user" },
      });
    for (let from = 0; from < 1_200; from += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => invite(from + index)));
      expect(answers.every(({ status }) => status === 200)).toBe(true);
    }
    const response = await invite(1_200);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(3_500);
    expect((await send(emulator, me)).status).toBe(200);
    emulator.clock.advance({ hours: 1 });
    expect((await invite(1_200)).status).toBe(200);
  });
});
