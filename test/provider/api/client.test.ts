import { execFile } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect, promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Emulator } from "../../../emulator/index.ts";
import type { Client } from "../../../provider/api/client.ts";
import { resolveCredential } from "../../../provider/api/credentials.ts";
import { InviteWire, OrganizationWire, UserWire } from "../../../provider/api/objects.ts";
import { path } from "../../../provider/api/path.ts";
import { NoCredentialError, UserError } from "../../../provider/errors.ts";
import { proxyOf } from "../../emulator/proxy.ts";
import { clientOf, createWorkspace, credentialOf, emulate, failure, sent } from "./setup.ts";

const me = "/v1/organizations/me";
const workspaces = "/v1/organizations/workspaces";
const invites = "/v1/organizations/invites";

function readMe(client: Client) {
  return client.request({
    method: "GET",
    path: me,
    schema: OrganizationWire,
    doing: "read the organization",
  });
}

function invite(client: Client, email: string) {
  return client.request({
    method: "POST",
    path: invites,
    body: { email, role: "user" },
    schema: InviteWire,
    doing: `invite ${email}`,
  });
}

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

describe("the rate limit", () => {
  it("holds a request back for as long as the API asks, and then sends it again", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit", method: "POST", retryAfter: 1 });
    const started = performance.now();
    expect((await createWorkspace(client, "Research")).value.name).toBe("Research");
    expect(performance.now() - started).toBeGreaterThanOrEqual(1000);
    expect(sent(emulator, "POST", workspaces)).toHaveLength(2);
  });

  it("holds a request back for about a second when the API does not say how long", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit" });
    const started = performance.now();
    await readMe(client);
    expect(performance.now() - started).toBeGreaterThanOrEqual(749);
  });

  it("makes all others wait too, and says that it goes slower", async () => {
    const emulator = await emulate();
    const { client, said } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit", path: me, retryAfter: 1 });
    const first = readMe(client);
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const started = performance.now();
    await createWorkspace(client, "Research");
    await first;
    expect(performance.now() - started).toBeGreaterThanOrEqual(900);
    expect(said[0]).toContain("asks to slow down");
  });

  it("does not count as the operation's own time", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { total: 600, headers: 500 } });
    emulator.faults.add({ kind: "rateLimit", retryAfter: 1 });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
  });

  it("that lasts for days is an error at once", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit", retryAfter: 100_000 });
    const error = await failure(readMe(client));
    expect(error).toMatchObject({ reason: "rate_limited", outcomeUnknown: false });
    expect(error.message).toContain("shares its limit");
  });

  it("is kept by the client itself, and not by the API's refusals", async () => {
    const emulator = await emulate({ requestsPerMinute: 100 });
    const { client, said } = clientOf(emulator, { requestsPerMinute: 20 });
    const all = Array.from({ length: 21 }, () => readMe(client));
    await Promise.all(all.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent(emulator, "GET", me)).toHaveLength(20);
    expect(said).toEqual([
      expect.stringMatching(/^Waiting for the Admin API's rate limit \(20 requests a minute\)/),
    ]);
    // The last one would wait for a minute: a refused key lets it go.
    emulator.faults.add({ kind: "status", status: 401, path: invites });
    await failure(invite(client, "bob@example.com"));
    await failure(all[20] ?? Promise.resolve());
  });

  it("counts invitations apart", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { requestsPerMinute: 1 });
    await readMe(client);
    await invite(client, "bob@example.com");
    await invite(client, "carol@example.com");
    expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["bob@example.com", "carol@example.com"]);
  });
});

describe("a key that is refused", () => {
  it("from the start is told with the variable it came from", async () => {
    const emulator = await emulate();
    const wrong = resolveCredential({
      env: { ANTHROPIC_ACME_KEY: "sk-ant-admin01-hunter2" },
      keyVariable: "ANTHROPIC_ACME_KEY",
    });
    const { client } = clientOf(emulator, { credential: () => wrong });
    const error = await failure(readMe(client));
    expect(error.reason).toBe("unauthenticated");
    expect(error.message).toMatch(
      /the API refused the key \(401 authentication_error.*The key came from ANTHROPIC_ACME_KEY: check/,
    );
    expect(error.message).not.toContain("hunter2");
  });

  it("in the middle stops the process: one full error, then short ones without a request", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    await readMe(client);
    await createWorkspace(client, "One");
    await createWorkspace(client, "Two");
    emulator.faults.add({ kind: "status", status: 401, times: 100 });
    const full = await failure(createWorkspace(client, "Three"));
    expect(full.message).toMatch(
      /^cannot create workspace "Three": the API stopped accepting the key after 2 of 3 writes \(401 .*mend it and run `pulumi up` again/,
    );
    const before = emulator.requests.length;
    const short = await failure(readMe(client));
    expect(short).toMatchObject({ reason: "unauthenticated", outcomeUnknown: false });
    expect(short.message).toBe(
      "cannot read the organization: the API refused the key from ANTHROPIC_ADMIN_KEY earlier in this run.",
    );
    expect(emulator.requests).toHaveLength(before);
  });

  it("is told in full once, though several requests were under way", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    await readMe(client);
    emulator.faults.add({ kind: "status", status: 401, times: 100 });
    const errors = await Promise.all(
      Array.from({ length: 6 }, (_, index) => failure(createWorkspace(client, `Workspace ${index}`))),
    );
    expect(errors.filter(({ message }) => message.includes("stopped accepting"))).toHaveLength(1);
    expect(errors.filter(({ message }) => message.includes("earlier in this run"))).toHaveLength(5);
  });

  it("is asked once for a fresher one, when its source can have one", async () => {
    const emulator = await emulate();
    let current = "sk-ant-oat01-expired";
    let renewals = 0;
    const renewing = {
      source: "a test",
      token: () => Promise.resolve(current),
      refused: () => {
        current = emulator.adminKey;
        renewals += 1;
        return true;
      },
    };
    const { client } = clientOf(emulator, { credential: () => renewing });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
    expect(renewals).toBe(1);
  });

  it("that stays refused although its source has fresh ones is not asked for for ever", async () => {
    const emulator = await emulate();
    const useless = { source: "a test", token: async () => "sk-ant-oat01-no", refused: () => true };
    const { client } = clientOf(emulator, { credential: () => useless });
    expect(await failure(readMe(client))).toMatchObject({ reason: "unauthenticated" });
    expect(emulator.requests).toHaveLength(2);
  });
});

