import type * as pulumi from "@pulumi/pulumi";
import type { ApiKeyWire } from "../api/objects.ts";
import type { ApiKeyCreator, ApiKeyPrincipal } from "../resources/apiKey/args.ts";
import { principalOf } from "../resources/apiKey/wire.ts";
import {
  type Look,
  type ReadInputs,
  type ReadOptions,
  type ReadOutputOptions,
  read,
  readOutput,
} from "./read.ts";

/** Which API keys to read. */
export interface GetApiKeysArgs {
  /** Only those in this state. */
  status?: "active" | "inactive" | "archived" | "expired";
  /** Only those that belong to this workspace, `wrkspc_...`. */
  workspaceId?: string;
  /** Only those that this user created, `user_...`. */
  createdByUserId?: string;
}

/** An API key, without its secret, which the API never shows. */
export interface GetApiKeyResult {
  /** The id, `apikey_...`. */
  id: string;
  /** The name. */
  name: string;
  /** `active`, `inactive`, `archived` or `expired`. */
  status: string;
  /** The workspace that it belongs to; undefined for a key of the whole organization. */
  workspaceId: string | undefined;
  /** When it was created, RFC 3339. */
  createdAt: string;
  /** When it stops working, RFC 3339. */
  expiresAt: string | undefined;
  /** The creator, if known. */
  createdBy: ApiKeyCreator | undefined;
  /** What the Console shows of the secret, such as `sk-ant-api03-R2D...igAA`. */
  partialKeyHint: string | undefined;
  /** Whom it acts as; undefined for a key that belongs to a workspace only. */
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

const look: Look<GetApiKeysArgs, GetApiKeyResult[]> = async (
  { session, minFreshness },
  { status, workspaceId, createdByUserId },
) =>
  (await session.cache.apiKeys(minFreshness))
    .map(fromWire)
    .filter((key) => status === undefined || key.status === status)
    .filter((key) => workspaceId === undefined || key.workspaceId === workspaceId)
    .filter((key) => createdByUserId === undefined || key.createdBy?.id === createdByUserId);

/**
 * Reads the API keys of the organization, archived ones included.
 *
 * API: `GET /v1/organizations/api_keys`.
 */
export function getApiKeys(args: GetApiKeysArgs = {}, options?: ReadOptions): Promise<GetApiKeyResult[]> {
  return read("getApiKeys", look, args, options);
}

/** The same as an output, with arguments that may be outputs; unknown in a preview that has no key. */
export function getApiKeysOutput(
  args: ReadInputs<GetApiKeysArgs> = {},
  options?: ReadOutputOptions,
): pulumi.Output<GetApiKeyResult[]> {
  return readOutput(look, args, options);
}
