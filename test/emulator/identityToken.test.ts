import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { identityTokenOf, isSigned } from "../../emulator/identityToken.ts";
import type { JwksJson } from "../../emulator/index.ts";

const claims = { iss: "https://ci.example.com", sub: "job:1", aud: ["a", 1, "b"], iat: 1, exp: 2, jti: "j" };
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function tokenOf(header: object, given: object = claims, signature = "c2ln") {
  return identityTokenOf(`${part(header)}.${part(given)}.${signature}`);
}

describe("identityTokenOf", () => {
  it("reads the claims", () => {
    expect(tokenOf({ alg: "RS256", kid: "1" })).toMatchObject({
      issuer: claims.iss,
      subject: "job:1",
      audiences: ["a", "b"],
      issuedAt: 1,
      notBefore: 1,
      expiresAt: 2,
      id: "j",
      claims,
    });
  });

  it.each([
    ["a symmetric algorithm", { alg: "HS256", kid: "1" }, claims],
    ["no algorithm", { alg: "none", kid: "1" }, claims],
    ["no key ID", { alg: "RS256" }, claims],
    ["no expiry", { alg: "RS256", kid: "1" }, { ...claims, exp: undefined }],
    ["no time of issue", { alg: "RS256", kid: "1" }, { ...claims, iat: undefined }],
  ])("rejects a token with %s", (_, header, given) => {
    expect(tokenOf(header, given)).toBeUndefined();
  });

  it.each(["hunter2", "e30.e30", "e30.e30.", "e30.e30.a.b", "%.e30.a"])("rejects %s", (assertion) => {
    expect(identityTokenOf(assertion)).toBeUndefined();
  });
});

describe("isSigned", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: "jwk" }), kid });
  const jwks: JwksJson = { type: "inline", keys: [jwk(rsa.publicKey, "rsa"), jwk(ec.publicKey, "ec")] };

  function signed(alg: string, kid: string, key: KeyObject) {
    const text = `${part({ alg, kid })}.${part(claims)}`;
    const padding = alg.startsWith("PS") ? { padding: 6, saltLength: -1 } : {};
    const bytes = sign(`sha${alg.slice(2)}`, Buffer.from(text), {
      key,
      dsaEncoding: "ieee-p1363",
      ...padding,
    });
    const token = identityTokenOf(`${text}.${bytes.toString("base64url")}`);
    if (token === undefined) throw new Error("This is no identity token.");
    return token;
  }

  it.each([
    ["RS256", "rsa", rsa],
    ["PS256", "rsa", rsa],
    ["ES256", "ec", ec],
  ])("accepts a signature with %s", (alg, kid, { privateKey }) => {
    expect(isSigned(signed(alg, kid, privateKey), jwks)).toBe(true);
  });

  it("rejects the signature of another key, another key ID, and a changed token", () => {
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(isSigned(signed("RS256", "rsa", other.privateKey), jwks)).toBe(false);
    expect(isSigned(signed("RS256", "other", rsa.privateKey), jwks)).toBe(false);
    expect(isSigned(signed("ES256", "rsa", ec.privateKey), jwks)).toBe(false);
    const { signature, ...token } = signed("RS256", "rsa", rsa.privateKey);
    const changed = `${part({ alg: "RS256", kid: "rsa" })}.${part({ ...claims, sub: "job:2" })}`;
    expect(isSigned({ ...token, signature: { ...signature, signed: changed } }, jwks)).toBe(false);
  });

  it("rejects a signature made with the public key as a secret, and any without inline keys is accepted", () => {
    const text = `${part({ alg: "RS256", kid: "rsa" })}.${part(claims)}`;
    const secret = rsa.publicKey.export({ type: "spki", format: "pem" });
    const bytes = createHmac("sha256", secret).update(text).digest("base64url");
    const forged = identityTokenOf(`${text}.${bytes}`);
    if (forged === undefined) throw new Error("This is no identity token.");
    expect(isSigned(forged, jwks)).toBe(false);
    expect(isSigned(forged, { type: "discovery" })).toBe(true);
  });
});
