import { ApiError, sentences } from "./apiError.ts";
import type { Client } from "./client.ts";

/** A create that must not be sent twice, since the API would create two objects. */
export interface CreateOnce<T> {
  readonly client: Client;
  /** Completes "cannot ..." in errors: `create workspace "Research"`. */
  readonly doing: string;
  /** Sends the request once. */
  readonly send: () => Promise<T>;
  /** Returns a complete list that is requested after the call. */
  readonly look: () => Promise<readonly T[]>;
  /** Whether an object has the name that was sent, for the error. */
  readonly alike: (candidate: T) => boolean;
  /** Whether an object has the name and every field that was sent. */
  readonly matches: (candidate: T) => boolean;
  readonly id: (candidate: T) => string;
  /** The creation time by the server's clock. */
  readonly createdAt: (candidate: T) => Date;
  /** The line of the program that adopts an existing object: `import: "wrkspc_..."`. */
  readonly adoptLine: (id: string) => string;
  /** The ID in that line when none is known: `wrkspc_...`. */
  readonly placeholderId: string;
  readonly looks?: number | undefined;
  readonly pauseMs?: number | undefined;
}

// The server's clock is known to the second, and several servers can respond.
const clockSlackMs = 2000;

/** Whether an object was created after a request started, by the server's clock. An older one is not the result of the request. */
export function isSince(
  client: Pick<Client, "serverTime">,
  createdAt: Date | string,
  startedAt: number,
): boolean {
  const notBefore = client.serverTime(startedAt);
  return notBefore !== undefined && new Date(createdAt).getTime() >= notBefore.getTime() - clockSlackMs;
}

/** The objects that this process created: two equal creates must not both find the same object. */
const created = new WeakMap<Client, Set<string>>();

function record<T>(create: CreateOnce<T>, object: T): T {
  recordId(create, create.id(object));
  return object;
}

function recordId<T>(create: CreateOnce<T>, id: string): void {
  const ids = created.get(create.client) ?? new Set();
  created.set(create.client, ids.add(id));
}

function isRecorded<T>(create: CreateOnce<T>, candidate: T): boolean {
  return created.get(create.client)?.has(create.id(candidate)) === true;
}

/** The creates of this process without a response: their objects can be listed before they are recorded. */
const sending = new WeakMap<Client, Set<Promise<unknown>>>();

async function sent<T>(create: CreateOnce<T>): Promise<T> {
  const all = sending.get(create.client) ?? new Set();
  sending.set(create.client, all);
  const response = create.send().then((object) => record(create, object));
  all.add(response);
  try {
    return await response;
  } finally {
    all.delete(response);
  }
}

/** The result of a create. */
export interface Created<T> {
  readonly object: T;
  /**
   * Whether the response was lost and the object was found in a list. It may have been created by another client at the
   * same time: an object does not name its creator.
   */
  readonly found: boolean;
}

/**
 * Creates an object exactly once. If the outcome is unknown, the create is not sent again: for up to ten seconds the list is
 * searched for a single object with every field that was sent and created after the request. Otherwise the error states that
 * the object may exist, and how to adopt it.
 */
export async function createOnce<T>(create: CreateOnce<T>): Promise<Created<T>> {
  const startedAt = create.client.now();
  let cause: ApiError;
  try {
    return { object: await sent(create), found: false };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.createdWorkspaceId !== undefined) recordId(create, error.createdWorkspaceId);
    if (!error.outcomeUnknown) throw error;
    cause = error;
  }

  const looks = create.looks ?? 7;
  const pauseMs = create.pauseMs ?? 1500 * create.client.pace;
  let alike: readonly T[] = [];
  let lookupError: unknown;
  for (let count = 0; count < looks; count += 1) {
    if (count > 0) await create.client.pause(pauseMs);
    try {
      const list = await create.look();
      lookupError = undefined;
      const recent = list.filter((candidate) =>
        isSince(create.client, create.createdAt(candidate), startedAt),
      );
      alike = recent.filter((candidate) => create.alike(candidate));
      if (alike.length > 0) await Promise.allSettled(sending.get(create.client) ?? []);
      alike = alike.filter((candidate) => !isRecorded(create, candidate));
      const matching = alike.filter((candidate) => create.matches(candidate));
      const [only] = matching;
      if (only !== undefined && matching.length === 1) return { object: record(create, only), found: true };
      if (matching.length > 1) break;
    } catch (error) {
      lookupError = error;
      // Without a key no list can be requested.
      if (error instanceof ApiError && error.reason === "unauthenticated") break;
    }
  }
  throw mayExist(create, cause, alike, lookupError);
}

function mayExist<T>(
  create: CreateOnce<T>,
  cause: ApiError,
  alike: readonly T[],
  lookupError: unknown,
): ApiError {
  const ids = alike.map((candidate) => create.id(candidate));
  const seen =
    ids.length > 0
      ? `an object with the same name exists, which may be a different one (${ids.join(", ")})`
      : lookupError === undefined
        ? "no list shows it yet"
        : "no list could be requested";
  const line = create.adoptLine(ids[0] ?? create.placeholderId);
  const todo = `Check the Console before you run again. If it exists, adopt it with \`${line}\`.`;
  const what = `${cause.what ?? "the outcome is unknown"}, so it may exist, and ${seen}`;
  return new ApiError(sentences(create, what, todo, cause.requestId), {
    reason: cause.reason,
    code: cause.code,
    requestId: cause.requestId,
    outcomeUnknown: true,
  });
}

/** A create of an object that cannot exist twice: the API rejects a second create. */
export interface CreateAfterLook<T> {
  readonly client: Client;
  readonly send: () => Promise<T>;
  /** Looks up the object with a fresh request. */
  readonly look: () => Promise<T | undefined>;
  /** Whether an object is as declared. */
  readonly asDeclared: (found: T) => boolean;
  readonly repeats?: number | undefined;
  readonly pauseMs?: number | undefined;
}

/**
 * Creates an object that cannot exist twice. If the outcome is unknown, the object is looked up: one that is as declared
 * is the result, another one is an error, and without one the create is sent again.
 */
export async function createAfterLook<T>(create: CreateAfterLook<T>): Promise<T> {
  const repeats = create.repeats ?? 2;
  for (let repeated = 0; ; repeated += 1) {
    try {
      return await create.send();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A retry can be rejected because the first attempt created the object. The lookup may then need a moment to show it.
      const isDuplicate = !error.outcomeUnknown && repeated > 0 && isRejection(error);
      if (!error.outcomeUnknown && !isDuplicate) throw error;
      // The error of the create is more specific than that of the lookup.
      const found = await lookFor(create, isDuplicate ? [0, 1, 2, 4] : [0]).catch(() => {
        throw error;
      });
      if (found !== undefined) {
        if (create.asDeclared(found)) return found;
        throw error;
      }
      if (!error.outcomeUnknown || repeated >= repeats) throw error;
      await create.client.pause(pauseOf(create));
    }
  }
}

/** Looks up the object after each of these pauses until it is found. */
async function lookFor<T>(create: CreateAfterLook<T>, pauses: readonly number[]): Promise<T | undefined> {
  for (const pause of pauses) {
    await create.client.pause(pause * pauseOf(create));
    const found = await create.look();
    if (found !== undefined) return found;
  }
  return undefined;
}

function pauseOf<T>({ client, pauseMs }: CreateAfterLook<T>): number {
  return pauseMs ?? 1000 * client.pace;
}

function isRejection(error: ApiError): boolean {
  return error.reason === "invalid" || error.reason === "conflict";
}
