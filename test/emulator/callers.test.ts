import { request } from "node:http";
import { describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { emulate, warnings } from "./setup.ts";

/** Sends one request with exactly these headers, which `fetch` does not allow. */
async function ask(
  emulator: Emulator,
  what: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: string; headers: object }> {
  const [method = "GET", path = "/"] = what.split(" ");
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof ask>>>();
  const sent = request(new URL(path, emulator.url), { method, headers }, (response) => {
    let body = "";
    response.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    response.on("end", () => resolve({ status: response.statusCode, body, headers: response.headers }));
  });
  sent.on("error", reject).end();
  return promise;
}

const routes = [
  "GET /_emulator/state",
  "DELETE /_emulator/requests",
  "POST /_emulator/clock/advance",
  "GET /v1/organizations/me",
  "GET /nowhere",
  "OPTIONS /_emulator/state",
];

describe("a request from a web page", () => {
  it.each([
    "evil.example",
    "evil.example:8787",
    "localhost.evil.example",
    "127.0.0.1.evil.example:80",
    "127.0.0.1@evil.example",
    "10.0.0.1",
    "0.0.0.0:8787",
    "[::]:8787",
    "localhost:8787:1",
  ])("a request from a web page is rejected on every route with the host %j", async (host) => {
    const emulator = await emulate({ seed: "sample" });
    for (const route of routes) {
      const { status, body } = await ask(emulator, route, { host, "x-api-key": emulator.adminKey });
      expect([route, status]).toEqual([route, 403]);
      expect(JSON.parse(body)).toMatchObject({ type: "error", error: { type: "permission_error" } });
      expect(body).not.toContain("example.com");
    }
    expect(emulator.requests).toEqual([]);
    expect(warnings.get(emulator)).toEqual(
      routes.map((route) => `Admin API emulator: rejected ${route}: its Host is ${JSON.stringify(host)}`),
    );
  });

  it.each(["https://evil.example", "null", "http://localhost.evil.example", "file://", "ftp://localhost"])(
    "a request from a web page is rejected on every route with the origin %j",
    async (origin) => {
      const emulator = await emulate();
      for (const route of routes) {
        expect([route, (await ask(emulator, route, { origin })).status]).toEqual([route, 403]);
      }
      expect(emulator.requests).toEqual([]);
      expect(warnings.get(emulator)?.[0]).toBe(
        `Admin API emulator: rejected GET /_emulator/state: its Origin is ${JSON.stringify(origin)}`,
      );
    },
  );

  it("does not use up a fault", async () => {
    const emulator = await emulate();
    emulator.faults.add({ kind: "status", status: 500 });
    expect((await ask(emulator, "GET /v1/organizations/me", { host: "evil.example" })).status).toBe(403);
    expect(emulator.faults.list()).toHaveLength(1);
  });

  it("prints no control characters in its warning", async () => {
    const emulator = await emulate();
    await ask(emulator, "GET /_emulator", { host: "\u009b31m##[error]evil" });
    expect(warnings.get(emulator)).toEqual([
      'Admin API emulator: rejected GET /_emulator: its Host is "?31m#?[error]evil"',
    ]);
  });
});

it.each(["localhost:1", "LOCALHOST", "127.0.0.1:8787", "127.8.9.1", "[::1]:8787", "[::1]"])(
  "the emulator serves programs on this machine with the host %s",
  async (host) => {
    const emulator = await emulate();
    expect((await ask(emulator, "GET /_emulator/state", { host })).status).toBe(200);
    const origin = `http://${host}`;
    expect((await ask(emulator, "GET /_emulator/state", { host, origin })).status).toBe(200);
  },
);
