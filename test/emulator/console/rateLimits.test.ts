import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("rateLimitActions", () => {
  it("changes limits of the organization and leaves the others as they are", async () => {
    const { organization, admin } = await startConsole();
    const changed = admin.setRateLimits("batch", { requests_per_minute: 60, tokens_per_day: 9 });
    expect(changed.limits).toEqual([
      { type: "requests_per_minute", value: 60 },
      { type: "enqueued_batch_requests", value: 500_000 },
      { type: "tokens_per_day", value: 9 },
    ]);
    admin.setRateLimits("batch", { enqueued_batch_requests: null, tokens_per_day: null });
    expect(organization.state().rate_limits.find(({ id }) => id === changed.id)?.limits).toEqual([
      { type: "requests_per_minute", value: 60 },
    ]);
  });

  it("overrides limits of a workspace, and clears an override", async () => {
    const { organization, admin } = await startConsole();
    const { id } = admin.createWorkspace({ name: "Robots" });
    const limited = admin.setWorkspaceRateLimits("Robots", "claude-opus-5", {
      requests_per_minute: 5,
      output_tokens_per_minute: 900_000,
    });
    expect(limited).toMatchObject({
      workspace_id: id,
      limits: [
        { type: "requests_per_minute", value: 5, org_limit: 4_000 },
        { type: "output_tokens_per_minute", value: 900_000, org_limit: 400_000 },
      ],
    });
    admin.setWorkspaceRateLimits(id, "claude-opus-5", { requests_per_minute: null });
    const own = () =>
      organization.state().workspace_rate_limits.filter((override) => override.workspace_id === id);
    expect(own()).toEqual([
      {
        workspace_id: id,
        rate_limit_id: limited.rate_limit_id,
        limits: [{ type: "output_tokens_per_minute", value: 900_000 }],
      },
    ]);
    admin.setWorkspaceRateLimits(id, "claude-opus-5", { output_tokens_per_minute: null });
    expect(own()).toEqual([]);
  });

  it("rejects unknown groups and the default workspace", async () => {
    const { organization, admin } = await startConsole();
    expect(() => admin.setRateLimits("claude-2", {})).toThrow('There is no rate-limit group "claude-2".');
    const { id } = organization.state().default_workspace;
    expect(() => admin.setWorkspaceRateLimits(id, "batch", {})).toThrow("default workspace cannot be set");
  });
});
