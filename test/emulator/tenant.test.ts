import { describe, expect, it } from "vitest";
import { emulate, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

describe("the limit of requests per minute", () => {
  it("the limit of requests per minute is separate for each organization", async () => {
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

  it("the rate limit applies neither to the Console nor to control routes", async () => {
    const emulator = await emulate({ requestsPerMinute: 1 });
    emulator.organization().console.createWorkspace({ name: "Robots" });
    const headers = { "x-api-key": null };
    expect((await send(emulator, "GET /_emulator/state", { headers })).status).toBe(200);
    expect((await send(emulator, me)).status).toBe(200);
    expect(emulator.requests).toHaveLength(1);
  });

  it("the limit of requests per minute stays used up when a seed is loaded", async () => {
    const emulator = await emulate({ requestsPerMinute: 1 });
    expect((await send(emulator, me)).status).toBe(200);
    emulator.organization().load("sample");
    expect((await send(emulator, me)).status).toBe(429);
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
