import { describe, expect, it } from "vitest";
import { rateLimitsOf } from "../../emulator/rateLimitSeed.ts";

const references = {
  workspace: (reference: string) => `wrkspc_${reference}`,
  defaultWorkspaceId: "wrkspc_0",
};
const group = { type: "batch", id: "rlg_01a" } as const;
const models = { type: "model_group", id: "rlg_01b", display_name: "Claude" } as const;
const limits = [{ type: "requests_per_minute", value: 10 }];

describe("rateLimitsOf", () => {
  it("returns the default limits and no overrides for a seed without any", () => {
    const { rate_limits, workspace_rate_limits } = rateLimitsOf({}, references);
    expect(rate_limits.length).toBeGreaterThan(5);
    expect(workspace_rate_limits).toEqual([]);
  });

  it("adds the omitted fields, and resolves workspaces and groups", () => {
    const seed = rateLimitsOf(
      {
        rate_limits: [
          { group, limits, id: "opaque:1" },
          { group: models, models: ["claude-x"], limits },
        ],
        workspace_rate_limits: [
          { workspace_id: "A", rate_limit_id: "batch", limits },
          { workspace_id: "A", rate_limit_id: "claude-x", limits: [] },
        ],
      },
      references,
    );
    const [batch, claude] = seed.rate_limits;
    expect(batch).toEqual({ id: "opaque:1", type: "rate_limit", group, models: null, limits });
    expect(claude?.id).toMatch(/^rl_01/);
    expect(seed.workspace_rate_limits).toEqual([
      { workspace_id: "wrkspc_A", rate_limit_id: "opaque:1", limits },
      { workspace_id: "wrkspc_A", rate_limit_id: claude?.id, limits: [] },
    ]);
  });

  const override = { workspace_id: "A", rate_limit_id: "batch", limits };
  it.each([
    [
      "rate_limits[1].group.id: rate_limits[0]",
      {
        rate_limits: [
          { group, limits },
          { group, limits },
        ],
      },
    ],
    [
      "rate_limits[0].models: Only a model_group has models",
      { rate_limits: [{ group, limits, models: ["claude-x"] }] },
    ],
    [
      "rate_limits[0].limits[1].type: rate_limits[0].limits[0]",
      { rate_limits: [{ group, limits: [...limits, ...limits] }] },
    ],
    [
      "workspace_rate_limits[0].workspace_id: The default workspace",
      { workspace_rate_limits: [{ ...override, workspace_id: "0" }] },
    ],
    [
      "workspace_rate_limits[0].rate_limit_id: There is no rate limit 'skates'",
      { workspace_rate_limits: [{ ...override, rate_limit_id: "skates" }] },
    ],
    [
      "workspace_rate_limits[1].rate_limit_id: workspace_rate_limits[0]",
      { workspace_rate_limits: [override, override] },
    ],
    [
      "workspace_rate_limits[0].limits[1].type: workspace_rate_limits[0].limits[0]",
      { workspace_rate_limits: [{ ...override, limits: [...limits, ...limits] }] },
    ],
  ])("rejects an invalid seed: %s", (message, seed) => {
    expect(() => rateLimitsOf(seed, references)).toThrow(message);
  });
});
