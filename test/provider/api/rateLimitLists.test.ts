import { describe, expect, it } from "vitest";
import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { clientOf, emulate, sent } from "./setup.ts";

async function start() {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  const actions = emulator.organization().console;
  const { id } = actions.createWorkspace({ name: "Research" });
  const cache = new OrganizationCache(client);
  const types = async (minFreshness = OrganizationCache.anyAge) =>
    (await cache.rateLimits.overrides(id, minFreshness)).map(({ group }) => group.type);
  return { emulator, actions, id, cache, types };
}

describe("the lists of rate limits", () => {
  it("requests each list of rate limits once, with all of its pages", async () => {
    const { emulator, cache, id } = await start();
    const limits = await cache.rateLimits.ofOrganization(OrganizationCache.anyAge);
    expect(limits.map(({ id: entry }) => entry)).toEqual(
      emulator
        .organization()
        .state()
        .rate_limits.map(({ id: entry }) => entry),
    );
    expect(await cache.rateLimits.ofOrganization(cache.lastMinute())).toBe(limits);
    expect(await cache.rateLimits.ofWorkspace(id, OrganizationCache.anyAge)).toHaveLength(limits.length);
    expect(emulator.requests.map(({ query }) => query)).toEqual([
      "limit=1000",
      "include_inherited=true&limit=1000",
    ]);
  });

  it("lists the overrides that this process wrote, without a request", async () => {
    const { emulator, actions, cache, id, types } = await start();
    const overrides = actions.setWorkspaceRateLimits(id, "batch", { requests_per_minute: 5 });
    expect(await types()).toEqual(["batch"]);
    cache.rateLimits.store({
      ...overrides,
      group: { ...overrides.group, id: "rlg_01files", type: "files", display_name: null },
    });
    expect(await types()).toEqual(["batch", "files"]);
    cache.rateLimits.store({
      ...overrides,
      group: { ...overrides.group, display_name: null },
      limits: [],
    });
    expect(await types()).toEqual(["files"]);
    expect(sent(emulator, "GET", `/v1/organizations/workspaces/${id}/rate_limits`)).toHaveLength(1);
    expect(await types(cache.now())).toEqual(["batch"]);
  });

  it("requests the limits that apply in a workspace again after this process wrote an override", async () => {
    const { actions, cache, id } = await start();
    const requestsPerMinute = async () =>
      (await cache.rateLimits.ofWorkspace(id, OrganizationCache.anyAge))
        .find(({ group }) => group.type === "batch")
        ?.limits.find(({ type }) => type === "requests_per_minute")?.value;
    expect(await requestsPerMinute()).toBe(4_000);
    const overrides = actions.setWorkspaceRateLimits(id, "batch", { requests_per_minute: 5 });
    expect(await requestsPerMinute()).toBe(4_000);
    cache.rateLimits.store({ ...overrides, group: { ...overrides.group, display_name: null } });
    expect(await requestsPerMinute()).toBe(5);
  });

  it("the rate limits of a workspace are rejected if the list contains an entry of another workspace", async () => {
    const { emulator, actions, cache, id } = await start();
    const entry = actions.setWorkspaceRateLimits(id, "batch", { requests_per_minute: 5 });
    const body = { data: [entry, { ...entry, workspace_id: "wrkspc_01other" }], next_page: null };
    const path = `/v1/organizations/workspaces/${id}/rate_limits`;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body, times: 2 });
    const reason =
      /^cannot list the rate limits of workspace wrkspc_\w+: the list has an entry of wrkspc_01other,/;
    await expect(cache.rateLimits.overrides(id, OrganizationCache.anyAge)).rejects.toThrow(reason);
    await expect(cache.rateLimits.ofWorkspace(id, OrganizationCache.anyAge)).rejects.toThrow(reason);
    expect(await cache.rateLimits.overrides(id, OrganizationCache.anyAge)).toHaveLength(1);
  });
});
