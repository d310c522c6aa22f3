import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import type { Emulator } from "../../../emulator/index.ts";
import { ApiError } from "../../../provider/api/apiError.ts";
import { resolveCredential } from "../../../provider/api/credentials.ts";
import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { NoCredentialError, UserError } from "../../../provider/errors.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { federate, identityToken, serviceAccount, type TestRule } from "../../emulator/identityToken.ts";
import { type IdentityEndpoint, identityEndpoint } from "./identityEndpoint.ts";
import { emulate } from "./setup.ts";

const organizationId = "12345678-1234-5678-1234-567812345678";
const complete = {
  ANTHROPIC_FEDERATION_RULE_ID: "fdrl_01Main",
  ANTHROPIC_ORGANIZATION_ID: organizationId,
  ANTHROPIC_SERVICE_ACCOUNT_ID: serviceAccount,
  ANTHROPIC_IDENTITY_TOKEN: "a.b.c",
};

type Environment = Record<string, string | undefined>;

interface Federated {
  readonly emulator: Emulator;
  readonly endpoint: IdentityEndpoint;
  /** A new process. By default its identity tokens come from an endpoint that issues a new one for each request. */
  process(env?: Environment): Session;
  /** The requests since the last call with their status: `POST /v1/oauth/token 200`. */
  requests(): string[];
}

async function federated(rule: Partial<TestRule> = {}): Promise<Federated> {
  const emulator = await emulate({ seed: "sample" });
  federate(emulator, rule);
  const endpoint = await identityEndpoint((response) => {
    response.end(JSON.stringify({ value: identityToken(emulator) }));
  });
  return {
    emulator,
    endpoint,
    process(env = endpoint.env) {
      const ours = {
        ANTHROPIC_ORGANIZATION_ID: emulator.organization().id,
        ANTHROPIC_IDENTITY_TOKEN: undefined,
        ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      };
      return new Session(
        () => undefined,
        { ...complete, ...ours, ...env },
        () => undefined,
      );
    },
    requests() {
      const all = emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
      emulator.clearRequests();
      return all;
    },
  };
}

function users(session: Session): Promise<number> {
  return session.cache.users(session.cache.now()).then((list) => list.length);
}

async function failure(doing: Promise<unknown>): Promise<ApiError> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw error ?? new Error("it did not fail");
  expect(error.stack).toBe("");
  expect(error.message).not.toMatch(/eyJ|sk-ant-oat01-|hunter2|c2ln/);
  return error;
}

const exchanged = "POST /v1/oauth/token 200";
const listed = "GET /v1/organizations/users 200";

