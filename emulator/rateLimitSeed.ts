import { newId, prefixes } from "./ids.ts";
import { defaultRateLimits, selectedRateLimit } from "./rateLimits.ts";
import type { RateLimitJson, RateLimitValueJson } from "./rateLimitsJson.ts";
import type { FullSeed, SeedRateLimit, WorkspaceRateLimitOverride } from "./seed.ts";
import { checkDistinct, defined, ValidationError } from "./validation.ts";

interface Given {
  readonly rate_limits?: readonly SeedRateLimit[] | undefined;
  readonly workspace_rate_limits?: readonly WorkspaceRateLimitOverride[] | undefined;
}

/** The rate limits of a seed, with the defaults of omitted fields. Throws a ValidationError. */
export function rateLimitsOf(
  given: Given,
  references: { workspace: (reference: string, path: string) => string; defaultWorkspaceId: string },
): Pick<FullSeed, "rate_limits" | "workspace_rate_limits"> {
  const entries = given.rate_limits?.map(entryOf) ?? defaultRateLimits();
  checkDistinct(entries, (entry) => entry.id, "rate_limits", "id");
  checkDistinct(entries, (entry) => entry.group.id, "rate_limits", "group.id");
  const overrides = (given.workspace_rate_limits ?? []).map((override, index) => {
    const path = `workspace_rate_limits[${index}]`;
    const workspace_id = references.workspace(override.workspace_id, `${path}.workspace_id`);
    if (workspace_id === references.defaultWorkspaceId) {
      throw new ValidationError(`${path}.workspace_id`, "The default workspace cannot override rate limits");
    }
    const entry = selectedRateLimit(entries, override.rate_limit_id);
    if (entry === undefined) {
      throw new ValidationError(
        `${path}.rate_limit_id`,
        `There is no rate limit '${override.rate_limit_id}' in the seed`,
      );
    }
    checkTypes(override.limits, path);
    return { workspace_id, rate_limit_id: entry.id, limits: override.limits };
  });
  checkDistinct(
    overrides,
    (one) => `${one.workspace_id} ${one.rate_limit_id}`,
    "workspace_rate_limits",
    "rate_limit_id",
  );
  return { rate_limits: entries, workspace_rate_limits: overrides };
}

function entryOf(given: SeedRateLimit, index: number): RateLimitJson {
  const path = `rate_limits[${index}]`;
  const isFamily = given.group.type === "model_group";
  const models = given.models ?? (isFamily ? [] : null);
  if (!isFamily && models !== null) {
    throw new ValidationError(`${path}.models`, "Only a model_group has models");
  }
  checkTypes(given.limits, path);
  return { id: newId(prefixes.rateLimit), ...defined(given), type: "rate_limit", models };
}

function checkTypes(limits: readonly RateLimitValueJson[], path: string): void {
  checkDistinct(limits, ({ type }) => type, `${path}.limits`, "type");
}
