import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Client } from "../../../provider/api/client.ts";
import { resolveCredential } from "../../../provider/api/credentials.ts";
import { InviteWire } from "../../../provider/api/objects.ts";
import { proxyOf } from "../../emulator/proxy.ts";
import { me, readMe, workspaces } from "./clientSetup.ts";
import { clientOf, createWorkspace, credentialOf, emulate, failure, sent } from "./setup.ts";

const invites = "/v1/organizations/invites";

function invite(client: Client, email: string) {
  return client.request({
    method: "POST",
    path: invites,
    body: { email, role: "user" },
    schema: InviteWire,
    doing: `invite ${email}`,
  });
}

describe("the rate limit", () => {
  it("delays a request by retry-after and sends it again", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit", method: "POST", retryAfter: 1 });
    const started = performance.now();
    expect((await createWorkspace(client, "Research")).value.name).toBe("Research");
    expect(performance.now() - started).toBeGreaterThanOrEqual(1000);
    expect(sent(emulator, "POST", workspaces)).toHaveLength(2);
  });

  it("delays a request by about a second without retry-after", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit" });
    const started = performance.now();
    await readMe(client);
    expect(performance.now() - started).toBeGreaterThanOrEqual(749);
  });

  it("delays all other requests, and reports the lower rate", async () => {
    const emulator = await emulate();
    const { client, notices } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit", path: me, retryAfter: 1 });
    const first = readMe(client);
    while (notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const started = performance.now();
    await createWorkspace(client, "Research");
    await first;
    expect(performance.now() - started).toBeGreaterThanOrEqual(900);
    expect(notices[0]).toContain("was exceeded");
  });

  it("does not count against the total time of a request", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { timeouts: { total: 600, headers: 500 } });
    emulator.faults.add({ kind: "rateLimit", retryAfter: 1 });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
  });

  it("fails a request at once when retry-after is days", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    emulator.faults.add({ kind: "rateLimit", retryAfter: 100_000 });
    const error = await failure(readMe(client));
    expect(error).toMatchObject({ reason: "rate_limited", outcomeUnknown: false });
    expect(error.message).toContain("share its limit");
  });

  it("the rate limit is kept by the client before the API rejects a request", async () => {
    const emulator = await emulate({ requestsPerMinute: 100 });
    const { client, notices } = clientOf(emulator, { requestsPerMinute: 20 });
    const all = Array.from({ length: 21 }, () => readMe(client));
    await Promise.all(all.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent(emulator, "GET", me)).toHaveLength(20);
    expect(notices).toEqual([
      expect.stringMatching(/^Waiting for the Admin API's rate limit \(20 requests per minute\)/),
    ]);
    // The last one would wait for a minute. A rejected key releases it.
    emulator.faults.add({ kind: "status", status: 401, path: invites });
    await failure(invite(client, "bob@example.com"));
    await failure(all[20] ?? Promise.resolve());
  });

  it("counts invitations separately", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, { requestsPerMinute: 1 });
    await readMe(client);
    await invite(client, "bob@example.com");
    await invite(client, "carol@example.com");
    expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["bob@example.com", "carol@example.com"]);
  });
});

describe("a key that the API rejects", () => {
  it("a key that the API rejects is reported with its variable", async () => {
    const emulator = await emulate();
    const wrong = resolveCredential({
      env: { ANTHROPIC_ACME_KEY: "sk-ant-admin01-hunter2" },
      keyVariable: "ANTHROPIC_ACME_KEY",
    });
    const { client } = clientOf(emulator, { credential: () => wrong });
    const error = await failure(readMe(client));
    expect(error.reason).toBe("unauthenticated");
    expect(error.message).toMatch(
      /the API rejected the key \(401 authentication_error.*The key came from ANTHROPIC_ACME_KEY: check/,
    );
    expect(error.message).not.toContain("hunter2");
  });

  it("stops the process during a run: one full error, then short ones without a request", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    await readMe(client);
    await createWorkspace(client, "One");
    await createWorkspace(client, "Two");
    emulator.faults.add({ kind: "status", status: 401, times: 100 });
    const full = await failure(createWorkspace(client, "Three"));
    expect(full.message).toMatch(
      /^cannot create workspace "Three": the API stopped accepting the key after 2 of 3 writes \(401 .*replace the key and run `pulumi up` again/,
    );
    const before = emulator.requests.length;
    const short = await failure(readMe(client));
    expect(short).toMatchObject({ reason: "unauthenticated", outcomeUnknown: false });
    expect(short.message).toBe(
      "cannot read the organization: the API rejected the key from ANTHROPIC_ADMIN_KEY earlier in this run.",
    );
    expect(emulator.requests).toHaveLength(before);
  });

  it("a key that the API rejects is reported in full once for concurrent requests", async () => {
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

  it("a key that the API rejects is renewed once when its source can renew it", async () => {
    const emulator = await emulate();
    let current = "sk-ant-oat01-expired";
    let renewals = 0;
    const renewing = {
      source: "a test",
      kind: "oauthToken" as const,
      token: () => Promise.resolve(current),
      rejected: () => {
        current = emulator.adminKey;
        renewals += 1;
        return true;
      },
    };
    const { client } = clientOf(emulator, { credential: () => renewing });
    expect((await readMe(client)).value.id).toBe(emulator.organization().id);
    expect(renewals).toBe(1);
  });

  it("a key that the API rejects is not renewed again when the new one is rejected, too", async () => {
    const emulator = await emulate();
    const useless = {
      source: "a test",
      kind: "oauthToken" as const,
      token: async () => "sk-ant-oat01-no",
      rejected: () => true,
    };
    const { client } = clientOf(emulator, { credential: () => useless });
    expect(await failure(readMe(client))).toMatchObject({ reason: "unauthenticated" });
    expect(emulator.requests).toHaveLength(2);
  });
});

describe("a secret", () => {
  it("that the server sends back is in no error", async () => {
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

it("the organization is known from any response, without a request of its own", async () => {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  await createWorkspace(client, "Research");
  expect(await client.organization()).toBe(emulator.organization().id);
  expect(emulator.requests).toHaveLength(1);
});

it("the organization is requested once when no response has named it", async () => {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  const ids = await Promise.all([client.organization(), client.organization(), client.organization()]);
  expect(new Set(ids)).toEqual(new Set([emulator.organization().id]));
  expect(emulator.requests.map(({ path }) => path)).toEqual([me]);
});

it("the organization is requested again after a failure", async () => {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  emulator.faults.add({ kind: "status", status: 400 });
  await failure(client.organization());
  expect(await client.organization()).toBe(emulator.organization().id);
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

  it("a response of another organization is rejected, and no further request is sent", async () => {
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

  it("a response of another organization to a write reports where the write took effect, and the write is not retried", async () => {
    const { emulator, client } = await straying();
    const error = await failure(createWorkspace(client, "Research"));
    expect(error.message).toContain(`The write took effect in organization ${other}: revert it there.`);
    expect(emulator.requests.map(({ method }) => method)).toEqual(["POST"]);
  });

  it("a response of another organization to a failed write reports that it may have taken effect there, and the write is not retried", async () => {
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
