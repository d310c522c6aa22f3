import type { WorkspaceWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import type { Operation } from "../../kernel/definition.ts";

/** The workspace with this id, whoever else may be looking; undefined when the API has none. */
export async function lookUp(
  { cache }: Operation,
  id: string,
  minFreshness: number,
): Promise<WorkspaceWire | undefined> {
  const workspaces = await cache.workspaces(minFreshness);
  return (
    workspaces.find((candidate) => candidate.id === id) ?? (await cache.confirmWorkspace(id, minFreshness))
  );
}

/** A live workspace of this name. */
export async function workspaceNamed(
  { cache, began }: Operation,
  name: string,
): Promise<WorkspaceWire | undefined> {
  const named = (wire: WorkspaceWire | undefined) => wire?.name === name && wire.archived_at === null;
  const listed = (await cache.workspaces(OrganizationCache.anyAge)).find(named);
  if (listed === undefined) return undefined;
  // The list may be older than what somebody changed since: refusing deserves a fresh look. A fresh list without the
  // one that was noticed may be older than what we wrote ourselves.
  const fresh = await cache.workspaces(began);
  const known = fresh.some((candidate) => candidate.id === listed.id);
  const present = fresh.find(named) ?? (known ? undefined : await cache.confirmWorkspace(listed.id));
  return named(present) ? present : undefined;
}