describe("the federation variables", () => {
  function rejection(env: Environment): Error {
    try {
      resolveCredential({ env });
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error("it was not rejected");
  }

  it("rank between the admin variables and ANTHROPIC_AUTH_TOKEN", () => {
    const exchange = "the token exchange (ANTHROPIC_FEDERATION_RULE_ID)";
    const rest = { ANTHROPIC_AUTH_TOKEN: "sk-ant-oat01-x" };
    const admin = { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-x" };
    const source = (env: Environment) => resolveCredential({ env, adminKey: "sk-ant-admin01-y" }).source;
    expect(source({ ...rest, ...complete, ...admin })).toBe("ANTHROPIC_ADMIN_KEY");
    expect(source({ ...rest, ...complete })).toBe(exchange);
    expect(source({ ...rest, ...complete, ANTHROPIC_FEDERATION_RULE_ID: " " })).toBe("ANTHROPIC_AUTH_TOKEN");
  });

  it("the federation variables are ignored for a Provider that names its variable", () => {
    const env = { ...complete, ANTHROPIC_ACME_KEY: "sk-ant-admin01-x" };
    expect(resolveCredential({ env, keyVariable: "ANTHROPIC_ACME_KEY" }).source).toBe("ANTHROPIC_ACME_KEY");
  });

  it.each([
    [["ANTHROPIC_SERVICE_ACCOUNT_ID"], "ANTHROPIC_SERVICE_ACCOUNT_ID is missing"],
    [
      ["ANTHROPIC_SERVICE_ACCOUNT_ID", "ANTHROPIC_ORGANIZATION_ID"],
      "ANTHROPIC_ORGANIZATION_ID and ANTHROPIC_SERVICE_ACCOUNT_ID are missing",
    ],
  ])("the federation variables are rejected when %s is missing", (removed, missing) => {
    const env = {
      ...complete,
      ...Object.fromEntries(removed.map((name) => [name, ""])),
      ANTHROPIC_AUTH_TOKEN: "x",
    };
    const error = rejection(env);
    expect(error).toBeInstanceOf(UserError);
    expect(error).not.toBeInstanceOf(NoCredentialError);
    expect(error.message).toBe(`ANTHROPIC_FEDERATION_RULE_ID configures a token exchange, but ${missing}.`);
  });

  it("count as no credential without an identity token, so that previews need none", async () => {
    const error = rejection({ ...complete, ANTHROPIC_IDENTITY_TOKEN: "" });
    expect(error).toBeInstanceOf(NoCredentialError);
    expect(error.message).toBe(
      "ANTHROPIC_FEDERATION_RULE_ID configures a token exchange, but an identity token " +
        "(ANTHROPIC_IDENTITY_TOKEN_FILE, ANTHROPIC_IDENTITY_TOKEN, ANTHROPIC_IDENTITY_TOKEN_COMMAND, or, in GitHub Actions, " +
        "`permissions: id-token: write`) is missing.",
    );
    const { process } = await federated();
    expect(process({}).invalid()).toEqual([]);
    expect(
      process({ ANTHROPIC_IDENTITY_TOKEN: "a.b.c", ANTHROPIC_SERVICE_ACCOUNT_ID: "" }).invalid(),
    ).toHaveLength(1);
  });

  it("the federation variables are named in the error of a missing key when only the rule is missing", () => {
    const { message } = rejection({ ...complete, ANTHROPIC_FEDERATION_RULE_ID: undefined });
    expect(message).toContain(
      "ANTHROPIC_SERVICE_ACCOUNT_ID and ANTHROPIC_IDENTITY_TOKEN are set, but ANTHROPIC_FEDERATION_RULE_ID is not, so no token was exchanged.",
    );
    expect(rejection({ ANTHROPIC_ORGANIZATION_ID: organizationId }).message).not.toContain("FEDERATION");
  });

  it.each([
    ["ANTHROPIC_FEDERATION_RULE_ID", "begins with fdrl_"],
    ["ANTHROPIC_ORGANIZATION_ID", "is a UUID"],
    ["ANTHROPIC_SERVICE_ACCOUNT_ID", "begins with svac_"],
    ["ANTHROPIC_WORKSPACE_ID", "must be `default` or the ID of a workspace"],
  ])(
    "the federation variables are validated before any request without showing the value: %s",
    (name, expected) => {
      const { message } = rejection({ ...complete, [name]: "hunter2" });
      expect(message).toContain(`The value of ${name} is invalid: `);
      expect(message).toContain(expected);
      expect(message).not.toContain("hunter2");
    },
  );
});

describe("a federated credential", () => {
  it("a federated credential is exchanged once, at the first of concurrent requests, and then cached", async () => {
    const { process, requests, endpoint, emulator } = await federated();
    const session = process();
    await Promise.all([
      session.cache.users(OrganizationCache.anyAge),
      session.cache.invites(OrganizationCache.anyAge),
      session.cache.workspaces(OrganizationCache.anyAge),
    ]);
    await users(session);
    const all = requests();
    expect(all).toHaveLength(5);
    expect(all.filter((one) => one === exchanged)).toHaveLength(1);
    expect(all[0]).toBe(exchanged);
    expect(endpoint.requests).toHaveLength(1);
    expect(await session.guard.confirm()).toBe(emulator.organization().id);
  });

  it("a federated credential is sent with the anthropic-beta header of OAuth tokens", async () => {
    const { process } = await federated();
    const seen: string[] = [];
    const listen = (message: unknown) => {
      seen.push(z.object({ headers: z.string() }).parse(message).headers);
    };
    subscribe("undici:client:sendHeaders", listen);
    onTestFinished(() => void unsubscribe("undici:client:sendHeaders", listen));
    await users(process());
    expect(seen.at(-1)).toMatch(/authorization: Bearer sk-ant-oat01-/);
    expect(seen.at(-1)).toContain("anthropic-beta: oauth-2025-04-20\r\n");
  });

  it("a federated credential is exchanged for the configured workspace and service account", async () => {
    const { process, emulator, endpoint } = await federated();
    await users(process({ ...endpoint.env, ANTHROPIC_WORKSPACE_ID: "default" }));
    expect(emulator.requests[0]?.body).toEqual({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: "[identity token]",
      federation_rule_id: "fdrl_01Main",
      organization_id: emulator.organization().id,
      service_account_id: serviceAccount,
      workspace_id: "default",
    });
  });

  it("a federated credential is exchanged again with a new identity token when it expires during a run", async () => {
    const { process, requests, emulator, endpoint } = await federated();
    const session = process();
    await users(session);
    requests();
    emulator.clock.advance({ hours: 2 });
    await Promise.all([
      session.cache.users(session.cache.now()),
      session.cache.invites(OrganizationCache.anyAge),
    ]);
    const all = requests();
    expect(all.filter((one) => one === exchanged)).toHaveLength(1);
    expect(all.filter((one) => one.endsWith(" 401"))).toHaveLength(2);
    expect(all.filter((one) => one.startsWith("GET") && one.endsWith(" 200"))).toHaveLength(2);
    expect(endpoint.requests).toHaveLength(2);
  });

  describe("with time passing", () => {
    const start = new Date();
    const minutes = (count: number) => vi.setSystemTime(start.getTime() + count * 60_000);
    const stopped = () => {
      // The emulator uses this clock, too, as long as a test does not advance its own.
      vi.useFakeTimers({ toFake: ["Date"], now: start });
      onTestFinished(() => void vi.useRealTimers());
    };

    it("a federated credential is renewed before it expires", async () => {
      stopped();
      const { process, requests } = await federated();
      const session = process();
      for (const now of [0, 50, 57, 59, 61, 110, 118]) {
        minutes(now);
        await users(session);
      }
      expect(requests()).toEqual([
        ...[exchanged, listed],
        ...[listed, listed],
        ...[exchanged, listed, listed, listed],
        ...[exchanged, listed],
      ]);
    });

    it("a federated credential with a short lifetime is renewed in its last quarter", async () => {
      stopped();
      const { process, requests } = await federated({ token_lifetime_seconds: 60 });
      const session = process();
      for (const now of [0, 0.7, 0.8]) {
        minutes(now);
        await users(session);
      }
      expect(requests()).toEqual([exchanged, listed, listed, exchanged, listed]);
    });

    it("a federated credential is used until it expires if it cannot be renewed early", async () => {
      stopped();
      const { process, requests, emulator } = await federated();
      const session = process({ ANTHROPIC_IDENTITY_TOKEN: identityToken(emulator) });
      await users(session);
      minutes(59);
      await users(session);
      await users(session);
      minutes(61);
      const error = await failure(users(session));
      expect(error.message).toContain("ANTHROPIC_IDENTITY_TOKEN returned the same identity token as before");
      const rejected = "POST /v1/oauth/token 401";
      expect(requests()).toEqual([exchanged, listed, rejected, listed, listed, rejected]);
    });
  });

  it("a federated credential is exchanged with the rotated token of a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "identity-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "token");
    const { process, requests, emulator } = await federated();
    const session = process({ ANTHROPIC_IDENTITY_TOKEN_FILE: file });
    await writeFile(file, identityToken(emulator));
    await users(session);
    emulator.clock.advance({ hours: 2 });
    await writeFile(file, identityToken(emulator));
    await users(session);
    expect(requests()).toEqual([
      ...[exchanged, listed],
      ...["GET /v1/organizations/users 401", exchanged, listed],
    ]);
  });

  it("a federated credential is exchanged with a new identity token in each attempt, since a lost attempt may have used one", async () => {
    const { process, requests, emulator, endpoint } = await federated();
    emulator.faults.add({ kind: "loseResponse", path: "/v1/oauth/token" });
    await users(process());
    expect(requests()).toEqual(["POST /v1/oauth/token 0", exchanged, listed]);
    expect(endpoint.requests).toHaveLength(2);
  });

  it("that is rejected fails once with what to check, and is not exchanged again", async () => {
    const { process, requests, emulator } = await federated();
    const assertion = identityToken(emulator, { sub: "repo:acme/website:pull_request", exp: 33_000_000_000 });
    const session = process({ ANTHROPIC_IDENTITY_TOKEN: assertion });
    const { message, reason } = await failure(users(session));
    expect(reason).toBe("unauthenticated");
    expect(message).toMatch(
      new RegExp(
        "^cannot exchange the identity token for an access token: the API rejected the identity token " +
          "\\(401 authentication_error: Authentication failed\\)\\. The response has no reason, but the history in the Console does " +
          "\\(https://platform\\.claude\\.com/settings/workload-identity-federation\\?tab=history\\)\\. " +
          `Check that rule fdrl_01Main of organization ${emulator.organization().id} is not archived, is for ${serviceAccount}, ` +
          "and matches the identity token from ANTHROPIC_IDENTITY_TOKEN \\(issuer https://ci\\.example\\.com, subject " +
          "repo:acme/website:pull_request, audience https://api\\.anthropic\\.com, expiry 3015-.*Z\\)\\. .*`check_jti`.*" +
          "ANTHROPIC_WORKSPACE_ID.* \\[req_\\w+\\]$",
      ),
    );
    const later = await failure(session.cache.invites(OrganizationCache.anyAge));
    expect(later.message).toBe(
      "cannot list the invitations: the API rejected the key from the token exchange (ANTHROPIC_FEDERATION_RULE_ID) earlier in this run.",
    );
    expect(requests()).toEqual(["POST /v1/oauth/token 401"]);
  });

  it("that is rejected as malformed fails with the variables to correct", async () => {
    const { process, emulator } = await federated();
    emulator.faults.add({
      kind: "status",
      path: "/v1/oauth/token",
      status: 400,
      message: "federation_rule_id",
    });
    const { message } = await failure(users(process()));
    expect(message).toContain(
      "400 invalid_request_error: federation_rule_id). Correct the variable that the API names",
    );
  });

  it("a federated credential without the required scope fails with where to set it", async () => {
    const { process } = await federated({ oauth_scope: "workspace:developer" });
    const { message, reason } = await failure(users(process()));
    expect(reason).toBe("forbidden");
    expect(message).toContain(
      "The token comes from rule fdrl_01Main. In the Console (https://platform.claude.com/settings/workload-identity-federation), give the rule the scope `org:admin`",
    );
  });

  it("that the API rejects although it is new stops the process after one renewal", async () => {
    const { process, requests, emulator } = await federated();
    emulator.faults.add({ kind: "status", path: "/v1/organizations/users", status: 401, times: 9 });
    const session = process();
    const { message } = await failure(users(session));
    expect(message).toContain("Check in the Console");
    await failure(users(session));
    const rejected = "GET /v1/organizations/users 401";
    expect(requests()).toEqual([exchanged, rejected, exchanged, rejected]);
  });

  it.each(["html", "cutJson"] as const)(
    "a federated credential is not read from a response of the fault %s",
    async (kind) => {
      const { process, emulator } = await federated();
      emulator.faults.add({ kind, path: "/v1/oauth/token", times: 9, status: 200 });
      expect((await failure(users(process()))).reason).not.toBe("unauthenticated");
    },
  );

  it("a federated credential is not read from a malformed response, which is not shown", async () => {
    const { process, emulator } = await federated();
    const body = { access_token: "hunter2 hunter2", token_type: "Bearer", expires_in: 3600 };
    emulator.faults.add({ kind: "status", path: "/v1/oauth/token", status: 200, body });
    const { message, reason } = await failure(users(process()));
    expect(reason).toBe("unreadable");
    expect(message).toContain("access_token: is not a token of the Admin API");
  });

  it("a federated credential is not shown by any way of printing", async () => {
    const { emulator, endpoint, process } = await federated();
    const { url } = emulator;
    const { env } = process();
    const credential = resolveCredential({ env: { ...env, ...endpoint.env }, baseUrl: new URL(url) });
    const token = await credential.token();
    expect(token).toMatch(/^sk-ant-oat01-/);
    const prints = [
      inspect(credential, { depth: null, showHidden: true }),
      JSON.stringify({ credential }),
      `${credential}`,
      JSON.stringify({ ...credential }),
      inspect({ ...credential }, { depth: null }),
    ];
    for (const print of prints) expect(print).not.toMatch(/sk-ant-oat01-|hunter2|eyJ/);
  });
});
