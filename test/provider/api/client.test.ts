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

describe("a request", () => {
  it("brings the value, the organization, the request id and the server's clock", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const { id, name } = emulator.organization();
    const answer = await readMe(client);
    expect(answer.value).toEqual({ type: "organization", id, name });
    expect(answer.organization).toBe(id);
    expect(answer.requestId).toBe(emulator.requests[0]?.requestId);
    expect(Math.abs((answer.date?.getTime() ?? 0) - emulator.clock.now().getTime())).toBeLessThan(5000);
  });

  it("carries the key once, as a bearer token, with the API version, and a content type only with a body", async () => {
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

  it("sends queries the API's way: arrays with brackets, nothing for what is not given", async () => {
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

  it("goes under the path of the base URL", async () => {
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
  ])("to %s, put together by hand, is refused before it is sent", async (wrong) => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const request = client.request({ method: "GET", path: wrong, schema: z.unknown(), doing: "look" });
    await expect(request).rejects.toThrow(UserError);
    expect(emulator.requests).toEqual([]);
  });

  it("asks for the key only when it is made", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { credential: () => resolveCredential({ env: {} }) });
    expect(client.now()).toBeGreaterThan(0);
    await expect(readMe(client)).rejects.toThrow(NoCredentialError);
    expect(emulator.requests).toEqual([]);
  });

  it("refused by the API names what was tried, the reason and the request", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const error = await failure(createWorkspace(client, ""));
    expect(error).toMatchObject({ reason: "invalid", outcomeUnknown: false });
    expect(error.message).toMatch(
      /^cannot create workspace "": the API refused it \(400 invalid_request_error: name: .+\)\. Fix the value that the API names and run again\. \[req_\w+\]$/,
    );
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
  });

  it("for what does not exist has the reason not_found", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const request = client.request({
      method: "GET",
      path: path`/v1/organizations/users/${"user_01AAAAAAAAAAAAAAAAAAAAAA"}`,
      schema: UserWire,
      doing: "look up a person",
    });
    expect(await failure(request)).toMatchObject({ reason: "not_found" });
  });
});

describe("a read", () => {
  it.each([
    ["an answer of 500", { kind: "status", status: 500 }],
    ["an answer of 529", { kind: "status", status: 529 }],
    ["a proxy's page with 502", { kind: "html" }],
    ["a proxy's page with 200", { kind: "html", status: 200 }],
    ["a proxy's page with 403", { kind: "html", status: 403 }],
    ["half of the JSON", { kind: "cutJson" }],
    ["a connection that breaks", { kind: "loseResponse" }],
    ["a connection that is closed at once", { kind: "refuse" }],
  ] as const)("is sent again after %s", async (_what, fault) => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ ...fault, times: 2 });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
    expect(sent(emulator, "GET", me)).toHaveLength(3);
  });

  it("is sent again after a timeout", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { pause: 10, headers: 200 } });
    emulator.faults.add({ kind: "hang" });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
  });

  it("gives up after four times, with words", async () => {
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

  it("gives up when its time is used up", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { pause: 10, headers: 300, total: 500 } });
    emulator.faults.add({ kind: "hang", times: 100 });
    const started = performance.now();
    expect((await failure(readMe(client))).message).toContain("no answer came in time");
    expect(performance.now() - started).toBeLessThan(3000);
    expect(sent(emulator, "GET", me).length).toBeLessThan(4);
  });

  it("of an unforeseen shape is refused at once and says which field", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", status: 200, body: { type: "organization", id: 7, name: "Acme" } });
    const error = await failure(readMe(client));
    expect(error).toMatchObject({ reason: "unreadable", outcomeUnknown: false });
    expect(error.message).toMatch(
      /shape that this version does not know \(id: .*string.*\)\. Update pulumi-anthropic/,
    );
    expect(sent(emulator, "GET", me)).toHaveLength(1);
  });

  it("of a page from a proxy never counts as 'not found'", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "html", status: 404, times: 100 });
    expect(await failure(readMe(client))).toMatchObject({ reason: "unreadable" });
  });

  it("of more than 32 MiB is not taken in", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", status: 200, body: { filler: "x".repeat(33 * 1024 * 1024) } });
    const error = await failure(readMe(client));
    expect(error.reason).toBe("unreadable");
    expect(error.message).toContain("larger than this version reads");
  });

  it("that is redirected is not followed", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", status: 307 });
    expect((await failure(readMe(client))).message).toContain("redirects are not followed");
    expect(emulator.requests).toHaveLength(1);
  });
});

