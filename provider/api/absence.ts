import type { Client } from "./client.ts";
import type { MinFreshness } from "./sharedList.ts";

/** How often an absent object is looked up: once, or repeatedly, so that its absence is certain. */
export type Attempts = "once" | "repeated";

/** The two ways to look up an object. */
export interface ObjectLookup<T> {
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
): ObjectLookup<T> {
  return {
    list: async (minFreshness) => (await list(minFreshness)).find((one) => one.id === id),
    request,
  };
}

/**
 * An object from the shared list, or else by its own request. One list and one request do not prove that an object is absent: a list can be
 * stale or lack entries, and for some seconds a request may not find an object. A repeated lookup sends the request again for three seconds,
 * and then requests a new list.
 * Without `minFreshness`, the lookup begins with the request.
 */
export async function findObject<T>(
  client: Client,
  { list, request }: ObjectLookup<T>,
  minFreshness: MinFreshness | undefined,
  attempts: Attempts,
): Promise<T | undefined> {
  const listed = minFreshness === undefined ? undefined : await list(minFreshness);
  if (listed !== undefined) return listed;
  const startedAt = client.now();
  for (const seconds of attempts === "repeated" ? [0, 1, 2] : [0]) {
    await client.pause(seconds * 1000 * client.pace);
    const found = await request();
    if (found !== undefined) return found;
  }
  return attempts === "repeated" ? await list(startedAt) : undefined;
}

/** How often an object is looked up: once if it is not in the state, or if the state records it as removed. */
export function attemptsFor(old: { readonly status?: string | undefined } | undefined): Attempts {
  return old === undefined || old.status === "removed" ? "once" : "repeated";
}
