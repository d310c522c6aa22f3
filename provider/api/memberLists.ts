import type { Client } from "./client.ts";
import type { Listing } from "./pages.ts";
import { entryOfAnotherWorkspace } from "./plausible.ts";
import { RecentWrites } from "./recentWrites.ts";
import { getOrCreate, listOf, type MinFreshness, type SharedList } from "./sharedList.ts";

const minute = 60_000;

/** A membership in a workspace, as the API returns it. */
interface Membership {
  readonly workspace_id: string;
  readonly workspace_role: string;
}

/** How the members of a workspace are listed. */
export interface MemberListing<T extends Membership>
  extends Pick<Listing<T>, "item" | "id" | "cursor" | "limit"> {
  /** The path of the list, built with path`...`. */
  readonly path: (workspaceId: string) => string;
  /** Completes "cannot ..." in errors: `list the members of workspace wrkspc_...`. */
  readonly doing: (workspaceId: string) => string;
}

/**
 * The members of each workspace. A list that contradicts a membership that this process wrote within the last minute is requested again,
 * up to three times.
 */
export class MemberLists<T extends Membership> {
  readonly #client: Client;
  readonly #listing: MemberListing<T>;
  readonly #pauseMs: number;
  readonly #lists = new Map<string, SharedList<T>>();
  readonly #recent: RecentWrites;

  constructor(client: Client, listing: MemberListing<T>, pauseMs: number) {
    this.#client = client;
    this.#listing = listing;
    this.#pauseMs = pauseMs;
    this.#recent = new RecentWrites(() => client.now(), minute);
  }

  async get(workspaceId: string, minFreshness: MinFreshness): Promise<readonly T[]> {
    const list = this.#list(workspaceId);
    let fresh = minFreshness;
    for (const pause of [1, 2, 4]) {
      const members = await list.get(fresh);
      if (this.#contradictions(workspaceId, members).length === 0) return members;
      await this.#client.pause(pause * this.#pauseMs);
      fresh = this.#client.now();
    }
    const members = await list.get(fresh);
    // The API is consistent by now, so the list is right and no later call has to wait.
    for (const id of this.#contradictions(workspaceId, members)) this.#recent.forget(workspaceId, id);
    return members;
  }

  /** Records a membership that this process added or updated. */
  store(member: T): void {
    this.#list(member.workspace_id).store(member);
    this.#recent.record(member.workspace_id, this.#listing.id(member), member.workspace_role);
  }

  /** Records a membership that this process removed. */
  drop(workspaceId: string, id: string): void {
    this.#list(workspaceId).drop(id);
    this.#recent.record(workspaceId, id, undefined);
  }

  /** Records a member who lost all memberships. */
  dropEverywhere(id: string): void {
    for (const workspaceId of this.#lists.keys()) this.drop(workspaceId, id);
  }

  /** What this process did with a membership within the last minute. The API may not show it yet. */
  recently(workspaceId: string, id: string): "added" | "removed" | undefined {
    return this.#recent.of(workspaceId, id);
  }

  #contradictions(workspaceId: string, members: readonly T[]): readonly string[] {
    const { id } = this.#listing;
    return this.#recent.contradictedBy(
      workspaceId,
      (written) => members.find((member) => id(member) === written)?.workspace_role,
    );
  }

  #list(workspaceId: string): SharedList<T> {
    const { path, doing, ...listing } = this.#listing;
    return getOrCreate(this.#lists, workspaceId, () =>
      listOf(this.#client, {
        ...listing,
        path: path(workspaceId),
        doing: doing(workspaceId),
        lack: entryOfAnotherWorkspace(workspaceId),
      }),
    );
  }
}
