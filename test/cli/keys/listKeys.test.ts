import { describe, expect, it } from "vitest";
import { type ListKeysOptions, listKeys } from "../../../cli/keys/listKeys.ts";
import {
  type AgedOrganization,
  agedOrganization,
  day,
  leftUser,
  listOptions,
  seedKey,
} from "./agedOrganization.ts";

/** The rows of `keys list --format jsonl`. */
async function rowsOf(organization: AgedOrganization, options: Partial<ListKeysOptions> = {}) {
  const code = await listKeys(organization.io, { ...listOptions, ...options });
  const text = organization.written.splice(0).join("");
  const rows = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Record<string, unknown> => JSON.parse(line));
  return { code, rows, names: rows.map(({ name }) => name) };
}

const research = { type: "workspace", workspace_id: "wrkspc_01research" } as const;
const keys = [
  seedKey("old", "2025-06-01T00:00:00Z"),
  seedKey("idle", "2026-02-01T00:00:00Z", { scope: research }),
  seedKey("left", "2026-06-01T00:00:00Z", { created_by: leftUser }),
  seedKey("robot", "2026-07-01T00:00:00Z", { created_by: { id: "svac_01robot", type: "service_account" } }),
  seedKey("unknown", "2026-08-01T00:00:00Z", { created_by: null }),
  seedKey("bos", "2026-09-01T00:00:00Z", { created_by: { id: "user_01bo", type: "user" } }),
  seedKey("off", "2025-06-02T00:00:00Z", { status: "inactive" }),
  seedKey("gone", "2025-06-03T00:00:00Z", { status: "archived" }),
];

async function usedOrganization(): Promise<AgedOrganization> {
  const organization = await agedOrganization(keys);
  const { console: admin } = organization.emulator.organization();
  admin.useApiKey("apikey_01bos");
  admin.useApiKey("apikey_01left", new Date("2026-10-01T12:00:00Z"), { outputTokens: 1_000_000 });
  return organization;
}

