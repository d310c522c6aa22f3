import { RateLimitWire, WorkspaceRateLimitWire } from "./objects.ts";
import type { Listing } from "./pages.ts";
import { path } from "./path.ts";
import { entryOfAnotherWorkspace } from "./plausible.ts";
import { getOrCreate, type MinFreshness, type SharedList } from "./sharedList.ts";

type ListOf = <T>(listing: Listing<T>) => SharedList<T>;

/** The organization's rate limits, the overrides in each workspace, and all rate limits that apply in a workspace. */
export class RateLimitLists {
  readonly #listOf: ListOf;
  readonly #organization: SharedList<RateLimitWire>;
  readonly #overrides = new Map<string, SharedList<WorkspaceRateLimitWire>>();
  readonly #all = new Map<string, SharedList<WorkspaceRateLimitWire>>();

  constructor(listOf: ListOf) {
    this.#listOf = listOf;
    this.#organization = listOf({
      path: "/v1/organizations/rate_limits",
      item: RateLimitWire,
      id: ({ id }) => id,
      doing: "list the organization's rate limits",
      cursor: "opaque",
    });
  }

  ofOrganization(minFreshness: MinFreshness): Promise<readonly RateLimitWire[]> {
    return this.#organization.get(minFreshness);
  }

  overrides(workspaceId: string, minFreshness: MinFreshness): Promise<readonly WorkspaceRateLimitWire[]> {
    return this.#overridesOf(workspaceId).get(minFreshness);
  }

  ofWorkspace(workspaceId: string, minFreshness: MinFreshness): Promise<readonly WorkspaceRateLimitWire[]> {
    const list = getOrCreate(this.#all, workspaceId, () => this.#workspaceList(workspaceId, true));
    return list.get(minFreshness);
  }

  /** Records written overrides. The API does not list a group without overrides. */
  store(overrides: WorkspaceRateLimitWire): void {
    const list = this.#overridesOf(overrides.workspace_id);
    if (overrides.limits.length > 0) list.store(overrides);
    else list.drop(overrides.group.id);
    this.#all.delete(overrides.workspace_id);
  }

  #overridesOf(workspaceId: string): SharedList<WorkspaceRateLimitWire> {
    return getOrCreate(this.#overrides, workspaceId, () => this.#workspaceList(workspaceId, false));
  }

  #workspaceList(workspaceId: string, inherited: boolean): SharedList<WorkspaceRateLimitWire> {
    return this.#listOf({
      path: path`/v1/organizations/workspaces/${workspaceId}/rate_limits`,
      query: inherited ? { include_inherited: true } : undefined,
      item: WorkspaceRateLimitWire,
      id: ({ group }) => group.id,
      doing: `list the rate limits of workspace ${workspaceId}`,
      lack: entryOfAnotherWorkspace(workspaceId),
      cursor: "opaque",
    });
  }
}
