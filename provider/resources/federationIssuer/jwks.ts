import { z } from "zod";
import type { FederationIssuerWire } from "../../api/federationRules/objects.ts";
import { isSymmetric, secretMemberIn } from "../../api/federationRules/publicKeys.ts";
import { wordsText } from "../../choices.ts";
import type { Jwks } from "./args.ts";

const revoke =
  "Nothing was sent or stored. Remove it from the program, and replace the key at the issuer if others have seen it";

/** Rejects what could be a secret, without repeating it. */
const publicKey = z
  .record(z.string(), z.unknown(), "must be a JSON Web Key, an object")
  .superRefine((key, context) => {
    const secret = secretMemberIn(key);
    if (secret !== undefined || isSymmetric(key)) {
      const what =
        secret === undefined ? "is a symmetric key" : `has the member \`${secret}\` of a private key`;
      context.addIssue({
        code: "custom",
        message: `${what}, which must stay with the issuer. Pass only the public key. ${revoke}`,
      });
    } else if (typeof key["kty"] !== "string") {
      context.addIssue({ code: "custom", message: "must be a JSON Web Key with `kty`" });
    }
  });

const certificate = z
  .string("must be a string")
  .trim()
  .superRefine((pem, context) => {
    if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem)) {
      context.addIssue({
        code: "custom",
        message: `contains a private key. Pass only the certificate. ${revoke}`,
      });
    } else if (!/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/.test(pem)) {
      context.addIssue({
        code: "custom",
        message: "must be a certificate as PEM, which begins with `-----BEGIN CERTIFICATE-----`",
      });
    }
  })
  .overwrite((pem) => pem.replaceAll("\r\n", "\n"));

/** The schema of a URL with https. The URL is not repeated in errors, since it can contain credentials. */
export const httpsUrl = z
  .string("must be a string")
  .trim()
  .superRefine((url, context) => {
    const message = urlProblem(url);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

function urlProblem(url: string): string | undefined {
  if (!/^https:\/\//i.test(url) || !URL.canParse(url)) return "must be a URL that begins with `https://`";
  const { username, password } = new URL(url);
  if (username !== "" || password !== "") return "must not contain a user name or a password";
  return url.length > 2048 ? "must have at most 2048 characters" : undefined;
}

const types = ["discovery", "explicit_url", "inline"] as const;

export const jwksInput = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("discovery"),
      discoveryBase: httpsUrl.exactOptional(),
      caCertPem: certificate.exactOptional(),
    }),
    z.strictObject({
      type: z.literal("explicit_url"),
      url: httpsUrl,
      caCertPem: certificate.exactOptional(),
    }),
    z.strictObject({
      type: z.literal("inline"),
      keys: z.array(publicKey, "must be an array of JSON Web Keys").min(1, "must have a key"),
    }),
  ],
  {
    error: ({ code }) =>
      code === "invalid_union" ? `must have the \`type\` ${wordsText(types)}` : undefined,
  },
);

export type JwksInput = z.infer<typeof jwksInput>;

/** The keys in the form of the API. */
export function jwksBody(jwks: JwksInput): Record<string, unknown> {
  const { type } = jwks;
  if (type === "inline") return { type, keys: jwks.keys };
  const authority = jwks.caCertPem === undefined ? {} : { ca_cert_pem: jwks.caCertPem };
  if (type === "explicit_url") return { type, url: jwks.url, ...authority };
  return {
    type,
    ...(jwks.discoveryBase === undefined ? {} : { discovery_base: jwks.discoveryBase }),
    ...authority,
  };
}

/** The keys in an API response, whose schema leaves out secret members. */
export function jwksOf({ jwks }: Pick<FederationIssuerWire, "jwks">): Jwks {
  return {
    type: jwks.type,
    ...(jwks.discovery_base == null ? {} : { discoveryBase: jwks.discovery_base }),
    ...(jwks.url == null ? {} : { url: jwks.url }),
    ...(jwks.ca_cert_pem == null ? {} : { caCertPem: jwks.ca_cert_pem.trim().replaceAll("\r\n", "\n") }),
    ...(jwks.keys == null ? {} : { keys: jwks.keys.map((key) => ({ ...key })) }),
  };
}