describe("keys list", () => {
  it("lists the age, creator, workspace, last use and cost of each key, oldest first", async () => {
    const { rows, code } = await rowsOf(await usedOrganization());
    expect(code).toBe(0);
    expect(rows[0]).toEqual({
      id: "apikey_01old",
      name: "old",
      status: "active",
      workspaceId: "wrkspc_01production",
      workspaceName: "Production",
      createdAt: "2025-06-01T00:00:00Z",
      ageDays: 537,
      tooOld: null,
      expiresAt: null,
      createdById: "user_01ada",
      createdByEmail: "ada@example.com",
      creatorLeft: false,
      actsAs: null,
      lastUsed: null,
      neverUsed: null,
      usageSince: "2026-01-01T00:00:00Z",
      usageCompleteTo: "2026-11-20T10:30:00Z",
      usageSource: "analytics",
      cost: "0",
      currency: "USD",
    });
    expect(
      rows.map(({ name, creatorLeft, lastUsed, neverUsed, cost }) => [
        name,
        creatorLeft,
        lastUsed,
        neverUsed,
        cost,
      ]),
    ).toEqual([
      ["old", false, null, null, "0"],
      ["off", false, null, null, "0"],
      ["idle", false, null, true, "0"],
      ["left", true, "2026-10-01", false, "0"],
      ["robot", null, null, true, "0"],
      ["unknown", null, null, true, "0"],
      ["bos", false, "2026-11-20", false, "0"],
    ]);
  });

  it("sends one request for each list and report range, and no write", async () => {
    const organization = await usedOrganization();
    await rowsOf(organization, { lookBack: 30 * day });
    expect(organization.requests()).toEqual([
      "GET workspaces",
      "GET api_keys",
      "GET users",
      "GET analytics/usage",
      "GET analytics/cost",
    ]);
  });

  it("adds up the cost of the last 30 days", async () => {
    const organization = await agedOrganization([seedKey("busy", "2025-06-01T00:00:00Z")]);
    const { console: admin } = organization.emulator.organization();
    for (const at of ["2026-10-21T12:00:00Z", "2026-11-01T12:00:00Z", "2026-10-22T00:00:00Z"]) {
      admin.useApiKey("apikey_01busy", new Date(at), { uncachedInputTokens: 1_000_000, outputTokens: 0 });
    }
    const { rows } = await rowsOf(organization);
    const from = new Date("2026-10-22T00:00:00Z");
    const cents = organization.emulator.organization().cost(from, new Date("2026-11-20T10:00:00Z"));
    expect(Number(rows[0]?.["cost"])).toBe(Number(cents) / 100);
    expect(Number(cents)).toBeGreaterThan(0);
  });

  it("exits with code 7 only if an active key is older than `--max-age`", async () => {
    const organization = await usedOrganization();
    const old = await rowsOf(organization, { maxAge: 530 * day });
    expect(old.code).toBe(7);
    expect(old.rows.filter(({ tooOld }) => tooOld === true).map(({ name }) => name)).toEqual(["old"]);
    expect((await rowsOf(organization, { maxAge: 540 * day })).code).toBe(0);
    const inactive = await rowsOf(organization, { maxAge: 530 * day, status: ["inactive"] });
    expect(inactive).toMatchObject({ code: 0, names: ["off"] });
  });

  it("filters by workspace, creator, status, departed creators and use", async () => {
    const organization = await usedOrganization();
    const names = async (options: Partial<ListKeysOptions>) => (await rowsOf(organization, options)).names;
    expect(await names({ workspace: ["Research"] })).toEqual(["idle"]);
    expect(await names({ workspace: ["wrkspc_01research", "Production"], status: ["active"] })).toHaveLength(
      6,
    );
    expect(await names({ creator: ["Bo@Example.com"] })).toEqual(["bos"]);
    expect(await names({ creator: ["user_01cy", "svac_01robot"] })).toEqual(["left", "robot"]);
    expect(await names({ status: ["archived"] })).toEqual(["gone"]);
    expect(await names({ creatorLeft: true })).toEqual(["left"]);
    expect(await names({ unusedFor: 30 * day, status: ["active"] })).toEqual([
      "old",
      "idle",
      "left",
      "robot",
      "unknown",
    ]);
    expect(await names({ unusedFor: 60 * day, creatorLeft: true })).toEqual([]);
  });

  it("finds the keys of a user who left by the email address in the usage reports", async () => {
    const organization = await agedOrganization([
      seedKey("personal", "2026-06-01T00:00:00Z", {
        created_by: { id: "user_01bo", type: "user" },
        principal: { type: "user_actor", user_id: "user_01bo" },
      }),
    ]);
    const { console: admin } = organization.emulator.organization();
    admin.useApiKey("apikey_01personal", new Date("2026-09-10T00:00:00Z"));
    admin.removeUser("bo@example.com");
    const { rows } = await rowsOf(organization, { creator: ["bo@example.com"], status: ["archived"] });
    expect(rows).toMatchObject([{ name: "personal", creatorLeft: true, createdByEmail: null }]);
    await expect(rowsOf(organization, { creator: ["nobody@example.com"] })).rejects.toThrow(
      /^cannot list the API keys: the user "nobody@example\.com" is not in the organization, .* Find the ID of a user who left/,
    );
  });

  it("rejects a workspace that does not exist with the most similar name", async () => {
    await expect(rowsOf(await usedOrganization(), { workspace: ["Reserch"] })).rejects.toThrow(
      'cannot list the API keys: the organization has no workspace "Reserch". Did you mean "Research"? Pass its name or ID to `--workspace`.',
    );
  });

  it("lists no cost without the Analytics API", async () => {
    const organization = await usedOrganization();
    organization.emulator.organization().settings.hipaa_readiness = true;
    const { rows } = await rowsOf(organization, { status: ["active"], creatorLeft: true });
    expect(rows).toMatchObject([
      { usageSource: "legacy", cost: null, currency: null, usageCompleteTo: null },
    ]);
    await listKeys(organization.io, { ...listOptions, format: "table" });
    const text = organization.printed.join("\n");
    expect(text).not.toContain("USD");
    expect(text).toContain("Cost: not known. Only the Analytics API has the cost of keys");
  });
});
