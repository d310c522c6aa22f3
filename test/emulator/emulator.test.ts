import { describe, expect, it } from "vitest";
import { defaultAdminKey, startEmulator } from "../../emulator/index.ts";
import { emulate, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

describe("startEmulator", () => {
  it("listens on a loopback address, on the given port or a free one", async () => {
    const one = await emulate();
    const two = await emulate();
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(two.url).not.toBe(one.url);
    const port = Number(new URL(one.url).port);
    await expect(startEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await one.stop();
    expect((await emulate({ port })).url).toBe(one.url);
  });

  it("stops with open connections, and can be stopped twice", async () => {
    const emulator = await emulate();
    expect((await send(emulator, me)).status).toBe(200);
    await emulator.stop();
    await emulator.stop();
    await expect(send(emulator, me)).rejects.toThrow("fetch failed");
  });

  it("uses the default Admin key without the option adminKey", async () => {
    const emulator = await emulate();
    expect(emulator.adminKey).toBe(defaultAdminKey);
    expect(emulator.organization().adminKey).toBe(defaultAdminKey);
    expect(() => emulator.organization("sk-ant-admin01-other")).toThrow(
      "There is no organization with this Admin key.",
    );
  });

  it("rejects an invalid requestsPerMinute", async () => {
    for (const requestsPerMinute of [0, -1, 1.5, Number.NaN]) {
      await expect(startEmulator({ requestsPerMinute })).rejects.toThrow("must be an integer above 0");
    }
  });

  it("rejects one Admin key for two organizations", async () => {
    const organizations = [{ adminKey: defaultAdminKey }];
    await expect(startEmulator({ organizations })).rejects.toThrow("already a credential of the emulator");
  });

  it("uses the assumptions of its options", async () => {
    const emulator = await emulate({ assumptions: { malformedId: 404 } });
    expect((await send(emulator, "GET /v1/organizations/users/ann")).status).toBe(404);
    expect(emulator.assumptions.adminUser).toBe(400);
  });

  it("startEmulator stays fast with thousands of objects", async () => {
    const count = 5_000;
    const users = Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.com` }));
    const emulator = await emulate({
      seed: {
        version: 1,
        users,
        workspaces: [{ name: "W" }],
        members: users.map(({ email }) => ({
          workspace_id: "W",
          user_id: email,
          workspace_role: "workspace_user" as const,
        })),
        api_keys: Array.from({ length: 1_000 }, (_, index) => ({ name: `k${index}` })),
      },
    });
    const { users: stored } = emulator.organization().state();
    // The median, so that other load on the machine does not matter.
    const timed = async (act: (index: number) => Promise<unknown>): Promise<number> => {
      const times: number[] = [];
      for (let index = 0; index < 51; index += 1) {
        const start = performance.now();
        await act(index);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[25] ?? 0;
    };
    const each = {
      one: await timed((index) => send(emulator, `GET /v1/organizations/users/${stored[index]?.id}`)),
      email: await timed((index) =>
        send(emulator, `GET /v1/organizations/users?email=p${index}@example.com`),
      ),
      last: await timed(() => send(emulator, `GET /v1/organizations/users?after_id=${stored[1]?.id}`)),
      invite: await timed((index) =>
        send(emulator, "POST /v1/organizations/invites", {
          body: { email: `g${index}@example.com`, role: "user" },
        }),
      ),
      remove: await timed((index) => send(emulator, `DELETE /v1/organizations/users/${stored[index]?.id}`)),
    };
    // A generous limit, for a busy machine.
    for (const [what, milliseconds] of Object.entries(each))
      expect([what, milliseconds < 25]).toEqual([what, true]);
  });
});
