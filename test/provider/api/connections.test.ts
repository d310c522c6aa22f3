import { once } from "node:events";
import { createServer } from "node:net";
import tls from "node:tls";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import type { Emulator } from "../../../emulator/index.ts";
import type { Client } from "../../../provider/api/client.ts";
import type { ClientOptions } from "../../../provider/api/clientOptions.ts";
import { connectionsAlong } from "../../../provider/api/connections.ts";
import { OrganizationWire } from "../../../provider/api/objects.ts";
import { routeTo } from "../../../provider/api/route.ts";
import { UserError } from "../../../provider/errors.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { type Answer, type Network, network } from "../../emulator/forwardProxy.ts";
import { federate, identityToken, serviceAccount } from "../../emulator/identityToken.ts";
import { identityEndpoint } from "./identityEndpoint.ts";
import { clientOf, createWorkspace, emulate, failure, sent } from "./setup.ts";

const trusted = tls.getCACertificates("default");

afterEach(() => tls.setDefaultCACertificates(trusted));

function trust(certificate: string): void {
  tls.setDefaultCACertificates([...trusted, certificate]);
}

type Environment = Record<string, string>;

const named = String.raw`the proxy http://127\.0\.0\.1:\d+ from HTTPS_PROXY`;

/** A client of an API that only a proxy reaches. */
async function behindProxy(
  env: (network: Network) => Environment,
  options: Partial<ClientOptions> & { readonly tls?: boolean } = {},
) {
  const emulator = await emulate();
  const net = await network(emulator.url, { tls: options.tls === true });
  const baseUrl = new URL(net.apiUrl);
  const { client } = clientOf(emulator, { baseUrl, route: routeTo(baseUrl, env(net)), ...options });
  return { emulator, net, client };
}

const readMe = (client: Client) =>
  client.request({
    method: "GET",
    path: "/v1/organizations/me",
    schema: OrganizationWire,
    doing: "read the organization",
  });

