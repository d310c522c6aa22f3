import { describe, expect, test } from "vitest";
import { getMessagesUsage, getUsageAnalytics, getUsageAnalyticsOutput } from "../../../provider/index.ts";
import { failure, settled } from "./reader.ts";
import { busyReader } from "./reports.ts";

const week = { startingAt: "2026-11-02", endingAt: "2026-11-09" };

describe("getUsageAnalytics", () => {
  test("returns one row for a span of any length without dimensions", async () => {
    const { emulator, requests } = await busyReader();
    const span = { startingAt: "2026-01-01", endingAt: "2026-11-20" };
    const result = await getUsageAnalytics(span);
    expect(result).toMatchObject({
      startingAt: "2026-01-01T00:00:00Z",
      endingAt: "2026-11-20T00:00:00Z",
      dataRefreshedAt: "2026-11-20T10:30:00Z",
    });
    expect(result.usage).toHaveLength(1);
    expect(requests()).toHaveLength(11);
    const days = await getUsageAnalytics({ ...span, bucketWidth: "1d" });
    const total = (name: "totalTokens" | "webSearchRequests" | "cacheCreation1hInputTokens") =>
      days.usage.reduce((sum, row) => sum + row[name], 0);
    const [row] = result.usage;
    expect(row).toMatchObject({
      startingAt: "2026-01-01T00:00:00Z",
      endingAt: "2026-11-20T00:00:00Z",
      totalTokens: total("totalTokens"),
      webSearchRequests: total("webSearchRequests"),
      cacheCreation1hInputTokens: total("cacheCreation1hInputTokens"),
      requests: days.usage.reduce((sum, { requests: count }) => sum + (count ?? 0), 0),
    });
    const months = await getUsageAnalytics({ ...span, groupBy: ["model"] });
    expect(new Set(months.usage.map(({ model }) => model)).size).toBe(months.usage.length);
    const { usage } = await getUsageAnalytics({ ...span, groupBy: ["apiKeyId", "model"] });
    const tokens = usage.map(({ totalTokens }) => totalTokens);
    expect(tokens).toEqual(tokens.toSorted((one, other) => other - one));
    expect(emulator.requests.at(-1)?.query).not.toContain("order_by");
  });

  test("adds the names of actors, API keys and workspaces", async () => {
    const { requests } = await busyReader();
    const groupBy = ["actor", "actorType", "apiKeyId", "workspaceId"] as const;
    const { usage } = await getUsageAnalytics({ ...week, groupBy: [...groupBy], names: true });
    expect(usage.find(({ actor }) => actor?.userId === "user_01bo")).toMatchObject({
      actor: { type: "user_actor", email: "bo@example.com", name: "Bo", deleted: false },
      actorType: "user_actor",
      actorName: "bo@example.com",
    });
    expect(usage.find(({ apiKeyId }) => apiKeyId === "apikey_01busy1n0")).toMatchObject({
      actor: { type: "api_actor", apiKeyId: "apikey_01busy1n0" },
      actorName: "key 1.0",
      apiKeyName: "key 1.0",
      workspaceId: "wrkspc_01busy1",
      workspaceName: "Team 1",
    });
    expect(usage.find(({ actorType }) => actorType === "service_account_actor")).toMatchObject({
      actor: { serviceAccountId: "svac_01robot" },
      actorName: "svac_01robot",
      workspaceId: "wrkspc_01default",
      workspaceName: "Default",
    });
    expect(requests().toSorted()).toEqual(["GET /analytics/usage", "GET /api_keys", "GET /workspaces"]);
  });

  test("adds no name to usage without a workspace", async () => {
    const { emulator } = await busyReader();
    const noTokens = {
      cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
      cache_read_input_tokens: 0,
      output_tokens: 0,
      requests: 1,
      server_tool_use: { web_search_requests: 0 },
      total_tokens: 0,
      uncached_input_tokens: 0,
    };
    const row = { starting_at: "2026-11-02T00:00:00Z", ending_at: "2026-11-09T00:00:00Z", usage: noTokens };
    const group = { product: "chat", workspace_id: null };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/analytics/usage",
      body: { data: [{ ...row, group }], has_more: false, next_page: null },
    });
    const { usage } = await getUsageAnalytics({ ...week, groupBy: ["product", "workspaceId"], names: true });
    expect(usage).toMatchObject([{ product: "chat", workspaceId: undefined, workspaceName: undefined }]);
  });

  test("returns the same tokens as getMessagesUsage", async () => {
    await busyReader();
    const groupBy = ["model", "apiKeyId"] as const;
    const messages = await getMessagesUsage({ ...week, groupBy: [...groupBy] });
    const { usage } = await getUsageAnalytics({ ...week, bucketWidth: "1d", groupBy: [...groupBy] });
    const output = (
      rows: readonly {
        startingAt: string;
        model: string | undefined;
        apiKeyId: string | undefined;
        outputTokens: number;
      }[],
    ) =>
      rows
        .filter(({ model }) => model !== undefined)
        .map((row) => `${row.startingAt} ${row.model} ${row.apiKeyId} ${row.outputTokens}`)
        .toSorted();
    expect(output(usage)).toEqual(output(messages.usage));
  });

  test("sends each filter to the Analytics API", async () => {
    const { emulator } = await busyReader();
    const names = {
      actorIds: "actor_ids",
      agentIds: "agent_ids",
      apiKeyIds: "api_key_ids",
      claudeTagUserIds: "claude_tag_user_ids",
      deploymentIds: "deployment_ids",
      environmentIds: "environment_ids",
      models: "models",
      rbacGroupIds: "rbac_group_ids",
      sessionIds: "session_ids",
      slackChannelIds: "slack_channel_ids",
      userProfileIds: "user_profile_ids",
    } as const;
    const prefixes: Readonly<Record<string, string>> = {
      actorIds: "svac",
      apiKeyIds: "apikey",
      rbacGroupIds: "rbac_group",
      userProfileIds: "uprof",
    };
    for (const [name, wire] of Object.entries(names)) {
      const id = `${prefixes[name] ?? "some"}_01a`;
      const { usage } = await getUsageAnalytics({ ...week, [name]: [id] });
      expect(usage, name).toEqual([]);
      expect(decodeURIComponent(emulator.requests.at(-1)?.query ?? ""), name).toContain(`${wire}[]=${id}`);
    }
    const some = async (filter: object) => (await getUsageAnalytics({ ...week, ...filter })).usage.length;
    expect(await some({ actorTypes: ["user_actor"] })).toBe(1);
    expect(await some({ claudeTagCategories: ["dm"] })).toBe(0);
    expect(await some({ contextWindows: ["0-200k"] })).toBe(1);
    expect(await some({ inferenceGeos: ["not_available"] })).toBe(1);
    expect(await some({ products: ["claude_code"] })).toBe(1);
    expect(await some({ serviceTiers: ["standard"] })).toBe(1);
    expect(await some({ speeds: ["standard"] })).toBe(1);
    expect(await some({ workspaceIds: ["wrkspc_01busy0"] })).toBe(1);
    // Usage without a key.
    expect(await some({ apiKeyIds: [""] })).toBe(1);
    expect(await failure(getUsageAnalytics({ ...week, organizationIds: ["org_01a"] }))).toContain(
      "Requires an API key of a parent organization",
    );
  });

  test("omits removed users with excludeDeletedUsers", async () => {
    const { console } = await busyReader();
    console.removeUser("user_01cy");
    const users = async (excludeDeletedUsers: boolean) =>
      (await getUsageAnalytics({ ...week, groupBy: ["actor"], excludeDeletedUsers })).usage.map(
        ({ actor }) => actor?.userId,
      );
    expect(await users(false)).toContain("user_01cy");
    expect(await users(true)).not.toContain("user_01cy");
  });

  test("reads minutes in ranges of a day, in order", async () => {
    const { requests } = await busyReader();
    const { usage } = await getUsageAnalytics({
      startingAt: "2026-11-17T12:00:00Z",
      endingAt: "2026-11-19T12:00:00Z",
      bucketWidth: "1m",
    });
    expect(requests().length).toBe(4);
    const times = usage.map(({ startingAt }) => startingAt);
    expect(times.length).toBeGreaterThan(2000);
    expect(times).toEqual(times.toSorted());
  });

  test("rejects invalid arguments before any request", async () => {
    const { requests } = await busyReader();
    const doing = "cannot call getUsageAnalytics:";
    const wrong = (args: object) => failure(getUsageAnalytics({ ...week, ...args }));
    expect(await wrong({ startingAt: "2025-12-31" })).toBe(
      `${doing} \`startingAt\` must not be before 2026-01-01, the first day with data.`,
    );
    const six = ["actor", "model", "speed", "product", "agentId", "sessionId"];
    expect(await wrong({ groupBy: six })).toBe(
      `${doing} \`groupBy\` must have at most 5 dimensions, not counting \`costType\` and \`tokenType\`.`,
    );
    expect(await wrong({ groupBy: ["costType"] })).toContain("`groupBy[0]` must be one of ");
    expect(await wrong({ actorIds: ["ann@example.com"] })).toBe(
      `${doing} \`actorIds[0]\` must be an ID that begins with \`user_\`, \`svac_\` or \`apikey_\`.`,
    );
    expect(await wrong({ excludeDeletedUsers: true })).toBe(
      `${doing} \`excludeDeletedUsers\` requires "actor" in \`groupBy\`.`,
    );
    expect(await wrong({ orderBy: "time" })).toContain("`orderBy` is not an argument");
    expect(requests()).toEqual([]);
  });

  test("explains that the Analytics API is not available with HIPAA readiness", async () => {
    const { emulator } = await busyReader();
    emulator.organization().settings.hipaa_readiness = true;
    expect(await failure(getUsageAnalytics(week))).toContain("HIPAA readiness");
  });
});

test("getUsageAnalyticsOutput returns the same result", async () => {
  await busyReader();
  expect(await settled(getUsageAnalyticsOutput(week))).toEqual(await getUsageAnalytics(week));
});
