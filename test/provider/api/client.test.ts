import { execFile } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Emulator } from "../../../emulator/index.ts";
import { resolveCredential } from "../../../provider/api/credentials.ts";
import { UserWire } from "../../../provider/api/objects.ts";
import { path } from "../../../provider/api/path.ts";
import { NoCredentialError, UserError } from "../../../provider/errors.ts";
import { me, readMe, workspaces } from "./clientSetup.ts";
import { clientOf, createWorkspace, emulate, failure, sent } from "./setup.ts";

describe("a request of the client", () => {
  it("returns the value, the organization, the request ID and the server's time", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const { id, name } = emulator.organization();
    const response = await readMe(client);
    expect(response.value).toEqual({ type: "organization", id, name });
    expect(response.organization).toBe(id);
    expect(response.requestId).toBe(emulator.requests[0]?.requestId);
    expect(Math.abs((response.date?.getTime() ?? 0) - emulator.clock.now().getTime())).toBeLessThan(5000);
  });

  it("sends the key once, as a bearer token, with the API version, and a content type only with a body", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { userAgent: "pulumi-anthropic/1.2.3" });
    const seen: string[] = [];
    const listen = (message: unknown) => {
      seen.push(z.object({ headers: z.string() }).parse(message).headers.toLowerCase());
    };
    subscribe("undici:client:sendHeaders", listen);
    try {
      await readMe(client);
      await createWorkspace(client, "Research");
    } finally {
      unsubscribe("undici:client:sendHeaders", listen);
    }
    expect(seen).toHaveLength(2);
    for (const headers of seen) {
      expect(headers).toContain(`authorization: bearer ${emulator.adminKey.toLowerCase()}\r\n`);
      expect(headers).toContain("anthropic-version: 2026-10-21\r\n");
      expect(headers).toContain("user-agent: pulumi-anthropic/1.2.3\r\n");
      expect(headers).not.toContain("x-api-key");
    }
    expect(seen[0]).not.toContain("content-type");
    expect(seen[1]).toContain("content-type: application/json\r\n");
  });

  it("sends arrays in queries with brackets and leaves out undefined", async () => {
    const emulator = await emulate({ seed: "sample" });
    const { client } = clientOf(emulator);
    await client.request({
      method: "GET",
      path: workspaces,
      query: { ids: ["wrkspc_1", "wrkspc_2"], include_archived: true, limit: 5, after_id: undefined },
      schema: z.object({ data: z.array(z.unknown()) }),
      doing: "list some workspaces",
    });
    expect(emulator.requests[0]?.query).toBe(
      "ids%5B%5D=wrkspc_1&ids%5B%5D=wrkspc_2&include_archived=true&limit=5",
    );
  });

  it("a request of the client is sent below the path of the base URL", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { baseUrl: new URL(`${emulator.url}/gateway`) });
    emulator.faults.add({ kind: "status", status: 400 });
    await failure(readMe(client));
    expect(emulator.requests[0]?.path).toBe(`/gateway${me}`);
  });

  it.each([
    "/v1/organizations/users/../me",
    "/v1//me",
    "/v1/organizations/users/",
    "/v2/me",
    "/v1/a b",
    "/v1/x?y=1",
  ])(
    "a request of the client is rejected before it is sent to %s, a path that was not built with path",
    async (wrong) => {
      const emulator = await emulate();
      const { client } = clientOf(emulator);
      const request = client.request({ method: "GET", path: wrong, schema: z.unknown(), doing: "look" });
      await expect(request).rejects.toThrow(UserError);
      expect(emulator.requests).toEqual([]);
    },
  );

  it("resolves the key when the first request is sent", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { credential: () => resolveCredential({ env: {} }) });
    expect(client.now()).toBeGreaterThan(0);
    await expect(readMe(client)).rejects.toThrow(NoCredentialError);
    expect(emulator.requests).toEqual([]);
  });

  it("that the API rejects fails with the operation, the reason and the request ID", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const error = await failure(createWorkspace(client, ""));
    expect(error).toMatchObject({ reason: "invalid", outcomeUnknown: false });
    expect(error.message).toMatch(
      /^cannot create workspace "": the API rejected it \(400 invalid_request_error: name: .+\)\. Fix the value that the API names and run again\. \[req_\w+\]$/,
    );
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
  });

  it("a request of the client for an object that does not exist fails with not_found", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const request = client.request({
      method: "GET",
      path: path`/v1/organizations/users/${"user_01AAAAAAAAAAAAAAAAAAAAAA"}`,
      schema: UserWire,
      doing: "look up a user",
    });
    expect(await failure(request)).toMatchObject({ reason: "not_found" });
  });
});

