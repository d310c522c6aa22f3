import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { ApiKeyWire } from "../api/objects.ts";
import { choice } from "../choices.ts";
import { idWithPrefix } from "../ids.ts";
import type { ApiKeyCreator, ApiKeyPrincipal } from "../resources/apiKey/args.ts";
import { principalOf } from "../resources/apiKey/wire.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getApiKeys`. A filter that is left out matches every key. */
export interface GetApiKeysArgs {
  /** The status. */
  status?: "active" | "inactive" | "archived" | "expired";
  /** The ID of the workspace that the key belongs to, `wrkspc_...`. */
  workspaceId?: string;
  /** The ID of the user who created the key, `user_...`. */
  createdByUserId?: string;
}

/** An API key. The API never returns its secret. */
export interface GetApiKeyResult {
  /** The ID, `apikey_...`. */
  id: string;
  /** The name. */
  name: string;
  /** `active`, `inactive`, `archived` or `expired`. */
  status: string;
  /** The ID of the workspace that it belongs to, `wrkspc_...`. Undefined for a key of the whole organization. */
  workspaceId: string | undefined;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it expires, in RFC 3339 format. Undefined for a key that does not expire. */
  expiresAt: string | undefined;
  /** The user or service account that created it. Undefined if the API does not return it. */
  createdBy: ApiKeyCreator | undefined;
  /** The part of the secret that the Console shows, such as `sk-ant-api03-R2D...igAA`. */
  partialKeyHint: string | undefined;
  /** The user or service account that the key acts as. Undefined for a key that acts as a workspace. */
  principal: ApiKeyPrincipal | undefined;
}

function fromWire(wire: ApiKeyWire): GetApiKeyResult {
  return {
    id: wire.id,
    name: wire.name,
    status: wire.status,
    workspaceId: wire.scope.workspace_id ?? undefined,
    createdAt: wire.created_at,
    expiresAt: wire.expires_at ?? undefined,
    createdBy: wire.created_by ?? undefined,
    partialKeyHint: wire.partial_key_hint ?? undefined,
    principal: wire.principal === null ? undefined : principalOf(wire.principal),
  };
}

const Args = z.strictObject({
  status: choice(["active", "inactive", "archived", "expired"]).optional(),
  workspaceId: idWithPrefix("wrkspc_").optional(),
  createdByUserId: idWithPrefix("user_").optional(),
});

const lookup: Lookup<GetApiKeysArgs, GetApiKeyResult[]> = async ({ session, minFreshness }, args) => {
  const { status, workspaceId, createdByUserId } = validArgs("getApiKeys", Args, args);
  return (await session.cache.apiKeys(minFreshness))
    .map(fromWire)
    .filter((key) => status === undefined || key.status === status)
    .filter((key) => workspaceId === undefined || key.workspaceId === workspaceId)
    .filter((key) => createdByUserId === undefined || key.createdBy?.id === createdByUserId);
};

/**
 * Lists the API keys of the organization, including archived ones.
 *
 * API: `GET /v1/organizations/api_keys`.
 */
export function getApiKeys(args: GetApiKeysArgs = {}, options?: FunctionOptions): Promise<GetApiKeyResult[]> {
  return read("getApiKeys", lookup, args, options);
}

/**
 * The output form of `getApiKeys`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getApiKeysOutput(
  args: FunctionOutputArgs<GetApiKeysArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetApiKeyResult[]> {
  return readOutput(lookup, args, options);
}
