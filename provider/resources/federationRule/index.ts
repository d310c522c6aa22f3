import * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { FederationIssuer } from "../federationIssuer/index.ts";
import { serviceAccountId } from "../serviceAccount/index.ts";
import { workspaceId } from "../workspace/index.ts";
import type { FederationMatch, FederationRuleArgs } from "./args.ts";
import { federationRule } from "./plan.ts";

/**
 * A rule that exchanges identity tokens of a FederationIssuer for access tokens of a service account, for a CI pipeline or another
 * workload without a stored key.
 *
 * What the API cannot do:
 * - manage a federation rule with the scope `org:admin`, or its issuer: rules with other scopes than `workspace:developer` and `workspace:inference` can only be managed in the Console. Create and change it there, and use a rule and an issuer of its own for workloads.
 * - restore an archived federation issuer or rule: archiving it is final. Remove it from the program, or set `onArchived: "recreate"` and another `name` to create a new one.
 * - delete a federation issuer or rule: the API cannot delete it, only archive it. Set `onDelete: "archive"`, which is final, or `onDelete: "retain"` to leave it unchanged.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class FederationRule extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("FederationRule");

  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** The ID of the issuer, `fdis_...`. */
  declare readonly issuer: pulumi.Output<string>;
  /** The ID of the service account, `svac_...`. */
  declare readonly serviceAccount: pulumi.Output<string>;
  /** The conditions that an identity token must meet. */
  declare readonly match: pulumi.Output<FederationMatch>;
  /** The scopes of the access tokens, separated by spaces. */
  declare readonly oauthScope: pulumi.Output<string>;
  /** The IDs of the workspaces for which the rule is enabled, sorted. */
  declare readonly workspaces: pulumi.Output<string[] | undefined>;
  /** Whether the rule is enabled for every workspace. `workspaces` then has no effect. */
  declare readonly appliesToAllWorkspaces: pulumi.Output<boolean>;
  /** The description. Empty without one. */
  declare readonly description: pulumi.Output<string>;
  /** The lifetime of the access tokens, in seconds. */
  declare readonly tokenLifetimeSeconds: pulumi.Output<number>;
  /** When it was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it was last changed, in RFC 3339 format. */
  declare readonly updatedAt: pulumi.Output<string>;
  /** When it was archived, in RFC 3339 format. */
  declare readonly archivedAt: pulumi.Output<string | undefined>;
  /** `active`, `archived` (archived outside of Pulumi) or `removed` (the API no longer returns it). */
  declare readonly status: pulumi.Output<string>;
  /**
   * `true` if it is not certain that this stack created the rule: it was adopted by `import`, or it was found after the response to its
   * create was lost. Decides the default of `onDelete`.
   */
  declare readonly adopted: pulumi.Output<boolean>;

  /**
   * Declares a federation rule.
   *
   * Needs an OAuth token with the scope `org:admin`: see docs/authentication.md. Create rejects the name of an existing rule, and issuers
   * and workspaces that do not exist or are archived. The rule works in a workspace once its service account is a member there. Delete
   * archives the rule; more than `anthropic:maxArchives` in one run are rejected.
   *
   * API: `POST /v1/organizations/federation_rules`, `POST .../federation_rules/{id}`, `POST .../federation_rules/{id}/archive`, `POST` and
   * `DELETE .../federation_rules/{id}/workspaces`.
   */
  constructor(name: string, args: FederationRuleArgs, options?: pulumi.CustomResourceOptions) {
    super(federationRule, name, inputsOf(args), options);
  }

  /** Reads a rule that is managed elsewhere, by its ID `fdrl_...`. Never writes to it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): FederationRule {
    return new FederationRule(name, noArgs(), { ...options, id });
  }
}

/** The inputs with IDs. An array of workspaces also means that the rule does not apply to all of them, which must not be drift. */
function inputsOf({ issuer, serviceAccount, workspaces, ...args }: FederationRuleArgs): pulumi.Inputs {
  return {
    ...(workspaces === undefined
      ? {}
      : { appliesToAllWorkspaces: false, workspaces: workspaceIds(workspaces) }),
    ...args,
    issuer: issuer instanceof FederationIssuer ? issuer.id : issuer,
    serviceAccount: serviceAccountId(serviceAccount),
  };
}

/** The IDs are passed one by one, so that one that is not known yet does not hide the others. */
function workspaceIds(workspaces: NonNullable<FederationRuleArgs["workspaces"]>): pulumi.Input<unknown> {
  return Array.isArray(workspaces)
    ? workspaces.map(workspaceId)
    : pulumi.output(workspaces).apply((all) => all.map(workspaceId));
}
