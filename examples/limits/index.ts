// A workspace for experiments that cannot use up the organization's rate limits, which the production workspaces share.
//
// Its rate limits are a tenth of the organization's. When Anthropic raises the organization's limits, the next `up` raises them too.

import * as anthropic from "pulumi-anthropic";

const model = "claude-opus-5-5";
const workspace = new anthropic.Workspace("experiments", { name: "Experiments" });

const organization = anthropic.getRateLimitsOutput({ model });

/** A tenth of a limit of the organization. It is never 0, because 0 rejects every request. */
function tenthOf(type: string) {
  return organization.apply(([group]) => {
    const limit = group?.limits[type];
    if (limit === undefined) throw new Error(`The organization has no limit of ${type} for ${model}.`);
    return Math.max(1, Math.floor(limit / 10));
  });
}

const perMinute = new anthropic.WorkspaceRateLimit("experiments-opus", {
  workspace,
  model,
  limits: {
    requests_per_minute: tenthOf("requests_per_minute"),
    output_tokens_per_minute: tenthOf("output_tokens_per_minute"),
  },
});

// Batches run in the background, so a fixed limit is enough.
new anthropic.WorkspaceRateLimit("experiments-batch", {
  workspace,
  groupType: "batch",
  limits: { requests_per_minute: 50 },
});

export const limits = perMinute.limits;
