import { expect, test } from "vitest";
import { getRateLimits, getRateLimitsOutput } from "../../../provider/index.ts";
import { failure, reader, settled, unknown } from "./reader.ts";

test("getRateLimits lists the limits of the organization, by model and by type of group", async () => {
  const { emulator, requests } = await reader();
  const [opus] = await getRateLimits({ model: "claude-opus-5-5" });
  const entry = emulator.organization().state().rate_limits[0];
  const limits = {
    requests_per_minute: 4_000,
    input_tokens_per_minute_cache_aware: 2_000_000,
    output_tokens_per_minute: 400_000,
    fast_itpmca: 500_000,
    fast_otpm: 100_000,
  };
  expect(opus).toEqual({
    groupId: entry?.group.id,
    groupType: "model_group",
    displayName: "Claude Opus 5.x",
    models: ["claude-opus-5", "claude-opus-5-5"],
    rateLimitId: entry?.id,
    limits,
    organizationLimits: limits,
    overrides: {},
  });
  expect(await getRateLimits({ groupType: "files" })).toMatchObject([
    { groupType: "files", displayName: undefined, models: undefined, limits: { requests_per_minute: 500 } },
  ]);
  expect(await getRateLimits()).toHaveLength(9);
  expect(await getRateLimits({ groupType: "model_group" })).toHaveLength(4);
  expect(requests()).toEqual(["GET /rate_limits"]);
});

test("getRateLimits returns the lower of a workspace's and the organization's limit", async () => {
  const { console: actions, requests } = await reader();
  const { id: workspaceId } = actions.createWorkspace({ name: "Research" });
  actions.setWorkspaceRateLimits(workspaceId, "claude-haiku-5", {
    requests_per_minute: 100,
    output_tokens_per_minute: 900_000,
    input_tokens_per_minute: 7,
  });
  const [haiku] = await getRateLimits({ workspaceId, model: "claude-haiku-5" });
  expect(haiku).toMatchObject({
    limits: {
      requests_per_minute: 100,
      output_tokens_per_minute: 800_000,
      input_tokens_per_minute: 7,
      input_tokens_per_minute_cache_aware: 4_000_000,
    },
    organizationLimits: {
      requests_per_minute: 4_000,
      output_tokens_per_minute: 800_000,
      input_tokens_per_minute_cache_aware: 4_000_000,
    },
    overrides: { requests_per_minute: 100, output_tokens_per_minute: 900_000, input_tokens_per_minute: 7 },
  });
  expect(await getRateLimits({ workspaceId })).toHaveLength(9);
  expect(requests()).toEqual([`GET /workspaces/${workspaceId}/rate_limits`]);
});

test("getRateLimits fails for unknown models and workspaces, with an instruction", async () => {
  const { requests } = await reader();
  expect(await failure(getRateLimits({ model: "claude-opus-5-6" }))).toBe(
    "cannot list the rate limits of the model `claude-opus-5-6`: the organization has none. Did you mean `claude-opus-5-5`?",
  );
  expect(await failure(getRateLimits({ model: "gpt" }))).toContain("Omit `model` to list all groups");
  requests();
  expect(await failure(getRateLimits({ workspaceId: "Research" }))).toContain(
    "must be an ID that begins with `wrkspc_`",
  );
  expect(requests()).toEqual([]);
  expect(await failure(getRateLimits({ workspaceId: "wrkspc_01unknown" }))).toMatch(
    /^cannot list the rate limits of workspace wrkspc_01unknown: .*404/,
  );
});

test("getRateLimitsOutput takes outputs, and is unknown in a preview without a key", async () => {
  await reader();
  expect(await settled(getRateLimitsOutput({ model: "claude-opus-5" }))).toHaveLength(1);
  expect(await settled(getRateLimitsOutput({ workspaceId: unknown<string>() }))).toBe("unknown");
  await reader({ preview: true, env: { ANTHROPIC_ADMIN_KEY: undefined } });
  expect(await settled(getRateLimitsOutput())).toBe("unknown");
});
