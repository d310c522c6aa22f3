import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { workspaceId } from "../workspace/index.ts";
import type { ApiKeyArgs, ApiKeyCreator, ApiKeyPrincipal } from "./args.ts";
import { apiKey } from "./plan.ts";

/**
 * An API key that was created in the Console, adopted by its ID.
 *
 * What the API cannot do:
 * - create an API key: the API cannot create keys, so a key's secret never passes through a program. Create it in the Console and set `apiKeyId` to its ID.
 * - delete an API key: the API cannot delete keys, only deactivate or archive them. Set `status: "inactive"`, or `status: "archived"`, which is final.
 * - rotate an API key: the API cannot change the secret or the expiry of a key. Create a new key in the Console, change `apiKeyId` to its ID, and deactivate the old key.
 * - reveal an API key's secret: the Console shows the secret once, when the key is created, and the API never returns it. Store it in a secret manager when you create the key; replace a lost secret with a new key.
 * - restore an archived API key: archiving a key is final. Create a new key in the Console and change `apiKeyId` to its ID.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class ApiKey extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("ApiKey");

  /** The ID of the key, `apikey_...`. */
  declare readonly apiKeyId: pulumi.Output<string>;
  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** `active`, `inactive`, `archived`, `expired` or `removed` (the API no longer returns it). */
  declare readonly status: pulumi.Output<string>;
  /** The ID of the workspace that the key belongs to. Undefined for a key of the whole organization. */
  declare readonly workspace: pulumi.Output<string | undefined>;
  /** When it was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it expires, in RFC 3339 format. It is set at creation and cannot be changed. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;
  /** The creator, if known. */
  declare readonly createdBy: pulumi.Output<ApiKeyCreator | undefined>;
  /** The part of the secret that the Console shows, such as `sk-ant-api03-R2D...igAA`. The API never returns the secret. */
  declare readonly partialKeyHint: pulumi.Output<string | undefined>;
  /** The principal that the key acts as. Undefined for a key that acts as its workspace. */
  declare readonly principal: pulumi.Output<ApiKeyPrincipal | undefined>;
  /** Always `true`, since the API cannot create keys. */
  declare readonly adopted: pulumi.Output<boolean>;

  /**
   * Adopts an API key.
   *
   * Declared values that differ from the key's are written when it is adopted, except `status: "archived"`. Create rejects an
   * ID that the organization does not have, a key of another workspace, and `active` for a key that is archived or expired.
   * The option `import` with the same ID adopts only a key that is as declared, and writes nothing.
   *
   * API: `GET` and `POST /v1/organizations/api_keys/{id}`.
   */
  constructor(name: string, args: ApiKeyArgs, options?: pulumi.CustomResourceOptions) {
    const { workspace, ...others } = args;
    super(apiKey, name, { ...others, workspace: workspaceId(workspace) }, options);
  }

  /** Reads a key that is managed elsewhere, by its ID `apikey_...`. Never writes to it. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ApiKey {
    return new ApiKey(name, noArgs(), { ...options, id });
  }
}