describe("a write", () => {
  it.each([
    ["an answer of 500 after the effect", { kind: "statusAfter", status: 500 }, 1],
    ["an answer of 500 without effect", { kind: "status", status: 500 }, 0],
    ["a lost answer", { kind: "loseResponse" }, 1],
    ["a proxy's page with 200", { kind: "htmlAfter" }, 1],
    ["half of the JSON", { kind: "cutJson" }, 1],
    ["a connection that is closed at once", { kind: "refuse" }, 0],
  ] as const)("is not sent again after %s, and says that the outcome is open", async (_what, fault, made) => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ ...fault, method: "POST" });
    const error = await failure(createWorkspace(client, "Research"));
    expect(error.outcomeUnknown).toBe(true);
    expect(error.message).toContain("It is not known whether it was done");
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
    const named = emulator
      .organization()
      .state()
      .workspaces?.filter(({ name }) => name === "Research");
    expect(named).toHaveLength(made);
  });

  it("is not sent again after a timeout, and says that the outcome is open", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { headers: 200 } });
    emulator.faults.add({ kind: "hang", method: "POST" });
    expect((await failure(createWorkspace(client, "Research"))).outcomeUnknown).toBe(true);
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
  });

  it("with an answer of an unforeseen shape says that the outcome is open", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "statusAfter", method: "POST", status: 200, body: { type: "workspace" } });
    const error = await failure(createWorkspace(client, "Research"));
    expect(error).toMatchObject({ reason: "unreadable", outcomeUnknown: true });
  });

  it("that may be repeated is repeated after a lost answer", async () => {
    const emulator = await emulate({ seed: "sample" });
    const { client } = clientOf(emulator);
    const id = emulator.organization().console.createWorkspace({ name: "Old" }).id;
    emulator.faults.add({ kind: "loseResponse", method: "POST", times: 2 });
    const answer = await client.request({
      method: "POST",
      path: path`/v1/organizations/workspaces/${id}`,
      body: { name: "New" },
      schema: z.object({ name: z.string() }),
      doing: "rename workspace",
      repeatable: true,
    });
    expect(answer.value).toEqual({ name: "New" });
    expect(sent(emulator, "POST", `${workspaces}/${id}`)).toHaveLength(3);
  });

  it("that never left is sent again, and in the end known to have had no effect", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    await readMe(client);
    await emulator.stop();
    const error = await failure(createWorkspace(client, "Research"));
    expect(error).toMatchObject({ reason: "unavailable", outcomeUnknown: false });
    expect(error.message).toMatch(/could not be reached \(ECONNREFUSED\), so nothing was sent/);
  });

  it("to a host that does not exist is known to have had no effect", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { baseUrl: new URL("https://nowhere.invalid") });
    const error = await failure(createWorkspace(client, "Research"));
    expect(error).toMatchObject({ reason: "unavailable", outcomeUnknown: false });
    expect(error.message).toContain("nowhere.invalid could not be reached");
  });

  it.each(["concurrent_membership_change", "external_key_changed", "external_key_validation_timed_out"])(
    "refused with %s is sent again",
    async (errorCode) => {
      const emulator = await emulate();
      const { client } = clientOf(emulator);
      emulator.faults.add({ kind: "status", method: "POST", errorCode, times: 3 });
      expect((await createWorkspace(client, "Research")).value.name).toBe("Research");
      expect(sent(emulator, "POST", workspaces)).toHaveLength(4);
    },
  );

  it("refused with another 409 is not sent again", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", method: "POST", status: 409 });
    expect(await failure(createWorkspace(client, "Research"))).toMatchObject({ reason: "conflict" });
    expect(sent(emulator, "POST", workspaces)).toHaveLength(1);
  });
});

describe("the server's clock", () => {
  it("is known after the first answer, for any moment of this process", async () => {
    const emulator = await emulate({ now: new Date("2027-03-01T12:00:00Z") });
    const { client } = clientOf(emulator);
    const before = client.now();
    expect(client.serverTime(before)).toBeUndefined();
    await readMe(client);
    const time = client.serverTime(before)?.getTime() ?? 0;
    expect(time).toBeLessThanOrEqual(emulator.clock.now().getTime());
    expect(time).toBeGreaterThan(emulator.clock.now().getTime() - 5000);
  });
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
        say: () => undefined,
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

  it("ends by itself when it is done: no connection and no timer holds it", async () => {
    const emulator = await emulate();
    const { stdout, tookMs } = await run(emulator, 80, 3);
    expect(stdout).toBe("done after 3");
    // The connection itself would be kept for four seconds.
    expect(tookMs).toBeLessThan(4000);
  });

  it("does not end while it waits for the rate limit", async () => {
    const emulator = await emulate();
    emulator.faults.add({ kind: "rateLimit", retryAfter: 1, after: 1 });
    expect((await run(emulator, 80, 2)).stdout).toBe("done after 2");
    expect(emulator.requests).toHaveLength(3);
  });
});
