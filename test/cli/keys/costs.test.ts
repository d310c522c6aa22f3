import { describe, expect, it } from "vitest";
import { readKeyCosts } from "../../../cli/keys/costs.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { sum, units } from "../../provider/functions/reports.ts";
import { busyWorkdir } from "../report/reports.ts";

async function read(source: "analytics" | "legacy" = "analytics", prepare?: (hipaa: () => void) => void) {
  const { io, emulator } = await busyWorkdir();
  prepare?.(() => {
    emulator.organization().settings.hipaa_readiness = true;
  });
  const { client, cache } = sessionFor(io, () => undefined);
  const keys = await cache.apiKeys(OrganizationCache.anyAge);
  emulator.clearRequests();
  return { emulator, costs: await readKeyCosts(client, keys, { source }) };
}

describe("readKeyCosts", () => {
  it("reads the cost of all keys in the last 30 days, to the cent, in one request", async () => {
    const { emulator, costs } = await read();
    expect(emulator.requests).toHaveLength(1);
    const all = [...(costs?.amounts.values() ?? [])];
    // The cost without a key is that of Claude Code.
    const whole = emulator
      .organization()
      .cost(new Date("2026-10-22T00:00:00Z"), new Date("2026-11-20T10:00:00Z"));
    expect(all.length).toBeGreaterThan(5);
    expect(Number(sum(all))).toBeLessThanOrEqual(Number(units(whole)));
    expect(costs?.currency).toBe("USD");
  });

  it("returns no cost for no keys, without a request", async () => {
    const { io, emulator } = await busyWorkdir();
    const { client } = sessionFor(io, () => undefined);
    const costs = await readKeyCosts(client, [], { source: "analytics" });
    expect({ costs, requests: emulator.requests }).toEqual({
      costs: { currency: "USD", amounts: new Map() },
      requests: [],
    });
  });

  it("returns undefined when the organization does not have the Analytics API", async () => {
    expect((await read("legacy")).costs).toBeUndefined();
    const { emulator, costs } = await read("analytics", (hipaa) => hipaa());
    expect(costs).toBeUndefined();
    expect(emulator.requests.map(({ path }) => path)).toEqual(["/v1/organizations/analytics/cost"]);
  });
});
