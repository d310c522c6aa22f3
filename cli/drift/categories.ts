/** The categories of findings, most urgent first. */
export const categories = [
  "changed",
  "removed",
  "unmanaged",
  "declared-twice",
  "since",
  "not-checked",
  "ready",
  "pending",
  "expiring",
  "not-invited",
  "stale-key",
] as const;
export type Category = (typeof categories)[number];

/** What a category means, as the reports print it. */
export const meanings: Readonly<Record<Category, string>> = {
  changed: "differs from the declaration",
  removed: "declared, and removed outside of Pulumi",
  unmanaged: "managed by no stack",
  "declared-twice": "declared by more than one resource",
  since: "changed since the snapshot",
  "not-checked": "declared, but the credential cannot read it",
  ready: "accepted; the next `up` completes it",
  pending: "invited, has not joined yet",
  expiring: "invited, and the invitation expires soon",
  "not-invited": "declared, and neither in the organization nor invited",
  "stale-key": "active keys that are too old, or whose creator left",
};

/** The default of `--fail-on`: the categories that need an action. An object that was not checked may have drifted. */
export const defaultFailOn: readonly Category[] = [
  "changed",
  "removed",
  "unmanaged",
  "declared-twice",
  "since",
  "not-checked",
];
