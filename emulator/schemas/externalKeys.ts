import { z } from "zod";
import type { ExternalKeyConfigJson, ExternalKeyInput } from "../externalKeysJson.ts";
import { hasForm, prefixes } from "../ids.ts";
import { fields, oneOf, text, timestampText } from "../validation.ts";

export const displayName = text({ min: 1, max: 255 });

export const keyGeo = oneOf("us");

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "Input should be a valid UUID");

const gcpKeyName = z
  .string()
  .regex(
    /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/,
    "Input should be the resource name of a Cloud KMS key",
  );

const vaultUri = z
  .string()
  .regex(
    /^https:\/\/[A-Za-z0-9-]+\.(vault|managedhsm)\.azure\.net\/?$/,
    "Input should be the URI of a key vault or a managed HSM",
  );

const azure = fields({
  type: z.literal("azure"),
  key_name: text({ min: 1 }),
  tenant_id: uuid,
  vault_uri: vaultUri,
  client_id: z.nullish(uuid),
});

const gcp = fields({ type: z.literal("gcp"), key_name: gcpKeyName });

function configOf<T extends z.ZodType<string, string>>(arn: T) {
  const aws = fields({ type: z.literal("aws"), kms_arn: arn, region: z.nullish(text({ min: 1 })) });
  return z.discriminatedUnion("type", [aws, gcp, azure], "Input should be 'aws', 'gcp' or 'azure'");
}

/** The configuration in a request. */
export const keyConfig = configOf(
  text({ max: 2048 }).refine((arn) => regionOf(arn) !== undefined, "Input should be the ARN of a KMS key"),
);

/** The region of the ARN of a key. Undefined for anything else, such as the ARN of an alias. */
export function regionOf(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/[A-Za-z0-9-]+$/.exec(arn)?.[1];
}

/** The configuration as the API returns it, with the fields that it adds. */
export function storedConfig(given: ExternalKeyInput): ExternalKeyConfigJson {
  switch (given.type) {
    case "aws":
      return { ...given, region: given.region ?? regionOf(given.kms_arn) ?? null };
    case "gcp":
      return given;
    case "azure":
      return { ...given, client_id: given.client_id ?? null };
  }
}

// An organization can have keys from a time with other rules.
const seedConfig = configOf(text({ min: 1, max: 2048 }));

/** Whether this can be the ID of an external key. */
export function isExternalKeyId(id: string): boolean {
  return hasForm(prefixes.externalKey, id) || id.startsWith("arn:");
}

export const keyOutcome = oneOf("success", "failure", "timeout", "changed");

export const seedExternalKey = fields({
  id: z.optional(
    z.string().refine(isExternalKeyId, `Input should be an ID that begins with '${prefixes.externalKey}'`),
  ),
  type: z.optional(oneOf("external_key")),
  display_name: z.optional(z.nullable(displayName)),
  geo: z.optional(keyGeo),
  provider_config: z.optional(seedConfig),
  user_profile_id: z.optional(z.nullable(text({ min: 1 }))),
  created_at: z.optional(timestampText),
  updated_at: z.optional(timestampText),
  validation: z.optional(keyOutcome),
});
