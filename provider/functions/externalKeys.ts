import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { ExternalKeyWire } from "../api/externalKeys/objects.ts";
import { choice } from "../choices.ts";
import { idWithPrefix } from "../ids.ts";
import type { ExternalKeyConfig } from "../resources/externalKey/args.ts";
import { configOf } from "../resources/externalKey/wire.ts";
import { flag } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getExternalKeys`. A filter that is left out matches every key. */
export interface GetExternalKeysArgs {
  /** The key management service. */
  provider?: "aws" | "gcp" | "azure";
  /** The ID of the user profile that the key is bound to, `uprof_...`. */
  userProfileId?: string;
  /** Whether a workspace uses the key, even an archived one. */
  attached?: boolean;
}

/** An external key. */
export interface GetExternalKeyResult {
  /** The ID, `ekey_...`, or the ARN of the key on Claude Platform on AWS. */
  id: string;
  /** The name. Undefined if it has none. */
  displayName: string | undefined;
  /** The key management service and the key in it. */
  providerConfig: ExternalKeyConfig;
  /** Where the key is used. */
  geo: string;
  /** The ID of the user profile that the key is bound to. Undefined without one. */
  userProfileId: string | undefined;
  /** Whether a workspace uses the key, even an archived one. The key can then be neither reconfigured nor deleted. */
  attached: boolean;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it was last changed, in RFC 3339 format. */
  updatedAt: string;
}

function fromWire(wire: ExternalKeyWire): GetExternalKeyResult {
  return {
    id: wire.id,
    displayName: wire.display_name ?? undefined,
    // A service that this version does not know has only its type.
    providerConfig: configOf(wire.provider_config) as unknown as ExternalKeyConfig,
    geo: wire.geo,
    userProfileId: wire.user_profile_id ?? undefined,
    attached: wire.attachment.type === "attached",
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
  };
}

const Args = z.strictObject({
  provider: choice(["aws", "gcp", "azure"]).optional(),
  userProfileId: idWithPrefix("uprof_").optional(),
  attached: flag,
});

const lookup: Lookup<GetExternalKeysArgs, GetExternalKeyResult[]> = async (
  { session, minFreshness },
  args,
) => {
  const { provider, userProfileId, attached } = validArgs("getExternalKeys", Args, args);
  return (await session.cache.externalKeys.all(minFreshness))
    .map(fromWire)
    .filter((key) => provider === undefined || key.providerConfig.type === provider)
    .filter((key) => userProfileId === undefined || key.userProfileId === userProfileId)
    .filter((key) => attached === undefined || key.attached === attached);
};

/**
 * Lists the external keys of the organization, newest first.
 *
 * API: `GET /v1/organizations/external_keys`.
 */
export function getExternalKeys(
  args: GetExternalKeysArgs = {},
  options?: FunctionOptions,
): Promise<GetExternalKeyResult[]> {
  return read("getExternalKeys", lookup, args, options);
}

/** The output form of `getExternalKeys`: takes outputs as arguments. In a preview without a key the result is unknown. */
export function getExternalKeysOutput(
  args: FunctionOutputArgs<GetExternalKeysArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetExternalKeyResult[]> {
  return readOutput(lookup, args, options);
}
