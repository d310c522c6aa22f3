import type { WorkspaceWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import type { Operation } from "../../kernel/definition.ts";
import { normalName } from "../../text/spelling.ts";

/** An active workspace of this name. */
export async function workspaceNamed(
  { cache, began }: Operation,
  name: string,
): Promise<WorkspaceWire | undefined> {
  const named = (wire: WorkspaceWire | undefined) =>
    wire !== undefined && normalName(wire.name) === name && wire.archived_at === null;
  const listed = (await cache.workspaces(OrganizationCache.anyAge)).find(named);
  if (listed === undefined) return undefined;
  // The list may be stale, and an error needs a fresh one. A fresh list may lack a workspace that this process just created.
  const fresh = await cache.workspaces(began);
  const known = fresh.some((candidate) => candidate.id === listed.id);
  const present = fresh.find(named) ?? (known ? undefined : await cache.confirmWorkspace(listed.id));
  return named(present) ? present : undefined;
}
