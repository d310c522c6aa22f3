import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import type { FederationIssuerArgs, Jwks } from "./args.ts";
import { federationIssuer } from "./plan.ts";

/**
 * An OIDC identity provider whose identity tokens can be exchanged for access tokens, by the rules of FederationRule.
 *
 * What the API cannot do:
 * - restore an archived federation issuer or rule: archiving it is final. Remove it from the program, or set `onArchived: "recreate"` and another `name` to create a new one.
 * - delete a federation issuer or rule: the API cannot delete it, only archive it. Set `onDelete: "archive"`, which is final, or `onDelete: "retain"` to leave it unchanged.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class FederationIssuer extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("FederationIssuer");

  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** The exact claim `iss` of its identity tokens. */
  declare readonly issuerUrl: pulumi.Output<string>;
  /** How the signing keys are obtained. */
  declare readonly jwks: pulumi.Output<Jwks>;
  /** Whether an identity token with the claim `jti` can be exchanged only once. */
  declare readonly checkJti: pulumi.Output<boolean>;
  /** The longest time between the claims `iat` and `exp` of an identity token, in seconds. */
  declare readonly maxJwtLifetimeSeconds: pulumi.Output<number>;
  /** When Anthropic paused the polling of the signing keys after failures, in RFC 3339 format. The next `up` enables it again. */
  declare readonly pollingPausedAt: pulumi.Output<string | undefined>;
  /** When it was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it was last changed, in RFC 3339 format. */
  declare readonly updatedAt: pulumi.Output<string>;
  /** When it was archived, in RFC 3339 format. */
  declare readonly archivedAt: pulumi.Output<string | undefined>;
  /** `active`, `archived` (archived outside of Pulumi) or `removed` (the API no longer returns it). */
  declare readonly status: pulumi.Output<string>;
  /**
   * `true` if it is not certain that this stack created the issuer: it was adopted by `import`, or it was found after the response to its
   * create was lost. Decides the default of `onDelete`.
   */
  declare readonly adopted: pulumi.Output<boolean>;

  /**
   * Declares a federation issuer.
   *
   * Needs an OAuth token with the scope `org:admin`: see docs/authentication.md. Create rejects the name of an existing issuer. Update
   * fails while a rule with the scope `org:admin` uses the issuer. Delete fails while an unarchived rule uses the issuer, and rejects more
   * than `anthropic:maxArchives` in one run.
   *
   * API: `POST /v1/organizations/federation_issuers`, `POST .../federation_issuers/{id}`, `POST .../federation_issuers/{id}/archive`.
   */
  constructor(name: string, args: FederationIssuerArgs, options?: pulumi.CustomResourceOptions) {
    super(federationIssuer, name, { ...args }, options);
  }

  /** Reads an issuer that is managed elsewhere, by its ID `fdis_...`. Never writes to it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): FederationIssuer {
    return new FederationIssuer(name, noArgs(), { ...options, id });
  }
}
