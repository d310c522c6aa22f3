import type { ExternalKeyWire } from "../../api/externalKeys/objects.ts";
import { clean } from "../../api/foreignText.ts";
import type { WorkspaceWire } from "../../api/objects.ts";
import type { Operation } from "../../kernel/definition.ts";
import { enumerated } from "../../text/phrases.ts";

/** The workspaces that use a key, archived ones last. Their data stays encrypted with it, too. */
export async function referringWorkspaces(
  { cache }: Operation,
  id: string,
  minFreshness: number,
): Promise<readonly WorkspaceWire[]> {
  const all = await cache.workspaces(minFreshness);
  const isArchived = (one: WorkspaceWire) => Number(one.archived_at !== null);
  return all
    .filter(({ external_key_id: key }) => key === id)
    .toSorted((a, b) => isArchived(a) - isArchived(b));
}

/** The workspaces that use a key, as a clause. Undefined if none does. */
export function referenceClause(
  workspaces: readonly WorkspaceWire[],
  wire: ExternalKeyWire | undefined,
): string | undefined {
  if (workspaces.length === 0) {
    // A list of workspaces can be stale.
    return wire?.attachment.type === "attached" ? "a workspace uses it" : undefined;
  }
  const named = workspaces.map(({ name, id, archived_at: at }) => {
    return `${JSON.stringify(clean(name))} (${id}${at === null ? "" : ", archived"})`;
  });
  const are = workspaces.length === 1 ? "this workspace uses it" : "these workspaces use it";
  return `${are}: ${enumerated(named, 10)}`;
}
