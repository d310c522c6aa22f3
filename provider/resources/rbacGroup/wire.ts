import type { RbacGroupWire } from "../../api/rbac/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { normalName, spellingDifferences } from "../../text/spelling.ts";
import type { State } from "./schema.ts";

export function fromWire(wire: RbacGroupWire): Observed<State> {
  return {
    // As check normalizes it. Otherwise no program could declare the current name.
    name: normalName(wire.name),
    sourceType: wire.source_type,
    // While the roles are unknown, the output keeps those that were known last.
    ...(wire.role_ids === null ? {} : { roleIds: [...wire.role_ids].sort() }),
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    status: "active",
  };
}

/** Whether a name is the one that was sent, possibly in the API's spelling. */
export function isSpelledLike(name: string, sent: string): boolean {
  const stored = normalName(name);
  return stored === sent || spellingDifferences(stored, sent) !== undefined;
}

export function shown(name: string | undefined, id: string): string {
  return name === undefined ? `RBAC group ${id}` : `RBAC group ${JSON.stringify(name)} (${id})`;
}
