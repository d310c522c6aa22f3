/** A key in AWS KMS. */
export interface AwsExternalKeyConfigJson {
  /** Constant. */
  type: "aws";
  /** The ARN of the key. */
  kms_arn: string;
  /** The region, which the API takes from the ARN if a request has none. */
  region: string | null;
}

/** A key in Google Cloud KMS. */
export interface GcpExternalKeyConfigJson {
  /** Constant. */
  type: "gcp";
  /** The full resource name of the key: `projects/.../locations/.../keyRings/.../cryptoKeys/...` */
  key_name: string;
}

/** A key in Azure Key Vault or a managed HSM. */
export interface AzureExternalKeyConfigJson {
  /** Constant. */
  type: "azure";
  /** The name of the key in the vault. */
  key_name: string;
  /** The UUID of the tenant. */
  tenant_id: string;
  /** `https://NAME.vault.azure.net` or `https://NAME.managedhsm.azure.net` */
  vault_uri: string;
  /** The UUID of a single-tenant application. Anthropic's application if null. */
  client_id: string | null;
}

/** The key management service and the key in it. */
export type ExternalKeyConfigJson =
  | AwsExternalKeyConfigJson
  | GcpExternalKeyConfigJson
  | AzureExternalKeyConfigJson;

/** A key in AWS KMS, in a seed or a request. */
export interface AwsExternalKeyInput {
  /** Constant. */
  type: "aws";
  /** The ARN of the key. */
  kms_arn: string;
  /** The region. That of the ARN by default. */
  region?: string | null | undefined;
}

/** A key in Azure Key Vault or a managed HSM, in a seed or a request. */
export interface AzureExternalKeyInput {
  /** Constant. */
  type: "azure";
  /** The name of the key in the vault. */
  key_name: string;
  /** The UUID of the tenant. */
  tenant_id: string;
  /** `https://NAME.vault.azure.net` or `https://NAME.managedhsm.azure.net` */
  vault_uri: string;
  /** The UUID of a single-tenant application. Anthropic's application by default. */
  client_id?: string | null | undefined;
}

/** The key management service and the key in it, in a seed or a request. */
export type ExternalKeyInput = AwsExternalKeyInput | GcpExternalKeyConfigJson | AzureExternalKeyInput;

/** A customer-managed encryption key, as the emulator stores it. */
export interface StoredExternalKey {
  /** `ekey_...`, or the ARN of the key on Claude Platform on AWS. */
  id: string;
  /** Constant. */
  type: "external_key";
  /** The name, if any. Names are not unique. */
  display_name: string | null;
  /** The region in which the key is used. */
  geo: "us";
  /** The key management service and the key in it. */
  provider_config: ExternalKeyConfigJson;
  /** The user profile that the key is bound to, if any. */
  user_profile_id: string | null;
  /** When it was created. */
  created_at: string;
  /** When it was last changed. */
  updated_at: string;
  /**
   * How the key management service responds. With `failure` and `timeout` the validation fails, and no workspace can get the key.
   * With `changed`, no workspace can get the key either, with the code `external_key_changed`. The API does not show this field.
   */
  validation: ExternalKeyOutcome;
}

/** How the key management service of an external key responds. */
export type ExternalKeyOutcome = "success" | "failure" | "timeout" | "changed";

/** A customer-managed encryption key. */
export interface ExternalKeyJson extends Omit<StoredExternalKey, "validation"> {
  /** Whether a workspace uses it, even an archived one. */
  attachment: ExternalKeyAttachmentJson;
}

/** Whether a workspace uses an external key. */
export interface ExternalKeyAttachmentJson {
  /** Only an `unattached` key can be deleted or reconfigured. */
  type: "attached" | "unattached";
}
