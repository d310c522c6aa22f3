import type * as pulumi from "@pulumi/pulumi";

/** Signing keys from the OIDC discovery document of the issuer. */
export interface DiscoveryJwksArgs {
  /** The type. */
  type: "discovery";
  /** The base of the discovery URL, with `https`, if it differs from `issuerUrl`. */
  discoveryBase?: pulumi.Input<string>;
  /** The certificate of the authority that signed the certificate of the server, as PEM. Never a private key. */
  caCertPem?: pulumi.Input<string>;
}

/** Signing keys from a fixed URL. */
export interface ExplicitUrlJwksArgs {
  /** The type. */
  type: "explicit_url";
  /** The URL of the key set, with `https`. */
  url: pulumi.Input<string>;
  /** The certificate of the authority that signed the certificate of the server, as PEM. Never a private key. */
  caCertPem?: pulumi.Input<string>;
}

/** Signing keys in the program. Nothing is fetched, so the program must be changed when the issuer rotates its keys. */
export interface InlineJwksArgs {
  /** The type. */
  type: "inline";
  /** The public keys, as JSON Web Keys. Preview rejects a private key without repeating it. */
  keys: pulumi.Input<pulumi.Input<Record<string, unknown>>[]>;
}

/** How the signing keys of an issuer are obtained. */
export type JwksArgs = DiscoveryJwksArgs | ExplicitUrlJwksArgs | InlineJwksArgs;

/** The arguments of a FederationIssuer. Arguments that are left out are not managed: their outputs have the current values. */
export interface FederationIssuerArgs {
  /**
   * The name: lowercase letters, digits and hyphens, at most 255. It is unique in the organization, possibly even among archived
   * issuers. Updates in place.
   */
  name: pulumi.Input<string>;
  /**
   * The URL of the issuer, with `https`: exactly the claim `iss` of its identity tokens, usually without `/` at the end. Preview rejects
   * spellings that no identity token has. Updates in place. Without `jwks`, Anthropic also fetches the signing keys from this URL, so a
   * change of the URL trusts another identity provider.
   */
  issuerUrl: pulumi.Input<string>;
  /** How the signing keys are obtained. The API's default is OIDC discovery. Updates in place, as a whole. */
  jwks?: pulumi.Input<JwksArgs>;
  /**
   * Whether an identity token with the claim `jti` can be exchanged only once. The API's default is `true`. Updates in place. Set `false`
   * for CI systems that give a job one token for several processes, such as GitLab.
   */
  checkJti?: pulumi.Input<boolean>;
  /**
   * The longest time between the claims `iat` and `exp` of an identity token, 1 to 176400 seconds (49 hours). The API's default is 3600.
   * Updates in place.
   */
  maxJwtLifetimeSeconds?: pulumi.Input<number>;
  /**
   * What update does if the issuer was archived outside of Pulumi: `"refuse"` (default) fails, and the resource keeps the status
   * `archived`; `"recreate"` replaces it with a new issuer. The API may require another `name` for it.
   */
  onArchived?: pulumi.Input<"refuse" | "recreate">;
  /**
   * What delete does: `"archive"`, which is final (default for an issuer that this stack created), or `"retain"` (default if `adopted` is
   * `true`), which leaves the issuer unchanged. Takes effect after one `up`, since delete uses what the last `up` stored.
   */
  onDelete?: pulumi.Input<"archive" | "retain">;
}

/** How the signing keys of an issuer are obtained. */
export interface Jwks {
  /** `discovery`, `explicit_url` or `inline`. */
  type: string;
  /** With `discovery`, the base of the discovery URL, if it differs from `issuerUrl`. */
  discoveryBase?: string;
  /** With `explicit_url`, the URL of the key set. */
  url?: string;
  /** The certificate of the authority for the request, as PEM. */
  caCertPem?: string;
  /** With `inline`, the public keys. */
  keys?: Record<string, unknown>[];
}
