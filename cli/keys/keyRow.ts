import type { ApiKeyWire, UserWire, WorkspaceWire } from "../../provider/api/objects.ts";
import { bucketLength, dateText } from "../../provider/api/reports/span.ts";
import { normalEmail } from "../../provider/users/email.ts";
import type { KeyCosts } from "./costs.ts";
import type { LastUses } from "./lastUse.ts";

/** The last use of a key. Without a use, `never` is only known for a key that is not older than the reports. */
export type LastUse =
  | { readonly is: "used"; readonly day: string }
  | { readonly is: "never" }
  | { readonly is: "notSince"; readonly day: string };

/** The creator of a key. */
export interface Creator {
  /** `user_...` or `svac_...`. Undefined if the API does not name the creator. */
  readonly id: string | undefined;
  /** The email address of a user of the organization. */
  readonly email: string | undefined;
  /** Whether the creator is a user who is no longer in the organization. Undefined if that is unknown. */
  readonly left: boolean | undefined;
}

/** A key with its data from the lists and reports of the organization. */
export interface KeyRow {
  readonly key: ApiKeyWire;
  /** The name of the workspace. Undefined for a key of the whole organization. */
  readonly workspace: string | undefined;
  readonly creator: Creator;
  /** Whole days since the creation. */
  readonly ageDays: number;
  readonly lastUse: LastUse;
  /** The cost of the last 30 days in currency units. Undefined if it is not known. */
  readonly cost: string | undefined;
}

/** The data that the rows are built from. */
export interface KeyFacts {
  readonly users: readonly UserWire[];
  readonly workspaces: readonly WorkspaceWire[];
  readonly uses: LastUses;
  readonly costs: KeyCosts | undefined;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: number;
}

export function keyRows(keys: readonly ApiKeyWire[], facts: KeyFacts): KeyRow[] {
  const names = new Map(facts.workspaces.map(({ id, name }) => [id, name]));
  const creators = creatorsOf(facts.users);
  return keys.map((key) => {
    const { workspace_id: workspaceId } = key.scope;
    return {
      key,
      workspace: typeof workspaceId === "string" ? (names.get(workspaceId) ?? workspaceId) : undefined,
      creator: creators(key),
      ageDays: ageInDays(key, facts.now),
      lastUse: lastUseOf(key, facts.uses),
      cost: facts.costs === undefined ? undefined : (facts.costs.amounts.get(key.id) ?? "0"),
    };
  });
}

/** Looks up the creators of keys among the users of the organization. */
export function creatorsOf(users: readonly UserWire[]): (key: ApiKeyWire) => Creator {
  const emails = new Map(users.map(({ id, email }) => [id, normalEmail(email)]));
  return ({ created_by: by }) => {
    if (by === null) return { id: undefined, email: undefined, left: undefined };
    const email = emails.get(by.id);
    return { id: by.id, email, left: by.type === "user" ? email === undefined : undefined };
  };
}

/** Whole days since a key was created. */
export function ageInDays({ created_at: created }: ApiKeyWire, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(created)) / bucketLength["1d"]));
}

export function lastUseOf({ id, created_at: created }: ApiKeyWire, { days, since }: LastUses): LastUse {
  const day = days.get(id);
  if (day !== undefined) return { is: "used", day };
  return Date.parse(created) >= since ? { is: "never" } : { is: "notSince", day: dateText(since) };
}

/** `2026-11-20`, `never`, `not since 2026-01-01`. */
export function lastUseText(use: LastUse): string {
  if (use.is === "never") return "never";
  return use.is === "used" ? use.day : `not since ${use.day}`;
}

/** `ada@example.com`, `user_01... (left)`, `svac_01...`, or `(unknown)`. */
export function creatorText({ id, email, left }: Creator): string {
  if (id === undefined) return "(unknown)";
  return email ?? (left === true ? `${id} (left)` : id);
}

/** The keys from the oldest to the newest. */
export function oldestFirst(keys: readonly ApiKeyWire[]): ApiKeyWire[] {
  return keys.toSorted((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at));
}
