import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";

/** The arguments of an ApiKey. Arguments that are left out are not managed: their outputs have the current values. */
export interface ApiKeyArgs {
  /**
   * The ID of the key, `apikey_...`, as the Console and `GET /v1/organizations/api_keys` show it; never the secret. Changing it
   * replaces the resource: the new key is adopted first, and then `onDelete` applies to the old one. With `"deactivate"`, that
   * rotates a key.
   */
  apiKeyId: pulumi.Input<string>;
  /** The name, 1 to 500 characters; surrounding spaces are trimmed. Updates in place, also when the key is adopted. */
  name?: pulumi.Input<string>;
  /**
   * Whether the key works. `active` and `inactive` update in place, also when the key is adopted: `inactive` deactivates it.
   * `archived` is final, and is rejected when the key is adopted: first adopt the key with its current status. Changing
   * `archived` to another status is rejected. An expired key is drift that cannot be repaired: declare `archived` or another
   * key, or leave `status` out.
   */
  status?: pulumi.Input<"active" | "inactive" | "archived">;
  /**
   * The workspace that the key belongs to, or its ID `wrkspc_...`. It is only checked: a key cannot move to another workspace,
   * so a different one is rejected. For a Workspace of the program, the ApiKey is deleted first, so that the workspace can be
   * archived if `onDelete` is `"deactivate"`.
   */
  workspace?: Workspace | pulumi.Input<string>;
  /**
   * What delete does: `"retain"` (default) leaves the key unchanged, `"deactivate"` deactivates it. Takes effect after one
   * `up`, since delete uses what the last `up` stored.
   */
  onDelete?: pulumi.Input<"retain" | "deactivate">;
}

/** The creator of an API key. */
export interface ApiKeyCreator {
  /** `user_...` or `svac_...`. */
  id: string;
  /** `user` or `service_account`. */
  type: string;
}

/** The principal that an API key acts as. */
export interface ApiKeyPrincipal {
  /** `user_actor` or `service_account_actor`. */
  type: string;
  /** The ID of the user, `user_...`. */
  userId?: string;
  /** The ID of the service account, `svac_...`. */
  serviceAccountId?: string;
}
