import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import type {
  RateLimitJson,
  WorkspaceRateLimitJson,
  WorkspaceRateLimitValueJson,
} from "../rateLimitsJson.ts";
import type { WorkspaceRateLimitOverride } from "../seed.ts";

/** Limits by type. Null removes one. */
export type RateLimitChanges = Readonly<Record<string, number | null>>;

/** The rate limits of an organization, and the overrides in its workspaces. */
export class RateLimits {
  readonly #organization: Collection<RateLimitJson>;
  readonly #overrides: Collection<WorkspaceRateLimitOverride>;

  constructor(clock: Clock) {
    this.#organization = new Collection(clock);
    this.#overrides = new Collection(clock);
  }

  load(entries: readonly RateLimitJson[], overrides: readonly WorkspaceRateLimitOverride[]): void {
    for (const entry of entries) this.#organization.load(entry.id, entry);
    for (const override of overrides) this.#overrides.load(keyOf(override), override);
  }

  get(id: string): RateLimitJson | undefined {
    return this.#organization.get(id);
  }

  /** The organization's limits of `seconds` ago, in the order of the seed. */
  ofOrganization(seconds = 0): readonly RateLimitJson[] {
    return this.#organization.newestFirstAgo(seconds).toReversed();
  }

  /** Every override, in the form of a seed. */
  overrides(): readonly WorkspaceRateLimitOverride[] {
    return this.#overrides.oldestFirst().filter(({ limits }) => limits.length > 0);
  }

  changeOrganization(entry: RateLimitJson, changes: RateLimitChanges): RateLimitJson {
    const changed = { ...entry, limits: merged(entry.limits, changes) };
    this.#organization.set(entry.id, changed);
    return changed;
  }

  /** Changes the overrides of a workspace. Other types stay unchanged. */
  override(workspaceId: string, entry: RateLimitJson, changes: RateLimitChanges): WorkspaceRateLimitJson {
    const key = keyOf({ workspace_id: workspaceId, rate_limit_id: entry.id });
    const limits = merged(this.#overrides.get(key)?.limits ?? [], changes);
    this.#overrides.set(key, { workspace_id: workspaceId, rate_limit_id: entry.id, limits });
    return this.ofWorkspace(workspaceId, entry);
  }

  /** The limits of one group in a workspace as they were `seconds` ago: its overrides, or with the inherited ones. */
  ofWorkspace(
    workspaceId: string,
    entry: RateLimitJson,
    { inherited = false, seconds = 0 }: { inherited?: boolean; seconds?: number } = {},
  ): WorkspaceRateLimitJson {
    const key = keyOf({ workspace_id: workspaceId, rate_limit_id: entry.id });
    const overrides = this.#overrides.getAgo(key, seconds)?.limits ?? [];
    const overridden = overrides.map(
      ({ type, value }): WorkspaceRateLimitValueJson => ({
        type,
        value,
        org_limit: entry.limits.find((limit) => limit.type === type)?.value ?? null,
        source: { type: "workspace" },
      }),
    );
    const others = entry.limits
      .filter(({ type }) => !overrides.some((override) => override.type === type))
      .map(
        ({ type, value }): WorkspaceRateLimitValueJson => ({
          type,
          value,
          org_limit: value,
          source: { type: "organization" },
        }),
      );
    return {
      type: "workspace_rate_limit",
      workspace_id: workspaceId,
      rate_limit_id: entry.id,
      group: entry.group,
      models: entry.models,
      limits: inherited ? [...overridden, ...others] : overridden,
    };
  }
}

function keyOf({
  workspace_id,
  rate_limit_id,
}: Pick<WorkspaceRateLimitOverride, "workspace_id" | "rate_limit_id">) {
  return `${workspace_id} ${rate_limit_id}`;
}

function merged(limits: RateLimitJson["limits"], changes: RateLimitChanges): RateLimitJson["limits"] {
  const values = new Map(limits.map(({ type, value }) => [type, value]));
  for (const [type, value] of Object.entries(changes)) {
    if (value === null) values.delete(type);
    else values.set(type, value);
  }
  return Array.from(values, ([type, value]) => ({ type, value }));
}
