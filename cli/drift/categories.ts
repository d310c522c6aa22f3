/** What a finding can be. Exit code 7 comes from those that `--fail-on` names. */
export const categories = [
  "changed",
  "gone",
  "unmanaged",
  "declared-twice",
  "since",
  "ready",
  "pending",
  "expiring",
  "not-invited",
  "stale-key",
] as const;
export type Category = (typeof categories)[number];

/** What each category says, for people. */
export const meanings: Readonly<Record<Category, string>> = {
  changed: "differs from the declaration",
  gone: "declared, and removed outside of Pulumi",
  unmanaged: "managed by no stack",
  "declared-twice": "declared by more than one resource",
  since: "changed since the snapshot",
  ready: "accepted; the next `up` completes it",
  pending: "invited, has not joined yet",
  expiring: "invited, and the invitation expires soon",
  "not-invited": "declared, and neither in the organization nor invited",
  "stale-key": "active keys that are too old, or whose creator left",
};

/** What counts as drift unless `--fail-on` says otherwise: somebody has to do something. */
export const usualDrift: readonly Category[] = ["changed", "gone", "unmanaged", "declared-twice", "since"];
