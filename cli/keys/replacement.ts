import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { dateText } from "../../provider/api/reports/span.ts";
import { UserError } from "../../provider/errors.ts";
import { keyTitle } from "./selectKeys.ts";

// The state of a rotation is derived from the keys of the organization: the replacement is recognized by its name and workspace.

/** The name without the date of an earlier rotation: `checkout-2026-08-01` becomes `checkout`. */
function baseOf(name: string): string {
  return name.trim().replace(/[ _-]\d{4}-\d{2}-\d{2}(-\d+)?$/, "");
}

/** The name for the new key: that of the old key with today's date, such as `checkout-2026-11-20`. */
export function replacementName(old: ApiKeyWire, keys: readonly ApiKeyWire[], now: number): string {
  const name = `${baseOf(old.name)}-${dateText(now)}`;
  const taken = new Set(keys.map((key) => key.name.trim()));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Whether a key has the name of a replacement of another one: the same name, with or without a date. */
function isNamedAfter(key: ApiKeyWire, old: ApiKeyWire): boolean {
  return baseOf(key.name) === baseOf(old.name);
}

/** Active keys that were created after another key, in any workspace, newest first. */
export function newerKeys(old: ApiKeyWire, keys: readonly ApiKeyWire[]): ApiKeyWire[] {
  const created = ({ created_at: at }: ApiKeyWire) => Date.parse(at);
  return keys
    .filter((key) => key.id !== old.id && key.status === "active" && created(key) >= created(old))
    .toSorted((one, other) => created(other) - created(one));
}

/** The newer keys, grouped by whether they can replace a key. */
export interface Candidates {
  /** In the same workspace and named after the key. */
  readonly matching: readonly ApiKeyWire[];
  /** Named after the key, but in another workspace or for another principal. */
  readonly misplaced: readonly ApiKeyWire[];
  /** In the same workspace with another name. */
  readonly others: readonly ApiKeyWire[];
}

export function candidatesFor(old: ApiKeyWire, keys: readonly ApiKeyWire[]): Candidates {
  const newer = newerKeys(old, keys);
  const fits = (key: ApiKeyWire) => isSameScope(key, old) && principalOf(key) === principalOf(old);
  return {
    matching: newer.filter((key) => fits(key) && isNamedAfter(key, old)),
    misplaced: newer.filter((key) => !fits(key) && isNamedAfter(key, old)),
    others: newer.filter((key) => fits(key) && !isNamedAfter(key, old)),
  };
}

/** Rejects a key that cannot replace another one. */
export function mustReplace(doing: string, key: ApiKeyWire, old: ApiKeyWire): void {
  if (key.id === old.id) throw new UserError(`cannot ${doing}: \`--new\` is the same key. Pass another key.`);
  if (!isSameScope(key, old)) {
    throw new UserError(
      `cannot ${doing}: ${keyTitle(key)} belongs to ${scopeText(key)}, and the old key to ${scopeText(old)}. Keys cannot move between workspaces: create a key in the workspace of the old one.`,
    );
  }
  if (key.status !== "active") {
    throw new UserError(
      `cannot ${doing}: ${keyTitle(key)} is ${key.status}. Pass an active key to \`--new\`.`,
    );
  }
}

function isSameScope({ scope: one }: ApiKeyWire, { scope: other }: ApiKeyWire): boolean {
  return one.type === other.type && (one.workspace_id ?? null) === (other.workspace_id ?? null);
}

/** The ID of the user or the service account that a key acts as. */
export function principalOf({ principal }: ApiKeyWire): string | undefined {
  return principal?.user_id ?? principal?.service_account_id ?? undefined;
}

function scopeText({ scope }: ApiKeyWire): string {
  return typeof scope.workspace_id === "string" ? `workspace ${scope.workspace_id}` : "no workspace";
}
