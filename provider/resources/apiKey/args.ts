import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";

/** What a program says of an API key. Fields that are left out are not managed: their live values are outputs. */
export interface ApiKeyArgs {
  /**
   * The key's id, `apikey_...`, as the Console and `GET /v1/organizations/api_keys` show it; never the secret. Required:
   * keys are made in the Console. Another id adopts that key first, and then does to this one what `onDelete` says:
   * with `"deactivate"`, that rotates a key.
   */
  apiKeyId: pulumi.Input<string>;
  /** The name, 1 to 500 characters; spaces around it are cut off. Changed in place, also when the key is adopted. */
  name?: pulumi.Input<string>;
  /**
   * Whether the key works. `active` and `inactive` are changed in place, also when the key is adopted: declaring
   * `inactive` stops it. `archived` is final, and refused for a key that is just being adopted: adopt it first as it
   * is. Leaving `archived` is refused. An expired key is drift that nothing can mend: declare `archived` or another
   * key, or leave `status` out.
   */
  status?: pulumi.Input<"active" | "inactive" | "archived">;
  /**
   * The workspace that the key belongs to, or its id `wrkspc_...`. It only checks: a key stays where it was made, and
   * another workspace is refused. Given a Workspace of the program, the key is deleted before it, so that with
   * `onDelete: "deactivate"` the workspace may be archived.
   */
  workspace?: Workspace | pulumi.Input<string>;
  /**
   * What delete does: `"retain"` (default) leaves the key as it is, `"deactivate"` makes it inactive. Not in the
   * organization; needs one `up` before it takes effect.
   */
  onDelete?: pulumi.Input<"retain" | "deactivate">;
}

/** Who made an API key. */
export interface ApiKeyCreator {
  /** `user_...` or `svac_...`. */
  id: string;
  /** `user` or `service_account`. */
  type: string;
}

/** Whom an API key acts as. */
export interface ApiKeyPrincipal {
  /** `user_actor` or `service_account_actor`. */
  type: string;
  /** The person, `user_...`. */
  userId?: string;
  /** The service account, `svac_...`. */
  serviceAccountId?: string;
}
