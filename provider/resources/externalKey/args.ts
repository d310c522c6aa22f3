import type * as pulumi from "@pulumi/pulumi";

/** A key in AWS KMS. */
export interface AwsKeyConfigArgs {
  /** The key management service. A constant, not an output. */
  type: "aws";
  /** The ARN of the key, `arn:aws:kms:REGION:ACCOUNT:key/...`. The ARN of an alias is rejected, since an alias can change its key. */
  kmsArn: pulumi.Input<string>;
  /** The region. It must be that of `kmsArn`, which is also the default. */
  region?: pulumi.Input<string>;
}

/** A key in Google Cloud KMS. It cannot be changed to another key or another service. */
export interface GcpKeyConfigArgs {
  /** The key management service. A constant, not an output. */
  type: "gcp";
  /** The resource name of the key without a version: `projects/.../locations/.../keyRings/.../cryptoKeys/...`. */
  keyName: pulumi.Input<string>;
}

/** A key in Azure Key Vault or a managed HSM. */
export interface AzureKeyConfigArgs {
  /** The key management service. A constant, not an output. */
  type: "azure";
  /** The name of the key in the vault. */
  keyName: pulumi.Input<string>;
  /** The ID of the tenant, a UUID. */
  tenantId: pulumi.Input<string>;
  /** The URI of the vault: `https://NAME.vault.azure.net` or `https://NAME.managedhsm.azure.net`. */
  vaultUri: pulumi.Input<string>;
  /** The ID of a single-tenant application, a UUID. Default: Anthropic's multitenant application. */
  clientId?: pulumi.Input<string>;
}

/** The key management service and the key in it, by `type`. */
export type ExternalKeyConfigArgs = AwsKeyConfigArgs | GcpKeyConfigArgs | AzureKeyConfigArgs;

/** The arguments of an ExternalKey. Arguments that are left out are not managed. */
export interface ExternalKeyArgs {
  /** The key management service and the key in it. Updates in place, but only while no workspace uses the external key. */
  providerConfig: pulumi.Input<ExternalKeyConfigArgs>;
  /** The name, 1 to 255 characters; surrounding spaces are trimmed. Names are not unique. Updates in place. */
  displayName?: pulumi.Input<string>;
  /** Where the key is used: `us`, the only value and the default. */
  geo?: pulumi.Input<"us">;
  /**
   * The ID of the user profile that the key is bound to, `uprof_...`. Only workspaces with the same user profile can then use the key. It
   * is set at creation. Changing it is rejected.
   */
  userProfileId?: pulumi.Input<string>;
  /**
   * What create and update do if the key management service does not grant access to the key: `"fail"` (default) fails, and the next `up`
   * validates again; `"warn"` shows a warning. No workspace can use the key until its validation succeeds.
   */
  onInvalid?: pulumi.Input<"fail" | "warn">;
  /**
   * What delete does: `"delete"` (default for a key that this stack created), which is rejected while a workspace uses the key, or
   * `"retain"` (default if `adopted` is `true`), which leaves the key unchanged. Takes effect after one `up`.
   */
  onDelete?: pulumi.Input<"delete" | "retain">;
}

/** A key in AWS KMS. */
export interface AwsKeyConfig {
  /** The key management service. */
  type: "aws";
  /** The ARN of the key. */
  kmsArn: string;
}

/** A key in Google Cloud KMS. */
export interface GcpKeyConfig {
  /** The key management service. */
  type: "gcp";
  /** The resource name of the key. */
  keyName: string;
}

/** A key in Azure Key Vault or a managed HSM. */
export interface AzureKeyConfig {
  /** The key management service. */
  type: "azure";
  /** The name of the key in the vault. */
  keyName: string;
  /** The ID of the tenant. */
  tenantId: string;
  /** The URI of the vault. */
  vaultUri: string;
  /** The ID of a single-tenant application. Undefined for Anthropic's multitenant application. */
  clientId?: string;
}

/** The key management service and the key in it, by `type`. */
export type ExternalKeyConfig = AwsKeyConfig | GcpKeyConfig | AzureKeyConfig;
