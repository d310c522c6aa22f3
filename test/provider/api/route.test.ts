import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type Route, routeTo } from "../../../provider/api/route.ts";
import { UserError } from "../../../provider/errors.ts";

const api = new URL("https://api.anthropic.com");
const proxy = "http://proxy.example.com:3128";

/** The proxy to a host, as `http://proxy.example.com:3128 from HTTPS_PROXY`; `direct` without one. */
function way(env: Record<string, string>, target: URL | string = api): string {
  const route: Route = routeTo(new URL(target), env);
  return route.proxy === undefined ? "direct" : `${route.proxy.address} from ${route.proxy.variable}`;
}

describe("routeTo", () => {
  it.each(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"])("uses the proxy in %s", (variable) => {
    expect(way({ [variable]: ` ${proxy} ` })).toBe(`${proxy} from ${variable}`);
  });

  it("prefers lower case, and HTTPS_PROXY to HTTP_PROXY, and ignores empty variables", () => {
    const env = { https_proxy: "http://a:1", HTTPS_PROXY: "http://b:2", http_proxy: "http://c:3" };
    expect(way(env)).toBe("http://a:1 from https_proxy");
    expect(way({ ...env, https_proxy: "" })).toBe("http://b:2 from HTTPS_PROXY");
    expect(way({ ...env, https_proxy: "", HTTPS_PROXY: " " })).toBe("http://c:3 from http_proxy");
    expect(way({ HTTPS_PROXY: "" })).toBe("direct");
    expect(way({})).toBe("direct");
  });

  it("accepts an address without a scheme, as curl does, and a proxy with TLS", () => {
    expect(way({ HTTPS_PROXY: "proxy.example.com:3128" })).toBe(`${proxy} from HTTPS_PROXY`);
    expect(way({ HTTPS_PROXY: "ada:pw@localhost:3128/" })).toBe("http://localhost:3128 from HTTPS_PROXY");
    expect(way({ HTTPS_PROXY: "https://proxy.example.com" })).toBe(
      "https://proxy.example.com from HTTPS_PROXY",
    );
  });

  it("sends nothing for the local machine and nothing with plain http through a proxy", () => {
    const env = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
    for (const url of ["http://127.0.0.1:80", "http://localhost:1", "https://[::1]", "https://127.1.2.3"]) {
      expect(way(env, url)).toBe("direct");
    }
    expect(way(env, "http://api.anthropic.com")).toBe("direct");
  });

  it.each([
    ["*", true],
    ["api.anthropic.com", true],
    ["API.Anthropic.com.", true],
    ["anthropic.com", true],
    [".anthropic.com", true],
    ["*.anthropic.com", true],
    ["example.com, anthropic.com", true],
    ["example.com anthropic.com", true],
    ["api.anthropic.com:443", true],
    ["api.anthropic.com:8443", false],
    ["*:443", true],
    ["*:80", false],
    ["*.api.anthropic.com", false],
    ["hropic.com", false],
    ["api.anthropic.com.example.com", false],
    [" , ", false],
    ["10.0.0.0/8", false],
  ])("routeTo with NO_PROXY %j excludes the API: %s", (list, excluded) => {
    for (const variable of ["NO_PROXY", "no_proxy"]) {
      const route = routeTo(api, { HTTPS_PROXY: proxy, [variable]: list });
      expect(route.proxy === undefined).toBe(excluded);
      expect(route.excludedBy).toBe(excluded ? variable : undefined);
    }
  });

  it.each([
    ["10.1.2.3", "10.1.2.3", true],
    ["10.1.2.3", "10.0.0.0/8", true],
    ["10.1.2.3", "10.1.2.1-10.1.2.9", true],
    ["10.1.2.3", "11.0.0.0/8", false],
    ["10.1.2.3", "10.1.2.4-10.1.2.9", false],
    ["10.1.2.3", "10.1.2.3:444", false],
    ["10.1.2.3", "2.3", false],
    ["10.1.2.3", "10.0.0.0/99", false],
    ["10.1.2.3", "fd00::/8", false],
    ["[fd00::1]", "fd00::1", true],
    ["[fd00::1]", "[fd00::1]", true],
    ["[fd00::1]", "[fd00::1]:443", true],
    ["[fd00::1]", "fd00::/8", true],
    ["[fd00::1]", "[fd00::2]", false],
  ])("routeTo for https://%s with NO_PROXY %j excludes it: %s", (host, list, excluded) => {
    expect(way({ HTTPS_PROXY: proxy, NO_PROXY: list }, `https://${host}`) === "direct").toBe(excluded);
  });

  it.each([
    ["http://", "it is not a valid http or https URL"],
    ["http://proxy:hunter2", "it is not a valid http or https URL"],
    ["ftp://ada:hunter2@proxy.example.com", "it is not a valid http or https URL"],
    ["a b:hunter2", "it is not a valid http or https URL"],
    ["socks5://ada:hunter2@proxy.example.com:1080", "it is a SOCKS proxy"],
    ["socks5h://proxy.example.com:1080", "it is a SOCKS proxy"],
    [
      "http://ada:100%hunter2@proxy.example.com",
      "its user name or password contains a `%` that does not begin an escape",
    ],
  ])("rejects the proxy %j, and does not show it", (value, why) => {
    const rejected = (env: Record<string, string>) => {
      try {
        return routeTo(api, env);
      } catch (error) {
        return error;
      }
    };
    const error = rejected({ HTTPS_PROXY: value });
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: expect.stringContaining(`cannot use the proxy in HTTPS_PROXY: ${why}. `),
    });
    expect(String(error)).not.toMatch(/hunter2|ada/);
    // A proxy that is not used is not validated.
    expect(rejected({ HTTPS_PROXY: value, NO_PROXY: "*" })).toMatchObject({ excludedBy: "NO_PROXY" });
  });

  it("shows neither the user name nor the password of a proxy, however it is printed", () => {
    const route = routeTo(api, { HTTPS_PROXY: "http://ada:hunter2@proxy.example.com:3128" });
    expect(route.proxy?.secretUrl).toBe("http://ada:hunter2@proxy.example.com:3128/");
    expect(route.proxy?.hasCredentials).toBe(true);
    const printed = [
      inspect(route, { depth: 9, showHidden: true }),
      JSON.stringify(route),
      String(route.proxy),
    ];
    expect(printed.join()).not.toMatch(/hunter2|ada/);
    expect(printed.join()).toContain("http://proxy.example.com:3128");
  });
});