describe("a read", () => {
  it.each([
    ["a 500", { kind: "status", status: 500 }],
    ["a 529", { kind: "status", status: 529 }],
    ["a proxy's page with 502", { kind: "html" }],
    ["a proxy's page with 200", { kind: "html", status: 200 }],
    ["a proxy's page with 403", { kind: "html", status: 403 }],
    ["truncated JSON", { kind: "cutJson" }],
    ["a connection that breaks", { kind: "loseResponse" }],
    ["a connection that is closed at once", { kind: "refuse" }],
  ] as const)("a read is sent again after %s", async (_what, fault) => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ ...fault, times: 2 });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
    expect(sent(emulator, "GET", me)).toHaveLength(3);
  });

  it("a read is sent again after a timeout", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { pause: 10, headers: 200 } });
    emulator.faults.add({ kind: "hang" });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
  });

  it("fails after four attempts", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "html", times: 100 });
    const error = await failure(readMe(client));
    expect(error).toMatchObject({ reason: "unavailable", outcomeUnknown: false });
    expect(error.message).toMatch(
      /^cannot read the organization: the API failed \(502 text\/html.*Nothing was changed/,
    );
    expect(sent(emulator, "GET", me)).toHaveLength(4);
  });

  it("fails when its total time is over", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { pause: 10, headers: 300, total: 500 } });
    emulator.faults.add({ kind: "hang", times: 100 });
    const started = performance.now();
    expect((await failure(readMe(client))).message).toContain("the response did not arrive in time");
    expect(performance.now() - started).toBeLessThan(3000);
    expect(sent(emulator, "GET", me).length).toBeLessThan(4);
  });

  it("a read of a malformed response fails without a retry and names the field", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", status: 200, body: { type: "organization", id: 7, name: "Acme" } });
    const error = await failure(readMe(client));
    expect(error).toMatchObject({ reason: "unreadable", outcomeUnknown: false });
    expect(error.message).toMatch(
      /form that this version does not support \(id: .*string.*\)\. Update pulumi-anthropic/,
    );
    expect(sent(emulator, "GET", me)).toHaveLength(1);
  });

  it("a read of a proxy's page does not count as 'not found'", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "html", status: 404, times: 100 });
    expect(await failure(readMe(client))).toMatchObject({ reason: "unreadable" });
  });

  it("a read of more than 32 MiB fails", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", status: 200, body: { filler: "x".repeat(33 * 1024 * 1024) } });
    const error = await failure(readMe(client));
    expect(error.reason).toBe("unreadable");
    expect(error.message).toContain("larger than this version accepts");
  });

  it("does not follow a redirect", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", status: 307 });
    expect((await failure(readMe(client))).message).toContain("redirects are not followed");
    expect(emulator.requests).toHaveLength(1);
  });
});

