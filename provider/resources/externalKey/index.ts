import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import type { ExternalKeyArgs, ExternalKeyConfig } from "./args.ts";
import { externalKey } from "./plan.ts";

/**
 * A customer-managed encryption key: a key in AWS KMS, Google Cloud KMS or Azure Key Vault that encrypts the data of workspaces. A
 * Workspace uses it with `externalKeyId: key.id`, which cannot be undone.
 *
 * What the API cannot do:
 * - change a key in Google Cloud KMS to another key: the API cannot change the provider and the name of a Google Cloud key. Declare another ExternalKey, and use it in new workspaces.
 * - change the configuration of a key that a workspace uses: the data of a workspace stays encrypted with its key. Keep the configuration, and declare another ExternalKey for new workspaces.
 * - change the user profile of a key: the API binds a key to a user profile when it is created. Declare another ExternalKey with the other `userProfileId`, and use it in new workspaces.
 * - delete a key that a workspace uses, even an archived one: the data of a workspace stays encrypted with its key even after the workspace is archived. Set `onDelete: "retain"` and run `pulumi up` before you delete the resource, or remove it from the state with `npx pulumi-anthropic detach`, which leaves the key unchanged.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class ExternalKey extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("ExternalKey");

  /** The key management service and the key in it. */
  declare readonly providerConfig: pulumi.Output<ExternalKeyConfig>;
  /** The name, if it has one. */
  declare readonly displayName: pulumi.Output<string | undefined>;
  /** Where the key is used. */
  declare readonly geo: pulumi.Output<string>;
  /** The ID of the user profile that the key is bound to, if any. */
  declare readonly userProfileId: pulumi.Output<string | undefined>;
  /**
   * The result of the last validation by `up`: `success`, `failure`, or `pending` (the validation could not be completed). Undefined if
   * the key was adopted with `import`, which does not validate it.
   */
  declare readonly validation: pulumi.Output<string | undefined>;
  /** Why the last validation did not succeed. */
  declare readonly validationError: pulumi.Output<string | undefined>;
  /** When it was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string>;
  /**
   * `true` if it is not certain that this stack created the key: it had the declared values already, it was adopted by `import`, or it was
   * found after the response to its create was lost. Decides the default of `onDelete`.
   */
  declare readonly adopted: pulumi.Output<boolean>;

  /**
   * Declares an external key.
   *
   * Create adopts a key that has exactly the declared values, so that no second one is registered. Create and a change of
   * `providerConfig` validate the key: Anthropic encrypts and decrypts with it, which takes up to 30 seconds. A failed validation is repeated
   * for about 30 seconds, since permissions take effect with a delay. While a workspace uses the key, even an archived one, update rejects a
   * change of `providerConfig`, and delete fails. Both errors name the workspaces. Delete rejects more than `anthropic:maxRemovals` in one
   * run.
   *
   * API: `POST /v1/organizations/external_keys`, `POST` and `DELETE .../external_keys/{id}`, `POST .../external_keys/{id}/validate`.
   */
  constructor(name: string, args: ExternalKeyArgs, options?: pulumi.CustomResourceOptions) {
    super(externalKey, name, { ...args }, options);
  }

  /** Reads an external key that is managed elsewhere, by its ID `ekey_...` or its ARN. Never writes to it. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ExternalKey {
    return new ExternalKey(name, noArgs(), { ...options, id });
  }
}