describe("a client behind a proxy", () => {
  it("sends every request through the proxy, encrypted for the API", async () => {
    const { emulator, net, client } = await behindProxy(({ proxyUrl }) => ({ HTTPS_PROXY: proxyUrl }));
    trust(net.authority);
    await readMe(client);
    await createWorkspace(client, "Research");
    expect(sent(emulator, "POST", "/v1/organizations/workspaces")).toHaveLength(1);
    expect(new Set(net.requests)).toEqual(new Set(["CONNECT api.corp.test:443"]));
  });

  it("authenticates at the proxy with the decoded user name and password", async () => {
    const { net, client } = await behindProxy((net) => ({
      HTTPS_PROXY: net.proxyUrlFor("ada%40example.com", "hunter%2F2"),
    }));
    trust(net.authority);
    await readMe(client);
    expect(net.requests).toEqual(["CONNECT api.corp.test:443 as ada@example.com:hunter/2"]);
  });

  it("accepts a proxy with TLS", async () => {
    const { net, client } = await behindProxy(({ proxyUrl }) => ({ HTTPS_PROXY: proxyUrl }), { tls: true });
    trust(`${net.authority}${net.proxyAuthority}`);
    await readMe(client);
    expect(net.requests).toEqual(["CONNECT api.corp.test:443"]);
  });

  it("names the hosts that NO_PROXY excludes when the direct connection fails", async () => {
    const { net, client } = await behindProxy(({ proxyUrl }) => ({
      HTTPS_PROXY: proxyUrl,
      NO_PROXY: ".corp.test",
    }));
    const error = await failure(readMe(client));
    expect(error.message).toMatch(
      /^cannot read the organization: api\.corp\.test could not be reached \(\w+\), so nothing was sent\. Check the network and the base URL, and whether NO_PROXY should exclude the host from the proxy, then run again\.$/,
    );
    expect(net.requests).toEqual([]);
  });

  it.each<[what: string, answer: Answer, tries: number, reason: string]>([
    ["closes the connection", "close", 4, `${named} could not be reached \\(UND_ERR_SOCKET\\)`],
    ["does not respond", "wait", 4, `${named} could not be reached \\(UND_ERR_HEADERS_TIMEOUT\\)`],
    ["does not reach the API", 502, 4, `${named} could not connect to api\\.corp\\.test \\(502\\)`],
    ["rejects the API", 403, 1, `${named} rejected the connection to api\\.corp\\.test \\(403\\)`],
    ["redirects", 302, 1, `${named} rejected the connection to api\\.corp\\.test \\(302\\)`],
    ["rejects the password", 407, 1, `${named} rejected its user name and password \\(407\\)`],
  ])("fails with a known outcome, and names the proxy, when it %s", async (_what, answer, tries, reason) => {
    const { emulator, net, client } = await behindProxy(
      (net) => ({ HTTPS_PROXY: net.proxyUrlFor("ada", "hunter2") }),
      { timeouts: { connect: 100 } },
    );
    trust(net.authority);
    net.answer = answer;
    const error = await failure(createWorkspace(client, "Research"));
    expect(error.message).toMatch(
      new RegExp(`^cannot create workspace "Research": ${reason}, so nothing was sent\\. [A-Z].*\\.$`),
    );
    expect(error).toMatchObject({ reason: "unavailable", outcomeUnknown: false });
    expect(error.message).not.toMatch(/hunter2|ada/);
    expect(net.requests).toHaveLength(tries);
    expect(emulator.requests).toEqual([]);
  });

  it("says how to set the user name and password that the proxy requires", async () => {
    const { net, client } = await behindProxy(({ proxyUrl }) => ({ https_proxy: proxyUrl }));
    net.answer = 407;
    const error = await failure(readMe(client));
    expect(error.message).toContain(
      `requires a user name and a password (407), so nothing was sent. Add them to https_proxy: ${net.proxyUrlFor("USER", "PASSWORD")}, with`,
    );
  });

  it("names the proxy when the certificate behind it is not trusted, and sends nothing", async () => {
    const { emulator, client } = await behindProxy(({ proxyUrl }) => ({
      HTTPS_PROXY: proxyUrl,
      NODE_EXTRA_CA_CERTS: "/etc/corp/ca.pem",
    }));
    const error = await failure(createWorkspace(client, "Research"));
    expect(error.message).toMatch(
      new RegExp(
        `: the certificate of api\\.corp\\.test through ${named} is not trusted \\(DEPTH_ZERO_SELF_SIGNED_CERT\\), so nothing was sent\\. Check that the file /etc/corp/ca\\.pem, which NODE_EXTRA_CA_CERTS names, can be read`,
      ),
    );
    expect(error.outcomeUnknown).toBe(false);
    expect(emulator.requests).toEqual([]);
  });

  it("names NODE_EXTRA_CA_CERTS when the certificate of the proxy is not trusted", async () => {
    const { net, client } = await behindProxy(({ proxyUrl }) => ({ HTTPS_PROXY: proxyUrl }), { tls: true });
    const error = await failure(readMe(client));
    expect(error.message).toMatch(
      /: the certificate of the proxy https:\/\/localhost:\d+ from HTTPS_PROXY is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\), so nothing was sent\. .*NODE_EXTRA_CA_CERTS/,
    );
    expect(net.requests).toEqual([]);
  });

  it("suggests http for a proxy without TLS that is named with https", async () => {
    const { client } = await behindProxy(({ proxyUrl }) => ({
      HTTPS_PROXY: proxyUrl.replace("http:", "https:"),
    }));
    const error = await failure(readMe(client));
    expect(error.message).toContain("most proxies use `http:`, even for https requests");
  });

  it("says that the response of a server that is no proxy is invalid", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined).once("data", () => socket.end("what?\r\n\r\n"));
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const { client } = await behindProxy(() => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` }));
    const error = await failure(readMe(client));
    expect(error.message).toContain(
      "from HTTPS_PROXY could not be reached (no valid response), so nothing was sent",
    );
  });

  it("names a proxy that does not exist", async () => {
    const { client } = await behindProxy(() => ({ HTTPS_PROXY: "http://proxy.invalid:3128" }));
    const error = await failure(readMe(client));
    expect(error.message).toMatch(
      /: the proxy http:\/\/proxy\.invalid:3128 from HTTPS_PROXY could not be reached \(\w+\), so nothing was sent\. Check HTTPS_PROXY and the network, or exclude api\.corp\.test with NO_PROXY, then run again\.$/,
    );
  });

  it("names the proxy when the connection through it breaks after the request", async () => {
    const { emulator, net, client } = await behindProxy(({ proxyUrl }) => ({ HTTPS_PROXY: proxyUrl }));
    trust(net.authority);
    emulator.faults.add({ kind: "loseResponse", method: "POST", times: 9 });
    const error = await failure(createWorkspace(client, "Research"));
    expect(error.message).toMatch(
      new RegExp(`the connection through ${named} broke before the response was complete`),
    );
    expect(error.outcomeUnknown).toBe(true);
  });
});

describe("the token exchange behind a proxy", () => {
  /** A process whose identity tokens come from an endpoint that, like the API, only a proxy reaches. */
  async function federated(
    env: Environment = {},
  ): Promise<{ emulator: Emulator; net: Network; session: Session }> {
    const emulator = await emulate({ seed: "sample" });
    federate(emulator);
    const endpoint = await identityEndpoint((response) => {
      response.end(JSON.stringify({ value: identityToken(emulator) }));
    });
    const url = new URL(endpoint.env.ACTIONS_ID_TOKEN_REQUEST_URL);
    const net = await network(emulator.url, { others: { "tokens.corp.test": url.origin } });
    const session = new Session(
      () => undefined,
      {
        ...endpoint.env,
        ACTIONS_ID_TOKEN_REQUEST_URL: `https://tokens.corp.test${url.pathname}${url.search}`,
        ANTHROPIC_FEDERATION_RULE_ID: "fdrl_01Main",
        ANTHROPIC_ORGANIZATION_ID: emulator.organization().id,
        ANTHROPIC_SERVICE_ACCOUNT_ID: serviceAccount,
        ANTHROPIC_ADMIN_BASE_URL: net.apiUrl,
        HTTPS_PROXY: net.proxyUrlFor("ada", "hunter2"),
        ...env,
      },
      () => undefined,
      0.01,
    );
    return { emulator, net, session };
  }

  it("goes through the proxy, as do the request for the identity token and those to the API", async () => {
    const { net, session } = await federated();
    trust(net.authority);
    expect((await session.cache.users(session.cache.now())).length).toBeGreaterThan(0);
    expect(net.requests).toEqual([
      "CONNECT tokens.corp.test:443 as ada:hunter2",
      "CONNECT api.corp.test:443 as ada:hunter2",
      "CONNECT api.corp.test:443 as ada:hunter2",
    ]);
  });

  it("names the proxy that rejects the exchange, or the request for the identity token", async () => {
    const { net, session } = await federated();
    trust(net.authority);
    net.answer = 403;
    const users = () => failure(session.cache.users(session.cache.now()));
    expect((await users()).message).toMatch(
      new RegExp(
        `^cannot get an identity token from GitHub: ${named} rejected the connection to tokens\\.corp\\.test \\(403\\)`,
      ),
    );
    const direct = await federated({ NO_PROXY: "tokens.corp.test" });
    expect((await failure(direct.session.cache.users(direct.session.cache.now()))).message).toMatch(
      /^cannot get an identity token from GitHub: tokens\.corp\.test could not be reached \(\w+\), so nothing was sent\. .* NO_PROXY should exclude/,
    );
  });
});

