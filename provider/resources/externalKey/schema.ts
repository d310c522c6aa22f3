import { z } from "zod";
import { uuid } from "../../api/objects.ts";
import { choice, notAChoice } from "../../choices.ts";
import { idWithPrefix } from "../../ids.ts";
import { nameInput } from "../../text/names.ts";

const text = () => z.string("must be a string").trim();

/** The region of the ARN of a KMS key or alias. Undefined for anything else. */
export function regionOfArn(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/[\w/-]+$/.exec(arn)?.[1];
}

export function isAlias(arn: string): boolean {
  return /^arn:[^:]*:kms:[^:]*:[^:]*:alias\//.test(arn);
}

const kmsArn = text()
  .max(2048, "must have at most 2048 characters")
  .refine(
    (arn) => regionOfArn(arn) !== undefined,
    "must be the ARN of a key, such as `arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`",
  );

const aws = z
  .strictObject({ type: z.literal("aws"), kmsArn, region: text().exactOptional() })
  .superRefine(({ kmsArn: arn, region }, context) => {
    const own = regionOfArn(arn);
    if (own === undefined || region === undefined || region === own) return;
    context.addIssue({
      code: "custom",
      path: ["region"],
      message: `must be \`${own}\`, the region of \`kmsArn\``,
    });
  })
  // The ARN has the region, which the API adds to its responses.
  .transform(({ type, kmsArn: arn }) => ({ type, kmsArn: arn }));

const gcpKey = /^projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[\w-]+\/cryptoKeys\/[\w-]+$/;

const gcp = z.strictObject({
  type: z.literal("gcp"),
  keyName: text().regex(gcpKey, {
    error: ({ input }) =>
      /\/cryptoKeyVersions\//.test(String(input))
        ? "must be the name of a key without `/cryptoKeyVersions/...`, since versions rotate"
        : "must be the resource name of a key: `projects/.../locations/.../keyRings/.../cryptoKeys/...`",
  }),
});

const vault = /^https:\/\/[a-z0-9-]+\.(vault|managedhsm)\.azure\.net$/;

/** The URI of a vault without the ending slash, in lower case like every host name. */
export function normalVaultUri(uri: string): string {
  return uri.trim().replace(/\/$/, "").toLowerCase();
}

const azureId = text().regex(uuid, "must be a UUID").toLowerCase();

const azure = z.strictObject({
  type: z.literal("azure"),
  keyName: text().regex(/^[0-9A-Za-z-]{1,127}$/, {
    error: "must be the name of the key, which has letters, digits and hyphens only, and not its URI",
  }),
  tenantId: azureId,
  vaultUri: z.string("must be a string").overwrite(normalVaultUri).regex(vault, {
    error: "must be `https://NAME.vault.azure.net` or `https://NAME.managedhsm.azure.net`, without a path",
  }),
  clientId: azureId.exactOptional(),
});

const providers = ["aws", "gcp", "azure"] as const;

export const ProviderConfig = z.discriminatedUnion("type", [aws, gcp, azure], {
  error: ({ input }) =>
    typeof input !== "object" || input === null
      ? "must be an object"
      : `must have a \`type\`, which ${notAChoice(providers, (input as { readonly type?: unknown }).type)}`,
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;

export const Inputs = z.strictObject({
  providerConfig: ProviderConfig,
  displayName: nameInput(255).exactOptional(),
  geo: z.enum(["us"], "must be `us`, the only location where keys are used").exactOptional(),
  userProfileId: idWithPrefix("uprof_").exactOptional(),
  onInvalid: choice(["fail", "warn"]).exactOptional(),
  onDelete: choice(["delete", "retain"]).exactOptional(),
});
export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  providerConfig: z.looseObject({ type: z.string() }),
  displayName: z.string(),
  geo: z.string(),
  userProfileId: z.string(),
  onInvalid: z.string(),
  onDelete: z.string(),
  createdAt: z.string(),
  validation: z.string(),
  validationError: z.string(),
  adopted: z.boolean(),
});
export type State = Partial<z.infer<typeof State>>;
