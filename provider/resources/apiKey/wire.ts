import type { ApiKeyWire } from "../../api/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { normalName } from "../../text/spelling.ts";
import type { ApiKeyPrincipal } from "./args.ts";
import type { State } from "./schema.ts";

/** The principal in an API response. */
export function principalOf(wire: NonNullable<ApiKeyWire["principal"]>): ApiKeyPrincipal {
  const { type, user_id: userId, service_account_id: serviceAccountId } = wire;
  return {
    type,
    ...(typeof userId === "string" ? { userId } : {}),
    ...(typeof serviceAccountId === "string" ? { serviceAccountId } : {}),
  };
}

export function fromWire(wire: ApiKeyWire): Observed<State> {
  return {
    apiKeyId: wire.id,
    // As check normalizes it. Otherwise no program could declare the current name.
    name: normalName(wire.name),
    status: wire.status,
    workspace: wire.scope.workspace_id ?? null,
    createdAt: wire.created_at,
    expiresAt: wire.expires_at,
    createdBy: wire.created_by,
    partialKeyHint: wire.partial_key_hint,
    principal: wire.principal === null ? null : { ...principalOf(wire.principal) },
  };
}