describe("an invalid proxy", () => {
  const withProxy = (env: Environment) =>
    new Session(
      () => undefined,
      {
        ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-x",
        HTTPS_PROXY: "socks5://ada:hunter2@proxy.corp.test:1080",
        ...env,
      },
      () => undefined,
    );

  it("an invalid proxy is rejected before any request, and only if it is used", () => {
    const [first] = withProxy({}).invalid();
    expect(first?.reason).toBe(
      "cannot use the proxy in HTTPS_PROXY: it is a SOCKS proxy. Set it to an HTTP proxy, such as http://proxy.example.com:3128, or unset it.",
    );
    expect(withProxy({ NO_PROXY: "anthropic.com" }).invalid()).toEqual([]);
    expect(withProxy({ ANTHROPIC_ADMIN_BASE_URL: "http://localhost:1" }).invalid()).toEqual([]);
  });
});

describe("connectionsAlong", () => {
  it("loads the HTTP client again after it could not be loaded, and says that nothing was sent", async () => {
    const route = routeTo(new URL("http://127.0.0.1:1"), {});
    let loads = 0;
    const connections = connectionsAlong(route, { connectMs: 1_000 }, async () => {
      loads += 1;
      if (loads === 1) throw new Error("Cannot find package 'undici'");
      return await import("../../../provider/api/dispatcher.ts");
    });
    const both = await Promise.allSettled([connections(), connections()]);
    const message =
      "cannot load the HTTP client of pulumi-anthropic: Cannot find package 'undici'. Nothing was sent. Install the dependencies of the program, and run again.";
    for (const one of both)
      expect(one).toMatchObject({ status: "rejected", reason: { message, constructor: UserError } });
    const dispatcher = await connections();
    expect(await connections()).toBe(dispatcher);
    expect(loads).toBe(2);
  });
});
