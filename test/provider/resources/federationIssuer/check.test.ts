import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import { federationIssuer as FederationIssuer } from "../../../../provider/resources/federationIssuer/plan.ts";
import { failures, organization } from "../../harness/index.ts";

const issuer = { name: "ci", issuerUrl: "https://ci.example.com" };
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicJwk = { ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256" };
const privateJwk = { ...privateKey.export({ format: "jwk" }), kid: "1" };
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

describe("FederationIssuer check", () => {
  test.each([
    ["discovery", { type: "discovery" }],
    [
      "discovery elsewhere",
      { type: "discovery", discoveryBase: "https://x.example.com", caCertPem: certificate },
    ],
    ["a URL", { type: "explicit_url", url: "https://ci.example.com/keys" }],
    ["inline keys", { type: "inline", keys: [publicJwk, ec.publicKey.export({ format: "jwk" })] }],
  ])("accepts %s", async (_, jwks) => {
    const { process } = await organization();
    expect(failures(process(), FederationIssuer, { ...issuer, jwks })).toEqual([]);
  });

  test.each([
    [
      "a private RSA key",
      { type: "inline", keys: [publicJwk, privateJwk] },
      "has the member `d` of a private key",
    ],
    [
      "a private elliptic key",
      { type: "inline", keys: [ec.privateKey.export({ format: "jwk" })] },
      "has the member `d` of a private key",
    ],
    ["a symmetric key", { type: "inline", keys: [{ kty: "oct", k: "hunter2hunter2" }] }, "the member `k`"],
    ["other primes", { type: "inline", keys: [{ kty: "RSA", oth: [{ r: "hunter2hunter2" }] }] }, "`oth`"],
    [
      "a private key in another one",
      { type: "inline", keys: [{ ...publicJwk, keys: [privateJwk] }] },
      "has the member `d` of a private key",
    ],
    [
      "a private post-quantum key",
      { type: "inline", keys: [{ kty: "AKP", pub: "x", priv: "hunter2hunter2" }] },
      "the member `priv`",
    ],
    [
      "a private key as text",
      { type: "inline", keys: [{ ...publicJwk, x5c: [pem] }] },
      "`jwks` contains what looks like a private key",
    ],
    ["a private key as certificate", { type: "discovery", caCertPem: pem }, "contains a private key"],
    [
      "a certificate with a private key",
      { type: "explicit_url", url: "https://x.example.com", caCertPem: `${certificate}\n${pem}` },
      "contains a private key",
    ],
  ])("rejects %s without repeating it, before any request", async (_, jwks, reason) => {
    const { process, requests } = await organization();
    const session = process();
    const found = failures(session, FederationIssuer, { ...issuer, jwks });
    const text = found.join("\n");
    expect(text).toContain(reason);
    expect(text).toContain("Nothing was sent or stored.");
    for (const secret of [
      privateJwk.d ?? "",
      ec.privateKey.export({ format: "jwk" }).d ?? "",
      "hunter2",
      pem.slice(40, 80),
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(requests()).toEqual([]);
  });

  test.each([
    [{ name: "CI" }, "`name`: must consist of lowercase letters, digits and hyphens"],
    [{ issuerUrl: "http://ci.example.com" }, "`issuerUrl`: must be a URL that begins with `https://`"],
    [{ issuerUrl: "https://user:hunter2@ci.example.com" }, "must not contain a user name or a password"],
    [{ maxJwtLifetimeSeconds: 0 }, "must be a whole number of seconds from 1 to 176400"],
    [{ maxJwtLifetimeSeconds: 176_401 }, "must be a whole number of seconds from 1 to 176400"],
    [{ jwks: { type: "file" } }, "must have the `type` `discovery`, `explicit_url` or `inline`"],
    [{ jwks: { type: "explicit_url" } }, "`jwks.url`: must be a string"],
    [{ jwks: { type: "inline", keys: [] } }, "`jwks.keys`: must have a key"],
    [{ jwks: { type: "inline", keys: [publicJwk], url: "https://x" } }, "has no property `url`"],
    [{ jwks: { type: "discovery", caCertPem: "MIIB" } }, "must be a certificate as PEM"],
    [{ onDelete: "delete" }, "the API cannot delete it, only archive it"],
  ])("rejects %j", async (more, reason) => {
    const { process } = await organization();
    const text = failures(process(), FederationIssuer, { ...issuer, ...more }).join("\n");
    expect(text).toContain(reason);
    expect(text).not.toContain("hunter2");
  });

  test("rejects a name that another resource of the program declares", async () => {
    const { process } = await organization();
    const session = process();
    const origin = (name: string) => ({ [kernelKeys.origin]: `acme/dev::${name}` });
    expect(failures(session, FederationIssuer, { ...issuer, ...origin("one") })).toEqual([]);
    expect(failures(session, FederationIssuer, { ...issuer, ...origin("two") }).join()).toContain(
      "the resource `one` of this program also declares a FederationIssuer of that name, and names are unique. " +
        "Use one issuer for both, or give one of them another name. In GitHubActionsAccess and GitLabAccess, " +
        "set `issuer` to the `issuerId` of the other component, or set `newIssuer.name`.",
    );
    expect(failures(session, FederationIssuer, { ...issuer, name: "other", ...origin("two") })).toEqual([]);
  });

  test("rejects the name of an unchanged resource in any order", async () => {
    const { process } = await organization();
    const origin = (name: string) => ({ [kernelKeys.origin]: `acme/dev::${name}` });
    const session = process();
    expect(failures(session, FederationIssuer, { ...issuer, ...origin("new") })).toEqual([]);
    expect(failures(session, FederationIssuer, { ...issuer, ...origin("old") }, issuer).join()).toContain(
      "the resource `new` of this program also declares a FederationIssuer of that name",
    );
    const unchanged = process();
    expect(failures(unchanged, FederationIssuer, { ...issuer, ...origin("one") }, issuer)).toEqual([]);
    expect(failures(unchanged, FederationIssuer, { ...issuer, ...origin("two") }, issuer)).toEqual([]);
  });
});

describe("the URL of a FederationIssuer", () => {
  const slash = "https://token.actions.githubusercontent.com/";
  const wrong = { ...issuer, issuerUrl: slash };

  test("the URL of a FederationIssuer is rejected if no identity token can have it, before any request", async () => {
    const { process, requests } = await organization({ token: "oauth" });
    requests();
    const [reason] = failures(process(), FederationIssuer, wrong);
    expect(reason).toBe(
      "`issuerUrl`: must be exactly the claim `iss` of the identity tokens, which is `https://token.actions.githubusercontent.com`. Write `https://token.actions.githubusercontent.com`.",
    );
    expect(requests()).toEqual([]);
    // With `ignoreChanges`, Pulumi passes the current value.
    expect(failures(process(), FederationIssuer, wrong, wrong)).toEqual([]);
  });

  test("the URL of a FederationIssuer causes a warning if identity tokens probably do not have it, or if it belongs to an adopted issuer", async () => {
    const { process, notices } = await organization({ token: "oauth" });
    const selfManaged = { ...issuer, issuerUrl: "https://gitlab.example.com/" };
    expect(failures(process(), FederationIssuer, selfManaged)).toEqual([]);
    expect(notices.join()).toContain("which rarely ends with `/`");
    notices.length = 0;
    const adopted = { ...wrong, [kernelKeys.adopt]: "fdis_1" };
    expect(failures(process(), FederationIssuer, adopted)).toEqual([]);
    expect(notices.join()).toContain("`issuerUrl` must be exactly the claim `iss`");
  });
});
