import { describe, expect, it } from "vitest";
import { fromEitherSource, readLastUses } from "../../../cli/keys/lastUse.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { UserError } from "../../../provider/errors.ts";
import { type AgedOrganization, agedOrganization, day, seedKey } from "./agedOrganization.ts";

async function lastUses(organization: AgedOrganization, lookBack = 365 * day) {
  const { client, cache } = sessionFor(organization.io, () => undefined);
  const keys = await cache.apiKeys(OrganizationCache.anyAge);
  organization.emulator.clearRequests();
  return await readLastUses(organization.io, client, keys, lookBack);
}

describe("readLastUses", () => {
  it("stops once every key was used or is newer than the range", async () => {
    const organization = await agedOrganization([
      seedKey("today", "2025-02-01T00:00:00Z"),
      seedKey("spring", "2025-02-01T00:00:00Z"),
      seedKey("fresh", "2026-11-19T00:00:00Z"),
    ]);
    const { console: admin } = organization.emulator.organization();
    admin.useApiKey("apikey_01today", new Date("2026-11-20T00:00:00Z"));
    admin.useApiKey("apikey_01today", new Date("2026-03-01T00:00:00Z"));
    admin.useApiKey("apikey_01spring", new Date("2026-08-31T23:59:59Z"));
    const uses = await lastUses(organization);
    expect([...uses.days]).toEqual([
      ["apikey_01today", "2026-11-20"],
      ["apikey_01spring", "2026-08-31"],
    ]);
    expect(uses).toMatchObject({
      source: "analytics",
      since: Date.parse("2026-01-01"),
      completeTo: Date.parse("2026-11-20T10:30:00Z"),
    });
    expect(organization.requests()).toEqual([
      "GET analytics/usage",
      "GET analytics/usage",
      "GET analytics/usage",
    ]);
  });

  it("reads no further back than the data of the Analytics API, in ranges of 31 days", async () => {
    const organization = await agedOrganization([seedKey("never", "2025-02-01T00:00:00Z")]);
    await lastUses(organization);
    // 2026-01-01 to 2026-11-20 are 324 days.
    expect(organization.requests()).toHaveLength(Math.ceil(324 / 31));
    await lastUses(organization, 30 * day);
    expect(organization.requests()).toHaveLength(1);
  });

  it("requests only the keys whose last use is not known yet", async () => {
    const organization = await agedOrganization([
      seedKey("today", "2025-02-01T00:00:00Z"),
      seedKey("never", "2025-02-01T00:00:00Z"),
    ]);
    organization.emulator.organization().console.useApiKey("apikey_01today");
    await lastUses(organization, 60 * day);
    const filters = organization.emulator.requests.map(({ query }) =>
      new URLSearchParams(query).getAll("api_key_ids[]"),
    );
    expect(filters).toEqual([["apikey_01never", "apikey_01today"], ["apikey_01never"]]);
  });

  it("finds the last use of hundreds of keys with few requests", async () => {
    const organization = await agedOrganization(
      Array.from({ length: 300 }, (_, index) => seedKey(`many${index}`, "2025-02-01T00:00:00Z")),
    );
    const { console: admin } = organization.emulator.organization();
    for (let index = 0; index < 290; index += 1) {
      const daysAgo = index < 200 ? index % 2 : 3 + index;
      admin.useApiKey(`apikey_01many${index}`, new Date(Date.parse("2026-11-20") - daysAgo * day));
    }
    const uses = await lastUses(organization);
    expect(uses.days.size).toBe(290);
    expect(uses.days.get("apikey_01many1")).toBe("2026-11-19");
    expect(uses.days.get("apikey_01many250")).toBe("2026-03-12");
    expect(organization.requests().length).toBeLessThan(20);
  });

  it("fails when a key was used in a range, but on no day of it", async () => {
    const organization = await agedOrganization(
      Array.from({ length: 60 }, (_, index) => seedKey(`many${index}`, "2025-02-01T00:00:00Z")),
    );
    const { console: admin } = organization.emulator.organization();
    admin.useApiKey("apikey_01many1", new Date("2026-11-10T12:00:00Z"));
    const body = { data: [], has_more: false, next_page: null, data_refreshed_at: "2026-11-20T10:30:00Z" };
    const path = "/v1/organizations/analytics/usage";
    // The second request of days, after those of the last two days and of the use in the range.
    organization.emulator.faults.add({ kind: "status", status: 200, path, body, after: 2 });
    await expect(lastUses(organization)).rejects.toThrow(
      "cannot find the last use of API keys: the API returned usage of a key without the day. Nothing was changed.",
    );
  });

  it("reads the legacy report without the Analytics API, with a message", async () => {
    const organization = await agedOrganization([seedKey("old", "2025-02-01T00:00:00Z")]);
    organization.emulator.organization().settings.hipaa_readiness = true;
    organization.emulator.organization().console.useApiKey("apikey_01old", new Date("2025-12-24T12:00:00Z"));
    const uses = await lastUses(organization);
    expect(uses).toMatchObject({
      source: "legacy",
      since: Date.parse("2025-11-20"),
      completeTo: undefined,
      days: new Map([["apikey_01old", "2025-12-24"]]),
    });
    expect(organization.progress.join("\n")).toMatch(
      /HIPAA.* Reading the legacy usage report, which covers only the Messages API instead\./,
    );
  });

  it("fails when the Analytics API fails for another reason", async () => {
    const organization = await agedOrganization([seedKey("old", "2025-02-01T00:00:00Z")]);
    organization.emulator.faults.add({
      kind: "html",
      status: 200,
      path: "/v1/organizations/analytics/usage",
      times: 9,
    });
    await expect(lastUses(organization)).rejects.toThrow(/^cannot read the usage analytics: /);
  });
});

it("an internal error is not treated as a missing Analytics API", async () => {
  const organization = await agedOrganization([]);
  const failing = fromEitherSource(organization.io, () => Promise.reject(new UserError("ours")));
  await expect(failing).rejects.toThrow("ours");
});
