import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import type { ServiceAccountArgs } from "./args.ts";
import { serviceAccount } from "./plan.ts";

/**
 * A service account: a named identity for workloads. Federation rules issue tokens for it, and a WorkspaceServiceAccount declares its role
 * in a workspace.
 *
 * Needs an OAuth token with the scope `org:admin`. An Admin API key is rejected at preview.
 *
 * What the API cannot do:
 * - delete a service account: the API cannot delete service accounts, only archive them. Set `onDelete: "archive"`, which is final, or `onDelete: "retain"` to leave the service account unchanged.
 * - restore an archived service account: archiving a service account is final. Remove it from the program, or set `onArchived: "recreate"` to create a new one.
 * - make a service account an admin with a token from federation: a token from federation cannot set this role, only one from an interactive login. Run `pulumi up` once with a token from `ant auth login --scope org:admin`, or set the role in the Console and omit `organizationRole`.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class ServiceAccount extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("ServiceAccount");

  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** The description. Empty without one. */
  declare readonly description: pulumi.Output<string>;
  /** The role in the organization: `developer` or `admin`. */
  declare readonly organizationRole: pulumi.Output<string>;
  /** When it was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it was archived, in RFC 3339 format. */
  declare readonly archivedAt: pulumi.Output<string | undefined>;
  /** `active`, `archived` (archived outside of Pulumi) or `removed` (the API no longer returns it). */
  declare readonly status: pulumi.Output<string>;
  /**
   * `true` if it is not certain that this stack created the service account: it was adopted by `import`, or it was found after the
   * response to its create was lost. Decides the default of `onDelete`.
   */
  declare readonly adopted: pulumi.Output<boolean>;
  /** @internal The ID of its organization. */
  declare readonly __organization: pulumi.Output<string | undefined>;

  /**
   * Declares a service account.
   *
   * Create rejects a name that a service account has, including an archived one. Delete fails while a federation rule issues tokens for it,
   * and rejects more than `anthropic:maxArchives` in one run.
   *
   * API: `POST /v1/organizations/service_accounts`, `POST .../service_accounts/{id}`, `POST .../service_accounts/{id}/archive`.
   */
  constructor(name: string, args: ServiceAccountArgs, options?: pulumi.CustomResourceOptions) {
    super(serviceAccount, name, { ...args }, options, { showsOrganization: true });
  }

  /** Reads a service account that is managed elsewhere, by its ID `svac_...`. Never writes to it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): ServiceAccount {
    return new ServiceAccount(name, noArgs(), { ...options, id });
  }
}

/** The ID of a service account that a program passes as a resource or as an ID. */
export function serviceAccountId<Id>(account: ServiceAccount | Id): pulumi.Output<string> | Id {
  return account instanceof ServiceAccount ? account.id : account;
}
