import { Live } from "../../api/live.ts";
import type { WorkspaceWire } from "../../api/objects.ts";
import type { Operation } from "../../kernel/definition.ts";

/** The workspace with this id, whoever else may be looking; undefined when the API has none. */
export async function lookUp(
  { live }: Operation,
  id: string,
  since: number,
): Promise<WorkspaceWire | undefined> {
  const workspaces = await live.workspaces(since);
  return workspaces.find((candidate) => candidate.id === id) ?? (await live.confirmWorkspace(id, since));
}

/** A live workspace of this name. */
export async function namesake({ live, began }: Operation, name: string): Promise<WorkspaceWire | undefined> {
  const named = (wire: WorkspaceWire | undefined) => wire?.name === name && wire.archived_at === null;
  const noticed = (await live.workspaces(Live.anytime)).find(named);
  if (noticed === undefined) return undefined;
  // The list may be older than what somebody changed since: refusing deserves a fresh look. A fresh list without the
  // one that was noticed may be older than what we wrote ourselves.
  const fresh = await live.workspaces(began);
  const known = fresh.some((candidate) => candidate.id === noticed.id);
  const present = fresh.find(named) ?? (known ? undefined : await live.confirmWorkspace(noticed.id));
  return named(present) ? present : undefined;
}
