import { z } from "zod";
import { clean } from "../../api/foreignText.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { choice } from "../../choices.ts";
import { idWithPrefix } from "../../ids.ts";
import { nearestOf } from "../../nearest.ts";

/** The types of groups that are not model families. */
export const groupTypes = ["batch", "files", "skills", "token_count", "web_search"] as const;

/** The type of all model families. */
export const modelGroup = "model_group";

/** A model or an alias of one. */
export const modelName = z
  .string("must be a string")
  .trim()
  .regex(/^(?!sk-ant-)[\w.:@-]{1,255}$/, "must be a model such as `claude-opus-5-5`");

const Limit = z
  .int("must be a whole number, 0 or more")
  .min(0, "must be a whole number, 0 or more")
  .exactOptional();

const limits = {
  requests_per_minute: Limit,
  input_tokens_per_minute: Limit,
  input_tokens_per_minute_cache_aware: Limit,
  output_tokens_per_minute: Limit,
  tokens_per_minute: Limit,
  tokens_per_day: Limit,
  tool_uses_per_second: Limit,
  fast_itpmca: Limit,
  fast_otpm: Limit,
};

export const Inputs = z.strictObject({
  workspace: idWithPrefix("wrkspc_"),
  model: modelName.exactOptional(),
  groupType: choice(groupTypes, (input) =>
    input === modelGroup
      ? "must not be `model_group`, since there are several. Set `model` instead"
      : undefined,
  ).exactOptional(),
  limits: z
    .strictObject(limits, {
      error: (issue) => (issue.code === "unrecognized_keys" ? notOverridable(issue.keys) : undefined),
    })
    .refine((given) => Object.keys(given).length > 0, "must have at least one limit"),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  workspace: z.string(),
  model: z.string(),
  groupType: z.string(),
  limits: z.record(z.string(), z.number()),
  groupId: z.string(),
  rateLimitId: z.string(),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;

/** The error for a type of limit that cannot be set. Suggests the API's spelling, such as `requests_per_minute` for `requestsPerMinute`. */
function notOverridable(keys: readonly string[]): string {
  const [key = ""] = keys;
  const spelled = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const meant = nearestOf(spelled, Object.keys(limits));
  const found = `has \`${clean(key)}\``;
  return meant === undefined
    ? `${found}, and ${apiLimitation("overrideRateLimit")}`
    : `${found}, which is not a type of rate limit. Use \`${meant}\`.`;
}
