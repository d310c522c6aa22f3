import { ApiError, sentences } from "./apiError.ts";
import type { Client } from "./client.ts";

/** A create that must not be sent twice, since the API would make two. */
export interface CreateOnce<T> {
  readonly client: Client;
  /** As in "cannot ...": `create workspace "Research"`. */
  readonly doing: string;
  /** Sends it once. */
  readonly send: () => Promise<T>;
  /** A whole list, asked for after the call began. */
  readonly look: () => Promise<readonly T[]>;
  /** Whether an object could be ours for somebody who only sees its name; for the error. */
  readonly alike: (candidate: T) => boolean;
  /** Whether an object has the name and every field that was sent. */
  readonly matches: (candidate: T) => boolean;
  readonly id: (candidate: T) => string;
  /** When the server says that it was made. */
  readonly createdAt: (candidate: T) => Date;
  /** What the program must say to take an existing object over: `import: "wrkspc_..."`. */
  readonly adoptLine: (id: string) => string;
  /** An id to show in the adopting line when none is known: `wrkspc_...`. */
  readonly someId: string;
  readonly looks?: number | undefined;
  readonly pauseMs?: number | undefined;
}

// The server's clock is known to the second, and several servers may answer.
const clockSlackMs = 2000;

/** What this process has made: two creates that look the same must not both find the one object. */
const claimed = new WeakMap<Client, Set<string>>();

function claim<T>(create: CreateOnce<T>, made: T): T {
  claimId(create, create.id(made));
  return made;
}

function claimId<T>(create: CreateOnce<T>, id: string): void {
  const ids = claimed.get(create.client) ?? new Set();
  claimed.set(create.client, ids.add(id));
}

function isClaimed<T>(create: CreateOnce<T>, candidate: T): boolean {
  return claimed.get(create.client)?.has(create.id(candidate)) === true;
}

/** Creates of this process that wait for their answer: what they make may be seen before it is claimed. */
const sending = new WeakMap<Client, Set<Promise<unknown>>>();

async function sent<T>(create: CreateOnce<T>): Promise<T> {
  const all = sending.get(create.client) ?? new Set();
  sending.set(create.client, all);
  const answer = create.send().then((made) => claim(create, made));
  all.add(answer);
  try {
    return await answer;
  } finally {
    all.delete(answer);
  }
}

/** The result of a create. */
export interface Created<T> {
  readonly object: T;
  /**
   * Whether the response was lost and the object was found in a list. It may have been created by somebody else at the
   * same time; the object does not show by whom.
   */
  readonly found: boolean;
}

/**
 * Creates something exactly once. When the outcome of the create is unknown, it is not sent again: we look for up to
 * ten seconds for the single object with every field that was sent, created not before the request. Otherwise the error
 * says that it may exist, and how to adopt it.
 */
export async function createOnce<T>(create: CreateOnce<T>): Promise<Created<T>> {
  const startedAt = create.client.now();
  let cause: ApiError;
  try {
    return { object: await sent(create), found: false };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.createdWorkspaceId !== undefined) claimId(create, error.createdWorkspaceId);
    if (!error.outcomeUnknown) throw error;
    cause = error;
  }

  const looks = create.looks ?? 7;
  const pauseMs = create.pauseMs ?? 1500 * create.client.pace;
  let alike: readonly T[] = [];
  let lookError: unknown;
  for (let count = 0; count < looks; count += 1) {
    if (count > 0) await create.client.pause(pauseMs);
    try {
      const list = await create.look();
      lookError = undefined;
      const notBefore = create.client.serverTime(startedAt);
      const recent = list.filter(
        (candidate) =>
          notBefore !== undefined &&
          create.createdAt(candidate).getTime() >= notBefore.getTime() - clockSlackMs,
      );
      alike = recent.filter((candidate) => create.alike(candidate));
      if (alike.length > 0) await Promise.allSettled(sending.get(create.client) ?? []);
      alike = alike.filter((candidate) => !isClaimed(create, candidate));
      const ours = alike.filter((candidate) => create.matches(candidate));
      const [only] = ours;
      if (only !== undefined && ours.length === 1) return { object: claim(create, only), found: true };
      if (ours.length > 1) break;
    } catch (error) {
      lookError = error;
      // Without a key there is no use in looking on.
      if (error instanceof ApiError && error.reason === "unauthenticated") break;
    }
  }
  throw mayExist(create, cause, alike, lookError);
}

function mayExist<T>(
  create: CreateOnce<T>,
  cause: ApiError,
  alike: readonly T[],
  lookError: unknown,
): ApiError {
  const ids = alike.map((candidate) => create.id(candidate));
  const seen =
    ids.length > 0
      ? `what looks like it is there, but it is not certain that it is ours (${ids.join(", ")})`
      : lookError === undefined
        ? "it has not appeared since"
        : "looking for it failed too";
  const line = create.adoptLine(ids[0] ?? create.someId);
  const todo = `Look in the Console before you run again; if it is there, take it over with \`${line}\`.`;
  const what = `${cause.what ?? "the API gave no clear answer"}, so it may exist, and ${seen}`;
  return new ApiError(sentences(create, what, todo, cause.requestId), {
    reason: cause.reason,
    code: cause.code,
    requestId: cause.requestId,
    outcomeUnknown: true,
  });
}

/** A create of which the API itself refuses a second one. */
export interface CreateAfterLook<T> {
  readonly client: Client;
  readonly send: () => Promise<T>;
  /** Looks freshly for what the create would have made. */
  readonly look: () => Promise<T | undefined>;
  /** Whether what was found is exactly what the program declares. */
  readonly asDeclared: (found: T) => boolean;
  readonly repeats?: number | undefined;
  readonly pauseMs?: number | undefined;
}

/**
 * Creates something of which the API refuses doubles. When nobody knows whether the create took effect, we look: what
 * is there as declared is taken over, what is there otherwise is an error, what is not there is sent again.
 */
export async function createAfterLook<T>(create: CreateAfterLook<T>): Promise<T> {
  const repeats = create.repeats ?? 2;
  for (let repeated = 0; ; repeated += 1) {
    try {
      return await create.send();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A repetition that is refused may have met what the first attempt made.
      const unclear = error.outcomeUnknown || (repeated > 0 && isRefusal(error));
      if (!unclear) throw error;
      // What became of the create is what users must know, not that the look failed as well.
      const found = await create.look().catch(() => {
        throw error;
      });
      if (found !== undefined) {
        if (create.asDeclared(found)) return found;
        throw error;
      }
      if (!error.outcomeUnknown || repeated >= repeats) throw error;
      await create.client.pause(create.pauseMs ?? 1000 * create.client.pace);
    }
  }
}

function isRefusal(error: ApiError): boolean {
  return error.reason === "invalid" || error.reason === "conflict";
}
