import type { ApiKeyWire, UserWire } from "../../provider/api/objects.ts";
import { UserError } from "../../provider/errors.ts";
import { didYouMean } from "../../provider/nearest.ts";
import { normalName } from "../../provider/text/spelling.ts";
import { joined, quoted } from "../output/phrases.ts";
import type { Creator } from "./keyRow.ts";

/** The statuses of keys. */
export const keyStatuses = ["active", "inactive", "expired", "archived"] as const;
export type KeyStatus = (typeof keyStatuses)[number];

/** The keys that a command selects. An undefined property selects all. */
export interface KeySelection {
  readonly statuses?: readonly string[] | undefined;
  readonly workspaceIds?: ReadonlySet<string> | undefined;
  /** IDs of users and service accounts that created the key, or that the key acts as. */
  readonly creatorIds?: ReadonlySet<string> | undefined;
  /** Only keys whose creator is no longer in the organization. */
  readonly creatorLeft?: boolean | undefined;
}

export function selectedKeys(
  keys: readonly ApiKeyWire[],
  { statuses, workspaceIds, creatorIds, creatorLeft }: KeySelection,
  creatorOf: (key: ApiKeyWire) => Creator,
): ApiKeyWire[] {
  return keys.filter(
    (key) =>
      (statuses === undefined || statuses.includes(key.status)) &&
      (workspaceIds === undefined || workspaceIds.has(key.scope.workspace_id ?? "")) &&
      (creatorIds === undefined || usersOf(key).some((id) => creatorIds.has(id))) &&
      (creatorLeft !== true || creatorOf(key).left === true),
  );
}

/** The IDs of the users and service accounts that a key belongs to: its creator, and the principal that it acts as. */
export function usersOf({ created_by: by, principal }: ApiKeyWire): string[] {
  return [by?.id, principal?.user_id, principal?.service_account_id].filter((id) => typeof id === "string");
}

/** The keys of a user: those that the user created, and those that act as the user. */
export function keysOf({ id }: Pick<UserWire, "id">, keys: readonly ApiKeyWire[]): ApiKeyWire[] {
  return keys.filter((key) => usersOf(key).includes(id));
}

/**
 * The key with an ID or a name. Of several keys with the same name, the active one. `doing` completes "cannot ..." in errors, and
 * `argument` names the argument or option that has the value.
 */
export function keyNamed(
  doing: string,
  argument: string,
  value: string,
  keys: readonly ApiKeyWire[],
): ApiKeyWire {
  const wanted = value.trim();
  const byId = keys.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  // An ID that the list lacks is not the name of another key.
  const named = /^apikey_\w+$/.test(wanted)
    ? []
    : keys.filter(({ name }) => normalName(name) === normalName(wanted));
  const active = named.filter(({ status }) => status === "active");
  const [match, ...others] = active.length > 0 ? active : named;
  if (match === undefined) {
    const question = didYouMean(
      wanted,
      keys.map(({ name }) => name),
      quoted,
    );
    const hint = question === undefined ? "" : ` ${question}`;
    throw new UserError(
      `cannot ${doing}: the organization has no API key ${quoted(wanted)}.${hint} Pass the name or the ID of a key as ${argument}; \`keys list\` shows both.`,
    );
  }
  if (others.length === 0) return match;
  const ids = [match, ...others].map(({ id }) => id);
  throw new UserError(
    `cannot ${doing}: ${ids.length} keys have the name ${quoted(wanted)}. Pass one of their IDs as ${argument}: ${joined(ids)}.`,
  );
}

/** `"checkout-service" (apikey_...)`. */
export function keyTitle({ name, id }: Pick<ApiKeyWire, "name" | "id">): string {
  return `${quoted(name)} (${id})`;
}