describe("a write", () => {
  it.each([
    ["a 500 after the effect", { kind: "statusAfter", status: 500 }, 1],
    ["a 500 without an effect", { kind: "status", status: 500 }, 0],
    ["a lost response", { kind: "loseResponse" }, 1],
    ["a proxy's page with 200", { kind: "htmlAfter" }, 1],
    ["truncated JSON", { kind: "cutJson" }, 1],
    ["a connection that is closed at once", { kind: "refuse" }, 0],
  ] as const)(
    "a write is not sent again after %s, with an unknown outcome",
    async (_what, fault, created) => {
      const emulator = await emulate();
      const { client } = clientOf(emulator);
      emulator.faults.add({ ...fault, method: "POST" });
      const error = await failure(createWorkspace(client, "Research"));
      expect(error.outcomeUnknown).toBe(true);
      expect(error.message).toContain("The outcome is unknown");
      expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
      const named = emulator
        .organization()
        .state()
        .workspaces?.filter(({ name }) => name === "Research");
      expect(named).toHaveLength(created);
    },
  );

  it("a write is not sent again after a timeout, with an unknown outcome", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { headers: 200 } });
    emulator.faults.add({ kind: "hang", method: "POST" });
    expect((await failure(createWorkspace(client, "Research"))).outcomeUnknown).toBe(true);
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
  });

  it("a write has an unknown outcome after a malformed response", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "statusAfter", method: "POST", status: 200, body: { type: "workspace" } });
    const error = await failure(createWorkspace(client, "Research"));
    expect(error).toMatchObject({ reason: "unreadable", outcomeUnknown: true });
  });

  it("that is idempotent is sent again after a lost response", async () => {
    const emulator = await emulate({ seed: "sample" });
    const { client } = clientOf(emulator);
    const id = emulator.organization().console.createWorkspace({ name: "Old" }).id;
    emulator.faults.add({ kind: "loseResponse", method: "POST", times: 2 });
    const response = await client.request({
      method: "POST",
      path: path`/v1/organizations/workspaces/${id}`,
      body: { name: "New" },
      schema: z.object({ name: z.string() }),
      doing: "rename workspace",
      repeatable: true,
    });
    expect(response.value).toEqual({ name: "New" });
    expect(sent(emulator, "POST", `${workspaces}/${id}`)).toHaveLength(3);
  });

  it("that was not sent is tried again, and its outcome is known", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    await readMe(client);
    await emulator.stop();
    const error = await failure(createWorkspace(client, "Research"));
    expect(error).toMatchObject({ reason: "unavailable", outcomeUnknown: false });
    expect(error.message).toMatch(/could not be reached \(ECONNREFUSED\), so nothing was sent/);
  });

  it("a write to a host that does not exist has no unknown outcome", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { baseUrl: new URL("https://nowhere.invalid") });
    const error = await failure(createWorkspace(client, "Research"));
    expect(error).toMatchObject({ reason: "unavailable", outcomeUnknown: false });
    expect(error.message).toContain("nowhere.invalid could not be reached");
  });

  it.each(["concurrent_membership_change", "external_key_changed", "external_key_validation_timed_out"])(
    "that is rejected with %s is sent again",
    async (errorCode) => {
      const emulator = await emulate();
      const { client } = clientOf(emulator);
      emulator.faults.add({ kind: "status", method: "POST", errorCode, times: 3 });
      expect((await createWorkspace(client, "Research")).value.name).toBe("Research");
      expect(sent(emulator, "POST", workspaces)).toHaveLength(4);
    },
  );

  it("that is rejected with another 409 is not sent again", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", method: "POST", status: 409 });
    expect(await failure(createWorkspace(client, "Research"))).toMatchObject({ reason: "conflict" });
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
  });
});

it("the server's clock is known after the first response, for any moment of the process", async () => {
  const emulator = await emulate({ now: new Date("2027-03-01T12:00:00Z") });
  const { client } = clientOf(emulator);
  const before = client.now();
  expect(client.serverTime(before)).toBeUndefined();
  await readMe(client);
  const time = client.serverTime(before)?.getTime() ?? 0;
  expect(time).toBeLessThanOrEqual(emulator.clock.now().getTime());
  expect(time).toBeGreaterThan(emulator.clock.now().getTime() - 5000);
});

describe("a process that uses a client", () => {
  async function run(emulator: Emulator, requestsPerMinute: number, requests: number) {
    const script = `
      import { Client } from ${JSON.stringify(import.meta.resolve("../../../provider/api/client.ts"))};
      import { resolveCredential } from ${JSON.stringify(import.meta.resolve("../../../provider/api/credentials.ts"))};
      import { OrganizationWire } from ${JSON.stringify(import.meta.resolve("../../../provider/api/objects.ts"))};
      const client = new Client({
        baseUrl: new URL(process.env.EMULATOR_URL),
        credential: () => resolveCredential({ env: process.env }),
        requestsPerMinute: ${requestsPerMinute},
        notify: () => undefined,
      });
      for (let count = 0; count < ${requests}; count += 1) {
        await client.request({ method: "GET", path: "${me}", schema: OrganizationWire, doing: "look" });
      }
      console.log("done after " + ${requests});`;
    const started = performance.now();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", script],
      {
        env: { ...process.env, EMULATOR_URL: emulator.url, ANTHROPIC_ADMIN_KEY: emulator.adminKey },
        timeout: 20_000,
      },
    );
    return { stdout: stdout.trim(), tookMs: performance.now() - started };
  }

  it("a process with a client ends when it is done, without a connection or timer that keeps it running", async () => {
    const emulator = await emulate();
    const { stdout, tookMs } = await run(emulator, 80, 3);
    expect(stdout).toBe("done after 3");
    // An idle connection is kept for four seconds.
    expect(tookMs).toBeLessThan(4000);
  });

  it("does not end while it waits for the rate limit", async () => {
    const emulator = await emulate();
    emulator.faults.add({ kind: "rateLimit", retryAfter: 1, after: 1 });
    expect((await run(emulator, 80, 2)).stdout).toBe("done after 2");
    expect(emulator.requests).toHaveLength(3);
  });
});
