import type { Client } from "./client.ts";
import type { MinFreshness } from "./sharedList.ts";

/** How an absent object is looked up: by one request, or patiently, so that its absence is certain. */
export type Patience = "once" | "patient";

/** Where an object is looked up. */
export interface Lookup<T> {
  /** The object in the list that all operations share. */
  list(minFreshness: MinFreshness): Promise<T | undefined>;
  /** The object by its own request. */
  request(): Promise<T | undefined>;
}

/** The lookup of an object by its ID. */
export function byId<T extends { readonly id: string }>(
  id: string,
  list: (minFreshness: MinFreshness) => Promise<readonly T[]>,
  request: () => Promise<T | undefined>,
): Lookup<T> {
  return {
    list: async (minFreshness) => (await list(minFreshness)).find((one) => one.id === id),
    request,
  };
}

/**
 * An object from the shared list, or else by its own request. One list and one request prove no absence: a list can be stale or lack
 * entries, and for some seconds a request may not find an object. A patient lookup repeats the request and then requests another list.
 * Without `minFreshness`, the lookup begins with the request.
 */
export async function findObject<T>(
  client: Client,
  { list, request }: Lookup<T>,
  minFreshness: MinFreshness | undefined,
  patience: Patience,
): Promise<T | undefined> {
  const listed = minFreshness === undefined ? undefined : await list(minFreshness);
  if (listed !== undefined) return listed;
  const startedAt = client.now();
  for (const seconds of patience === "patient" ? [0, 1, 2] : [0]) {
    await client.pause(seconds * 1000 * client.pace);
    const found = await request();
    if (found !== undefined) return found;
  }
  return patience === "patient" ? await list(startedAt) : undefined;
}

/** How the object of a resource is looked up. One that the state has as removed is not waited for again, and one in no state is not either. */
export function patienceFor(old: { readonly status?: string | undefined } | undefined): Patience {
  return old === undefined || old.status === "removed" ? "once" : "patient";
}
