import { z } from "zod";
import { Id, NullableText, Timestamp } from "../objects.ts";

// Like the schemas of the other objects: strict about the key that a configuration names, tolerant of everything else.

const Aws = z.object({ type: z.literal("aws"), kms_arn: z.string().min(1), region: NullableText });
const Gcp = z.object({ type: z.literal("gcp"), key_name: z.string().min(1) });
const Azure = z.object({
  type: z.literal("azure"),
  key_name: z.string().min(1),
  tenant_id: z.string().min(1),
  vault_uri: z.string().min(1),
  client_id: NullableText,
});
const known: readonly string[] = ["aws", "gcp", "azure"];
/** A provider that this version does not know. */
const Other = z.object({
  type: z
    .string()
    .min(1)
    .refine((type) => !known.includes(type), "Invalid input: the configuration is incomplete"),
});

/** The key management service and the key in it. */
export const ExternalKeyConfigWire = z.union([Aws, Gcp, Azure, Other]);
export type ExternalKeyConfigWire = z.infer<typeof ExternalKeyConfigWire>;

export type AwsConfigWire = z.infer<typeof Aws>;
export type GcpConfigWire = z.infer<typeof Gcp>;
export type AzureConfigWire = z.infer<typeof Azure>;

/** A customer-managed encryption key. */
export const ExternalKeyWire = z.object({
  type: z.literal("external_key"),
  /** `ekey_...`, or the ARN of the key on Claude Platform on AWS. */
  id: Id,
  attachment: z.object({ type: z.string().min(1) }),
  display_name: NullableText,
  geo: z.string().min(1),
  provider_config: ExternalKeyConfigWire,
  user_profile_id: NullableText,
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type ExternalKeyWire = z.infer<typeof ExternalKeyWire>;

/** The response to the deletion of an external key. */
export const ExternalKeyDeletedWire = z.object({ type: z.literal("external_key_deleted"), id: Id });

/** The result of a validation. */
export const ExternalKeyValidationWire = z.object({
  type: z.literal("external_key_validation"),
  status: z.enum(["success", "failure"]),
  error: NullableText,
});
export type ExternalKeyValidationWire = z.infer<typeof ExternalKeyValidationWire>;