describe("a secret", () => {
  it("that the server sends back stands in no error", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const secret = emulator.adminKey;
    const echoes = [
      { kind: "status", status: 400, message: `bad key ${secret}` },
      { kind: "status", status: 400, errorType: secret, message: secret },
      { kind: "status", status: 401, message: secret },
      { kind: "status", status: 200, body: { type: secret, id: secret } },
      { kind: "status", status: 200, body: { [secret]: secret } },
    ] as const;
    for (const echo of echoes) {
      const { client } = clientOf(emulator);
      emulator.faults.add(echo);
      const error = await failure(readMe(client));
      for (const print of [
        error.message,
        String(error),
        inspect(error, { depth: null }),
        JSON.stringify(error),
      ]) {
        expect(print).not.toContain(secret);
      }
    }
    expect(inspect(client, { depth: null, showHidden: true })).not.toContain(secret);
    expect(JSON.stringify(client)).not.toContain(secret);
    expect(inspect(credentialOf(emulator))).not.toContain(secret);
  });
});

describe("the organization", () => {
  it("is known from any answer, without a request of its own", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    await createWorkspace(client, "Research");
    expect(await client.organization()).toBe(emulator.organization().id);
    expect(emulator.requests).toHaveLength(1);
  });

  it("is asked for once when no answer has told it yet", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    const ids = await Promise.all([client.organization(), client.organization(), client.organization()]);
    expect(new Set(ids)).toEqual(new Set([emulator.organization().id]));
    expect(emulator.requests.map(({ path }) => path)).toEqual([me]);
  });

  it("is asked for again after that failed", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "status", status: 400 });
    await failure(client.organization());
    expect(await client.organization()).toBe(emulator.organization().id);
  });
});

describe("a response of another organization than the first", () => {
  const other = "99999999-9999-4999-8999-999999999999";

  /** A client whose requests reach the emulator, and the header of whose responses is changed from some moment on. */
  async function straying(status?: number) {
    const emulator = await emulate();
    let strays = false;
    const url = await proxyOf(emulator, (passing) => {
      if (!strays) return;
      passing.headers["anthropic-organization-id"] = other;
      if (status !== undefined) passing.status = status;
    });
    const { client } = clientOf(emulator, { baseUrl: new URL(url) });
    await readMe(client);
    strays = true;
    emulator.clearRequests();
    return { emulator, client, known: emulator.organization().id };
  }

  it("is rejected, and no further request is sent", async () => {
    const { emulator, client, known } = await straying();
    const error = await failure(readMe(client));
    expect(error.message).toMatch(
      new RegExp(
        `^cannot read the organization: the response came from organization ${other}, and all earlier ones from ${known}\\. The response was discarded\\. No further request is sent\\. Check the key from ANTHROPIC_ADMIN_KEY and any proxy in front of 127\\.0\\.0\\.1:\\d+, then run again\\. \\[req_\\w+\\]$`,
      ),
    );
    expect(error).toMatchObject({ reason: "unreadable", outcomeUnknown: false });
    expect((await failure(createWorkspace(client, "Research"))).message).toBe(
      'cannot create workspace "Research": an earlier response in this run came from another organization. Nothing was sent; see the first error.',
    );
    expect((await failure(readMe(client))).message).toContain(
      "an earlier response in this run came from another organization",
    );
    expect(emulator.requests).toHaveLength(1);
    expect(await client.organization()).toBe(known);
  });

  it("does not count as 'not found'", async () => {
    const { client } = await straying(404);
    expect(await failure(readMe(client))).toMatchObject({ reason: "unreadable" });
  });

  it("to a write reports where the write took effect, and the write is not retried", async () => {
    const { emulator, client } = await straying();
    const error = await failure(createWorkspace(client, "Research"));
    expect(error.message).toContain(`The write took effect in organization ${other}: revert it there.`);
    expect(emulator.requests.map(({ method }) => method)).toEqual(["POST"]);
  });

  it("to a failed write reports that it may have taken effect there, and the write is not retried", async () => {
    const { emulator, client } = await straying(503);
    const error = await failure(createWorkspace(client, "Research"));
    expect(error.message).toContain(`The write may have taken effect in organization ${other}: check there.`);
    expect(emulator.requests).toHaveLength(1);
  });

  it("releases the requests that wait for the rate limit", async () => {
    const emulator = await emulate();
    let strays = false;
    const url = await proxyOf(emulator, ({ headers }) => {
      if (strays) headers["anthropic-organization-id"] = other;
    });
    const { client } = clientOf(emulator, { baseUrl: new URL(url), requestsPerMinute: 2 });
    await readMe(client);
    strays = true;
    const errors = await Promise.all([
      failure(readMe(client)),
      failure(readMe(client)),
      failure(readMe(client)),
    ]);
    expect(errors.filter(({ message }) => message.includes("an earlier response in this run"))).toHaveLength(
      2,
    );
    expect(emulator.requests).toHaveLength(2);
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
