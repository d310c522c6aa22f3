import type { z } from "zod";
import type { StoredExternalKey } from "./externalKeysJson.ts";
import { newId, newUuid, prefixes } from "./ids.ts";
import { type seedExternalKey, storedConfig } from "./schemas/externalKeys.ts";
import { checkDistinct, defined } from "./validation.ts";

/** The external keys of a seed with the defaults of omitted fields: a key in AWS KMS that passes its validation. */
export function externalKeysOf(
  given: readonly z.output<typeof seedExternalKey>[],
  present: string,
): StoredExternalKey[] {
  const keys = given.map((key): StoredExternalKey => {
    const created = key.created_at ?? present;
    const config = key.provider_config ?? { type: "aws", kms_arn: arnOf(key.id) };
    return {
      id: newId(prefixes.externalKey),
      display_name: null,
      geo: "us",
      user_profile_id: null,
      validation: "success",
      ...defined(key),
      type: "external_key",
      provider_config: storedConfig(config),
      created_at: created,
      updated_at: key.updated_at ?? created,
    };
  });
  checkDistinct(keys, ({ id }) => id, "external_keys", "id");
  return keys;
}

/** On Claude Platform on AWS, the ID of a key is its ARN. */
function arnOf(id: string | undefined): string {
  return id?.startsWith("arn:") ? id : `arn:aws:kms:us-east-1:111122223333:key/${newUuid()}`;
}
