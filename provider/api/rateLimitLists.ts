import type { Client } from "./client.ts";
import { RateLimitWire, WorkspaceRateLimitWire } from "./objects.ts";
import { path } from "./path.ts";
import { entryOfAnotherWorkspace } from "./plausible.ts";
import { getOrCreate, listOf, type MinFreshness, type SharedList } from "./sharedList.ts";

/** The organization's rate limits, the overrides in each workspace, and all rate limits that apply in a workspace. */
export class RateLimitLists {
  readonly #client: Client;
  readonly #organization: SharedList<RateLimitWire>;
  readonly #overrides = new Map<string, SharedList<WorkspaceRateLimitWire>>();
  readonly #all = new Map<string, SharedList<WorkspaceRateLimitWire>>();

  constructor(client: Client) {
    this.#client = client;
    this.#organization = listOf(client, {
      path: "/v1/organizations/rate_limits",
      item: RateLimitWire,
      id: ({ id }) => id,
      doing: "list the organization's rate limits",
      cursor: "opaque",
    });
  }

  /** The organization's rate limits. */
  ofOrganization(minFreshness: MinFreshness): Promise<readonly RateLimitWire[]> {
    return this.#organization.get(minFreshness);
  }

  /** The rate limits that a workspace overrides, by group. */
  overrides(workspaceId: string, minFreshness: MinFreshness): Promise<readonly WorkspaceRateLimitWire[]> {
    return this.#overridesOf(workspaceId).get(minFreshness);
  }

  /** All rate limits that apply in a workspace, including inherited ones. */
  ofWorkspace(workspaceId: string, minFreshness: MinFreshness): Promise<readonly WorkspaceRateLimitWire[]> {
    const list = getOrCreate(this.#all, workspaceId, () => this.#workspaceList(workspaceId, true));
    return list.get(minFreshness);
  }

  /** Records the overrides that this process wrote for one group in a workspace. The API does not list a group without overrides. */
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
    return listOf(this.#client, {
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
