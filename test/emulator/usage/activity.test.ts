import { describe, expect, it } from "vitest";
import type { SeedApiKey } from "../../../emulator/index.ts";
import { emulate, part } from "../setup.ts";
import { results } from "./organization.ts";

const now = new Date("2026-11-20T00:00:00Z");

/** The hours with usage of one key, as text such as `11-19 05`. */
async function usedHours(key: SeedApiKey, from: string, to: string, act?: (id: string) => void) {
  const emulator = await emulate({
    now,
    seed: {
      version: 1,
      settings: { generated_usage: { scale: 100 } },
      workspaces: [
        {
          id: "wrkspc_01old",
          name: "Old",
          created_at: "2026-01-01T00:00:00Z",
          archived_at: "2026-11-10T05:00:00Z",
        },
      ],
      api_keys: [{ id: "apikey_01key", created_at: "2026-11-01T00:00:00Z", ...key }],
    },
  });
  act?.("apikey_01key");
  const hours: string[] = [];
  for (let start = Date.parse(from); start < Date.parse(to); start += 3_600_000) {
    const [at, end] = [start, start + 3_600_000].map((moment) => new Date(moment).toISOString());
    const query = `starting_at=${at}&ending_at=${end}&bucket_width=1h&group_by[]=api_key_id`;
    const found = await results(emulator, "usage_report/messages", query);
    if (found.some((result) => part(result, "api_key_id") === "apikey_01key")) {
      hours.push(String(at).slice(5, 13).replace("T", " "));
    }
  }
  return hours;
}

describe("the generated usage of an API key", () => {
  it("the generated usage of a key begins a day after the key was created", async () => {
    const hours = await usedHours({ name: "k" }, "2026-11-01T20:00:00Z", "2026-11-02T03:00:00Z");
    expect(hours).toEqual(["11-02 00", "11-02 01", "11-02 02"]);
  });

  it("the generated usage of an API key ends when the key expires", async () => {
    const key = { name: "k", expires_at: "2026-11-05T02:00:00Z" };
    const hours = await usedHours(key, "2026-11-05T00:00:00Z", "2026-11-05T04:00:00Z");
    expect(hours).toEqual(["11-05 00", "11-05 01"]);
  });

  it("the generated usage of an API key ends when the workspace of the seed was archived", async () => {
    const key = {
      name: "k",
      status: "archived" as const,
      scope: { type: "workspace" as const, workspace_id: "wrkspc_01old" },
    };
    const hours = await usedHours(key, "2026-11-10T03:00:00Z", "2026-11-10T07:00:00Z");
    expect(hours).toEqual(["11-10 03", "11-10 04"]);
  });

  it("the generated usage of an API key ends in the past for a key that the seed has as inactive", async () => {
    const key = { name: "k", status: "inactive" as const };
    expect(await usedHours(key, "2026-11-03T00:00:00Z", "2026-11-03T02:00:00Z")).toHaveLength(2);
    expect(await usedHours(key, "2026-11-18T00:00:00Z", "2026-11-18T02:00:00Z")).toEqual([]);
  });

  it("continues when an inactive key becomes active again", async () => {
    const emulator = await emulate({
      now,
      seed: {
        version: 1,
        settings: { generated_usage: { scale: 100 } },
        api_keys: [{ id: "apikey_01key", name: "k", created_at: "2026-11-01T00:00:00Z" }],
      },
    });
    const { console } = emulator.organization();
    console.setApiKeyStatus("apikey_01key", "inactive");
    emulator.clock.advance({ hours: 5 });
    console.setApiKeyStatus("apikey_01key", "active");
    emulator.clock.advance({ hours: 3 });
    const query = "starting_at=2026-11-19T22:00:00Z&bucket_width=1h&api_key_ids[]=apikey_01key";
    const found = await results(emulator, "usage_report/messages", query);
    // Two hours before, three after, and the current one.
    expect(found.length).toBeGreaterThanOrEqual(5);
    expect(found.length).toBeLessThanOrEqual(6);
  });
});
