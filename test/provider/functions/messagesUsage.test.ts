import { describe, expect, test } from "vitest";
import { getMessagesUsage, getMessagesUsageOutput } from "../../../provider/index.ts";
import { completeUse } from "../../emulator/usage/organization.ts";
import { failure, reader, settled } from "./reader.ts";
import { busyReader } from "./reports.ts";

async function recorded() {
  const read = await reader({ now: new Date("2026-11-20T10:00:00Z") });
  const { console } = read;
  const lab = console.createWorkspace({ name: "Lab" });
  const ann = console.addUser({ email: "Ann@example.com", role: "developer" });
  const personal = console.createApiKey({ name: "personal", createdBy: ann.email, personal: true });
  const ci = console.createApiKey({ name: "ci", workspaceId: lab.id });
  const at = new Date("2026-11-10T10:20:30Z");
  console.useApiKey(personal.id, at, completeUse);
  console.useApiKey(ci.id, at, { model: "claude-haiku-5-5" });
  return { ...read, lab, ann, personal, ci };
}

const span = { startingAt: "2026-11-10", endingAt: "2026-11-11" };

describe("getMessagesUsage", () => {
  test("reads every count and every dimension", async () => {
    const { ann, personal, ci, lab, requests } = await recorded();
    const result = await getMessagesUsage({
      ...span,
      bucketWidth: "1h",
      groupBy: [
        "accountId",
        "apiKeyId",
        "contextWindow",
        "inferenceGeo",
        "model",
        "serviceAccountId",
        "serviceTier",
        "speed",
        "workspaceId",
      ],
      names: true,
    });
    expect(result).toEqual({
      startingAt: "2026-11-10T00:00:00Z",
      endingAt: "2026-11-11T00:00:00Z",
      usage: [
        {
          startingAt: "2026-11-10T10:00:00Z",
          endingAt: "2026-11-10T11:00:00Z",
          accountId: ann.id,
          accountEmail: "ann@example.com",
          apiKeyId: personal.id,
          apiKeyName: "personal",
          contextWindow: "200k-1M",
          inferenceGeo: "us",
          model: "claude-opus-5-5",
          serviceTier: "batch",
          speed: "fast",
          workspaceName: "Default",
          uncachedInputTokens: 1,
          outputTokens: 2,
          cacheReadInputTokens: 3,
          cacheCreation5mInputTokens: 4,
          cacheCreation1hInputTokens: 5,
          webSearchRequests: 6,
        },
        expect.objectContaining({
          apiKeyId: ci.id,
          workspaceId: lab.id,
          workspaceName: "Lab",
          outputTokens: 10,
        }),
      ],
    });
    expect(requests().toSorted()).toEqual([
      "GET /api_keys",
      "GET /usage_report/messages",
      "GET /users",
      "GET /workspaces",
    ]);
  });

  test("requests lists of names only for the dimensions in groupBy", async () => {
    const { requests } = await recorded();
    await getMessagesUsage({ ...span, groupBy: ["model", "apiKeyId"], names: true });
    expect(requests()).toEqual(["GET /usage_report/messages", "GET /api_keys"]);
    const { usage } = await getMessagesUsage({ ...span, names: true });
    expect(usage).toHaveLength(1);
    expect(usage[0]).not.toHaveProperty("workspaceName");
    expect(requests()).toEqual(["GET /usage_report/messages"]);
  });

  test("sends each filter to the Messages API usage report", async () => {
    const { ann, personal, ci, lab } = await recorded();
    const output = async (filter: Partial<Parameters<typeof getMessagesUsage>[0]>) =>
      (await getMessagesUsage({ ...span, ...filter })).usage.map(({ outputTokens }) => outputTokens);
    expect(await output({})).toEqual([12]);
    for (const filter of [
      { accountIds: [ann.id] },
      { apiKeyIds: [personal.id] },
      { contextWindows: ["200k-1M"] },
      { inferenceGeos: ["us"] },
      { models: ["claude-opus-5-5"] },
      { serviceTiers: ["batch"] },
      { speeds: ["fast"] },
    ]) {
      expect(await output(filter), JSON.stringify(filter)).toEqual([2]);
    }
    expect(await output({ workspaceIds: [lab.id] })).toEqual([10]);
    expect(await output({ serviceAccountIds: ["svac_01a"] })).toEqual([]);
    expect(await output({ apiKeyIds: [personal.id, ci.id] })).toEqual([12]);
  });

  test("returns the same sums by minute, hour and day", async () => {
    const { requests } = await busyReader();
    const total = async (bucketWidth: "1d" | "1h" | "1m") => {
      const { usage } = await getMessagesUsage({
        startingAt: "2026-11-01",
        endingAt: "2026-11-09",
        bucketWidth,
      });
      return usage.reduce((sum, row) => sum + row.uncachedInputTokens + row.outputTokens, 0);
    };
    const days = await total("1d");
    expect(days).toBeGreaterThan(1_000_000);
    expect(requests()).toHaveLength(1);
    expect(await total("1h")).toBe(days);
    expect(requests()).toHaveLength(2);
    expect(await total("1m")).toBe(days);
    expect(requests()).toHaveLength(8);
  });

  test("rounds the span to whole buckets", async () => {
    await recorded();
    const hours = {
      startingAt: "2026-11-10T10:59:00Z",
      endingAt: "2026-11-10T11:30:00Z",
      bucketWidth: "1h",
    } as const;
    const result = await getMessagesUsage(hours);
    expect(result).toMatchObject({
      startingAt: "2026-11-10T10:00:00Z",
      endingAt: "2026-11-10T12:00:00Z",
      usage: [{ outputTokens: 12 }],
    });
    const zone = { startingAt: "2026-11-10T12:20:00+02:00", endingAt: "2026-11-10T12:21:00+02:00" };
    const minute = await getMessagesUsage({ ...zone, bucketWidth: "1m" });
    expect(minute.usage).toMatchObject([{ startingAt: "2026-11-10T10:20:00Z" }]);
  });

  test("rejects invalid arguments before any request", async () => {
    const { requests } = await recorded();
    const doing = "cannot call getMessagesUsage:";
    const wrong = (args: object) => failure(getMessagesUsage({ ...span, ...args }));
    expect(await wrong({ bucketWidth: "1w" })).toBe(
      `${doing} \`bucketWidth\` must be "1d", "1h" or "1m", not "1w".`,
    );
    expect(await wrong({ models: [] })).toBe(
      `${doing} \`models\` must not be empty. Omit it to include everything.`,
    );
    expect(await wrong({ models: "claude-opus-5-5" })).toBe(
      `${doing} \`models\` must be an array of strings.`,
    );
    expect(await wrong({ models: [5] })).toBe(`${doing} \`models[0]\` must be a string.`);
    expect(await wrong({ groupBy: ["workspace"] })).toContain('`groupBy[0]` must be one of "accountId", ');
    expect(await wrong({ workspaces: ["wrkspc_01a"] })).toBe(
      `${doing} \`workspaces\` is not an argument of this function. Did you mean \`workspaceIds\`?`,
    );
    expect(await wrong({ workspaceIds: ["Production"] })).toBe(
      `${doing} \`workspaceIds[0]\` must be an ID that begins with \`wrkspc_\`. This is a name, which several workspaces can have: use the Workspace resource, or the ID that \`getWorkspace\` returns for the name.`,
    );
    expect(await wrong({ apiKeyIds: ["", "ci"] })).toBe(
      `${doing} \`apiKeyIds[1]\` must be an ID that begins with \`apikey_\`.`,
    );
    expect(await wrong({ accountIds: ["ann@example.com"] })).toBe(
      `${doing} \`accountIds[0]\` must be an ID that begins with \`user_\`.`,
    );
    expect(requests()).toEqual([]);
  });
});

test("getMessagesUsageOutput returns the same result", async () => {
  await recorded();
  const plain = await getMessagesUsage(span);
  expect(await settled(getMessagesUsageOutput(span))).toEqual(plain);
});
