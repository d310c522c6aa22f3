import { describe, expect, it } from "vitest";
import type { Emulator } from "../../../emulator/index.ts";
import { part } from "../setup.ts";
import { busy, exactSum, now, results, trillionths, whole } from "./organization.ts";

const week = "starting_at=2026-11-02T00:00:00Z&ending_at=2026-11-09T00:00:00Z";
const [start, end] = [new Date("2026-11-02T00:00:00Z"), new Date("2026-11-09T00:00:00Z")];

/** US dollars per million tokens and token type, and what multiplies them. */
function price(usage: unknown): bigint {
  const model = String(part(usage, "model"));
  const base = { "claude-opus-5-5": 5n, "claude-haiku-5-5": 1n }[model] ?? 3n;
  const input = base * 100_000_000n;
  const count = (name: string) => BigInt(Number(part(usage, name)));
  const cache = (name: string) => BigInt(Number(part(part(usage, "cache_creation"), name)));
  const searches = BigInt(Number(part(part(usage, "server_tool_use"), "web_search_requests")));
  const long = part(usage, "context_window") === "200k-1M";
  const tokens =
    count("uncached_input_tokens") * input * 100n +
    count("cache_read_input_tokens") * input * 10n +
    cache("ephemeral_5m_input_tokens") * input * 125n +
    cache("ephemeral_1h_input_tokens") * input * 200n;
  const output = count("output_tokens") * input * 5n * 100n;
  const batch = part(usage, "service_tier") === "batch" ? 2n : 1n;
  const fast = part(usage, "speed") === "fast" ? 2n : 1n;
  const priced = (tokens * (long ? 4n : 2n) + output * (long ? 3n : 2n)) * fast;
  return priced / 200n / batch + searches * 1_000_000_000_000n;
}

async function totals(emulator: Emulator, width: string, limit: number) {
  const found = await results(
    emulator,
    "usage_report/messages",
    `${week}&bucket_width=${width}&limit=${limit}&group_by[]=model&group_by[]=api_key_id`,
  );
  const sums = new Map<string, number[]>();
  for (const result of found) {
    const key = `${part(result, "model")} ${part(result, "api_key_id")}`;
    const counts = [
      part(result, "uncached_input_tokens"),
      part(result, "output_tokens"),
      part(result, "cache_read_input_tokens"),
      part(part(result, "cache_creation"), "ephemeral_5m_input_tokens"),
      part(part(result, "cache_creation"), "ephemeral_1h_input_tokens"),
      part(part(result, "server_tool_use"), "web_search_requests"),
    ].map(Number);
    sums.set(
      key,
      counts.map((count, index) => count + (sums.get(key)?.[index] ?? 0)),
    );
  }
  return sums;
}

