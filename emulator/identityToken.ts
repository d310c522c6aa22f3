import { constants, createPublicKey, verify } from "node:crypto";
import type { JwksJson } from "./federationJson.ts";
import { isRecord } from "./validation.ts";

// The API accepts neither symmetric algorithms nor `none`.
const algorithms = /^(RS|PS|ES)(256|384|512)$/;

/** An identity token: a JSON web token, whose signature is not yet checked. */
export interface IdentityToken {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly subject: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly notBefore: number;
  /** The claim `jti`. */
  readonly id: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signature: {
    readonly algorithm: string;
    readonly keyId: string;
    readonly signed: string;
    readonly bytes: Buffer;
  };
}

/** The parts of an assertion; undefined if it is not an identity token. */
export function identityTokenOf(assertion: string): IdentityToken | undefined {
  const parts = assertion.split(".");
  const [header, claims] = parts.map(jsonPart);
  const signature = parts[2] ?? "";
  if (parts.length !== 3 || signature === "" || header === undefined || claims === undefined)
    return undefined;
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;
  const { alg: algorithm, kid: keyId } = header;
  if (typeof algorithm !== "string" || !algorithms.test(algorithm)) return undefined;
  if (typeof keyId !== "string" || typeof iss !== "string" || typeof sub !== "string") return undefined;
  if (typeof exp !== "number" || typeof iat !== "number") return undefined;
  return {
    issuer: iss,
    audiences: (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === "string"),
    subject: sub,
    issuedAt: iat,
    expiresAt: exp,
    notBefore: typeof nbf === "number" ? nbf : iat,
    id: typeof jti === "string" ? jti : undefined,
    claims,
    signature: {
      algorithm,
      keyId,
      signed: parts.slice(0, 2).join("."),
      bytes: Buffer.from(signature, "base64url"),
    },
  };
}

/**
 * Whether one of the issuer's inline keys signed the token. The emulator fetches no keys, so it accepts every signature for an issuer
 * with another kind of keys.
 */
export function isSigned({ signature }: IdentityToken, jwks: JwksJson): boolean {
  if (jwks.type !== "inline") return true;
  const { algorithm, keyId, signed, bytes } = signature;
  return jwks.keys.some((key) => {
    if (key["kid"] !== keyId || (typeof key["alg"] === "string" && key["alg"] !== algorithm)) return false;
    try {
      return verify(
        `sha${algorithm.slice(2)}`,
        Buffer.from(signed),
        {
          key: createPublicKey({ key, format: "jwk" }),
          dsaEncoding: "ieee-p1363",
          ...(algorithm.startsWith("PS")
            ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
            : {}),
        },
        bytes,
      );
    } catch {
      return false;
    }
  });
}

function jsonPart(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