describe("generated usage", () => {
  it("adds up to the same by minute, by hour and by day", async () => {
    const emulator = await busy();
    const days = await totals(emulator, "1d", 31);
    expect(days.size).toBeGreaterThan(10);
    expect(await totals(emulator, "1h", 168)).toEqual(days);
    expect(await totals(emulator, "1m", 1440)).toEqual(days);
  });

  it("costs what its tokens cost by the price table, in every report", async () => {
    const emulator = await busy();
    const groups = ["model", "context_window", "service_tier", "inference_geo", "api_key_id"];
    const usage = await results(
      emulator,
      "usage_report/messages",
      `${week}&${groups.map((name) => `group_by[]=${name}`).join("&")}`,
    );
    const described = await results(emulator, "cost_report", `${week}&group_by[]=description`);
    const of = (type: string) => described.filter((line) => part(line, "cost_type") === type);
    const code = exactSum(of("code_execution").map((line) => part(line, "amount")));
    const tokens = usage.reduce<bigint>((sum, one) => sum + price(one), 0n);
    // 10 percent off.
    const total = (tokens / 100n) * 90n + code;
    expect(code).toBeGreaterThan(0n);
    expect(trillionths(emulator.organization().cost(start, end))).toBe(total);
    expect(exactSum(described.map((line) => part(line, "amount")))).toBe(total);

    const plain = await results(emulator, "cost_report", week);
    expect(plain).toHaveLength(7);
    expect(exactSum(plain.map((line) => part(line, "amount")))).toBe(total);
    const workspaces = await results(emulator, "cost_report", `${week}&group_by[]=workspace_id`);
    expect(exactSum(workspaces.map((line) => part(line, "amount")))).toBe(total);

    for (const more of [
      "",
      "&time_bucket_width=1d",
      "&time_bucket_width=1h&group_by[]=actor&group_by[]=model&limit=1000",
      "&group_by[]=cost_type",
      "&group_by[]=workspace_id&group_by[]=api_key_id&group_by[]=cost_type&group_by[]=token_type",
    ]) {
      const rows = await whole(emulator, "analytics/cost", `${week}${more}`);
      const sum = exactSum(rows.map((row) => part(part(row, "cost"), "amount")));
      expect(sum, more).toBe(total);
      const list = exactSum(rows.map((row) => part(part(row, "cost"), "list_amount")));
      expect((list / 100n) * 90n, more).toBe(total);
    }
  });

  it("generated usage of Claude Code costs per user and day what the Analytics API says", async () => {
    const emulator = await busy();
    const day = "starting_at=2026-11-03T00:00:00Z&ending_at=2026-11-04T00:00:00Z";
    const rows = await whole(
      emulator,
      "analytics/cost",
      `${day}&time_bucket_width=1d&group_by[]=actor&products[]=claude_code`,
    );
    const byActor = new Map(
      rows.map((row) => {
        const actor = part(part(row, "group"), "actor");
        const key = emulator
          .organization()
          .state()
          .api_keys.find(({ id }) => id === part(actor, "api_key_id"));
        return [part(actor, "email_address") ?? key?.name, trillionths(part(part(row, "cost"), "amount"))];
      }),
    );
    const entries = await whole(emulator, "usage_report/claude_code", "starting_at=2026-11-03&limit=2");
    expect(entries.length).toBeGreaterThan(2);
    const reported = new Map(
      entries.map((entry) => {
        const actor = part(entry, "actor");
        const models = part(entry, "model_breakdown") as unknown[];
        const amounts = models.map((model) => part(part(model, "estimated_cost"), "amount"));
        return [part(actor, "email_address") ?? part(actor, "api_key_name"), exactSum(amounts)];
      }),
    );
    expect(reported).toEqual(byActor);
  });

  it("generated usage is the same after a restart, and different with another seed", async () => {
    const first = await busy();
    const cost = first.organization().cost(start, end);
    expect((await busy()).organization().cost(start, end)).toBe(cost);
    const { settings } = first.organization();
    settings.generated_usage = { ...settings.generated_usage, seed: "other" };
    expect(first.organization().cost(start, end)).not.toBe(cost);
    settings.generated_usage = undefined;
    expect(first.organization().cost(start, end)).toBe("0");
  });

  it("keeps its past when keys, users and workspaces change", async () => {
    const emulator = await busy();
    const { console, cost } = emulator.organization();
    const before = cost(start, end);
    console.setApiKeyStatus("apikey_01busy0n0", "inactive");
    console.archiveWorkspace("wrkspc_01busy1");
    console.removeUser("user_01cy");
    console.setUserRole("user_01di", "billing");
    expect(cost(start, end)).toBe(before);
    emulator.clock.advance({ days: 2 });
    const after = "starting_at=2026-11-21T00:00:00Z&ending_at=2026-11-22T00:00:00Z";
    const keys = await results(emulator, "usage_report/messages", `${after}&group_by[]=api_key_id`);
    const used = keys.map((result) => part(result, "api_key_id"));
    expect(used).toContain("apikey_01busy2n0");
    for (const id of ["apikey_01busy0n0", "apikey_01busy1n0", "apikey_01busy1n1"]) {
      expect(used).not.toContain(id);
    }
    const actors = await whole(emulator, "analytics/usage", `${week}&group_by[]=actor&limit=100`);
    const cy = actors
      .map((row) => part(part(row, "group"), "actor"))
      .find((one) => part(one, "user_id") === "user_01cy");
    expect(cy).toMatchObject({ deleted: true, email_address: "cy@example.com" });
    const left = await whole(
      emulator,
      "analytics/usage",
      `${week}&group_by[]=actor&exclude_deleted_users=true&limit=100`,
    );
    expect(left).toHaveLength(actors.length - 1);
  });

  it("generated usage comes up to the present minute, and from new keys and users only after a day", async () => {
    const emulator = await busy();
    const { console, cost } = emulator.organization();
    const today = new Date("2026-11-20T00:00:00Z");
    const tomorrow = new Date("2026-11-21T00:00:00Z");
    expect(cost(now, tomorrow)).toBe("0");
    expect(trillionths(cost(today, now))).toBeGreaterThan(0n);
    const { id } = console.createApiKey({ name: "new" });
    const of = async () =>
      (
        await results(
          emulator,
          "usage_report/messages",
          `starting_at=2026-11-20T00:00:00Z&api_key_ids[]=${id}`,
        )
      ).length;
    emulator.clock.advance({ hours: 23 });
    expect(await of()).toBe(0);
    emulator.clock.advance({ days: 2 });
    expect(await of()).toBeGreaterThan(0);
  });
});
