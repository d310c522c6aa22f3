import { describe, expect, it } from "vitest";
import { type DeactivateOptions, deactivateKeys } from "../../../cli/keys/deactivateKeys.ts";
import { keyRows } from "../../../cli/keys/keyRow.ts";
import { listKeys } from "../../../cli/keys/listKeys.ts";
import { unusedKeys } from "../../../cli/keys/unusedKeys.ts";
import type { Fault } from "../../../emulator/faults.ts";
import { ApiKeyWire } from "../../../provider/api/objects.ts";
import { stateOf } from "../workdir.ts";
import {
  type AgedOrganization,
  agedOrganization,
  day,
  leftUser,
  listOptions,
  seedKey,
} from "./agedOrganization.ts";

const usage = "/v1/organizations/analytics/usage";

/** Ends the search for the last use with this response, which has no usage. */
function withoutUsage(refreshedAt: string): Fault {
  const body = {
    data: [],
    has_more: false,
    next_page: null,
    data_refreshed_at: refreshedAt,
  };
  return { kind: "status", status: 200, path: usage, times: 99, body };
}

async function prepared(...keys: readonly ReturnType<typeof seedKey>[]): Promise<AgedOrganization> {
  const organization = await agedOrganization(keys);
  await organization.write("state.json", stateOf());
  return organization;
}

/** Deactivates the keys of Ada that were not used for 30 days, unless the options differ. */
async function deactivate(organization: AgedOrganization, options: Partial<DeactivateOptions> = {}) {
  const all = { state: ["state.json"], max: 25, lookBack: 365 * day, yes: true, ...options };
  const selection = all.creatorLeft === true ? {} : { creator: ["ada@example.com"], unusedFor: 30 * day };
  const code = await deactivateKeys(organization.io, [], { ...selection, ...all });
  return { code, text: organization.printed.splice(0).join("\n") };
}

async function listed(
  organization: AgedOrganization,
  options: Partial<typeof listOptions> & { unusedFor: number },
) {
  await listKeys(organization.io, { ...listOptions, ...options });
  const [lines = ""] = organization.written.splice(0);
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { name: string }).name);
}

describe("unusedKeys", () => {
  it("counts from the end of the day of the last use", () => {
    const now = Date.parse("2026-11-20T10:30:00Z");
    const uses = {
      source: "analytics" as const,
      since: Date.parse("2026-01-01"),
      completeTo: now,
      days: new Map([["apikey_01", "2026-11-18"]]),
    };
    const key = ApiKeyWire.parse({
      id: "apikey_01",
      type: "api_key",
      name: "it",
      status: "active",
      created_at: "2026-02-01T00:00:00Z",
      scope: { type: "organization" },
    });
    const rows = keyRows([key], { users: [], workspaces: [], uses, costs: undefined, now });
    const unused = (length: number | undefined) => unusedKeys(rows, { length, uses, now }).length;
    expect([unused(undefined), unused(day), unused(2 * day)]).toEqual([1, 1, 0]);
    // The legacy report says nothing about its last hour.
    const late = unusedKeys(rows, {
      length: day + 10 * 3_600_000,
      uses: { ...uses, completeTo: undefined },
      now,
    });
    expect(late).toEqual([]);
  });
});

describe("a key that is newer than the time without use", () => {
  it("a key that is newer than the time without use does not count as unused", async () => {
    const organization = await prepared(
      seedKey("old", "2026-02-01T00:00:00Z"),
      seedKey("fresh", "2026-11-20T10:29:00Z"),
      seedKey("month", "2026-10-21T10:31:00Z"),
    );
    expect(await listed(organization, { unusedFor: 30 * day })).toEqual(["old"]);
    expect(await deactivate(organization)).toMatchObject({ code: 0 });
    expect(organization.key("apikey_01old")?.status).toBe("inactive");
    expect(organization.key("apikey_01fresh")?.status).toBe("active");
  });
});

describe("a search that is shorter than the time without use", () => {
  it("a search that is shorter than the time without use is extended, so that no key in use counts as unused", async () => {
    const organization = await prepared(seedKey("weekly", "2026-02-01T00:00:00Z"));
    organization.emulator.organization().console.useApiKey("apikey_01weekly");
    organization.emulator.clock.advance({ days: 10 });
    const options = { unusedFor: 30 * day, lookBack: 7 * day };
    expect(await listed(organization, options)).toEqual([]);
    const { code, text } = await deactivate(organization, options);
    expect({ code, text }).toEqual({ code: 0, text: "No active key matches. Nothing was changed." });
    expect(organization.key("apikey_01weekly")?.status).toBe("active");
  });

  it("deactivates nothing when the reports begin later than the time without use", async () => {
    const organization = await prepared(seedKey("ancient", "2025-02-01T00:00:00Z"));
    await expect(deactivate(organization, { unusedFor: 365 * day })).rejects.toThrow(
      "cannot deactivate API keys: whether 1 active key was used in the last 365 days is not known, because the usage begins at 2026-01-01. Nothing was changed. Use a shorter `--unused-for`, at most 323d.",
    );
    expect(organization.key("apikey_01ancient")?.status).toBe("active");
    expect(await listed(organization, { unusedFor: 365 * day })).toEqual(["ancient"]);
    expect(await deactivate(organization, { unusedFor: 323 * day })).toMatchObject({ code: 0 });
    expect(organization.key("apikey_01ancient")?.status).toBe("inactive");
  });
});

describe("usage that is not complete", () => {
  it("usage counts only up to the time at which it is complete", async () => {
    const organization = await prepared(seedKey("busy", "2026-10-21T05:00:00Z"));
    organization.emulator.faults.add(withoutUsage("2026-11-20T04:00:00Z"));
    expect(await listed(organization, { unusedFor: 30 * day })).toEqual([]);
    expect(await deactivate(organization)).toMatchObject({ code: 0 });
    expect(organization.key("apikey_01busy")?.status).toBe("active");
  });

  it("deactivates nothing when the usage is more than a day late", async () => {
    const organization = await prepared(seedKey("busy", "2026-02-01T00:00:00Z"));
    organization.emulator.faults.add(withoutUsage("2026-11-18T00:00:00Z"));
    await expect(deactivate(organization)).rejects.toThrow(
      "cannot deactivate API keys: the usage is complete only up to 2026-11-18T00:00:00Z, so a key may have been used since. Nothing was changed. Run again later, or omit `--unused-for`.",
    );
    expect(organization.key("apikey_01busy")?.status).toBe("active");
  });
});

describe("usage of the legacy report", () => {
  it("deactivates nothing with `--yes` unless it was chosen, since a key may be in use outside of the Messages API", async () => {
    const organization = await prepared(seedKey("batches", "2026-02-01T00:00:00Z"));
    const path = "/v1/organizations/analytics/usage";
    organization.emulator.faults.add({ kind: "status", status: 403, path, times: 99 });
    await expect(deactivate(organization)).rejects.toThrow(
      "cannot deactivate API keys without confirmation: the use of the keys is known only from the legacy usage report, which covers only the Messages API. Nothing was changed. If the keys are used only with the Messages API, add `--source legacy`.",
    );
    expect(organization.key("apikey_01batches")?.status).toBe("active");
    const asked = await deactivate(organization, { yes: false });
    expect(asked.code).toBe(7);
    expect(asked.text).toContain("Run again with --yes --source legacy to deactivate the key.");
    expect(await deactivate(organization, { source: "legacy" })).toMatchObject({ code: 0 });
    expect(organization.key("apikey_01batches")?.status).toBe("inactive");
  });

  it("does not replace the confirmed usage of the Analytics API after the confirmation", async () => {
    const organization = await prepared(seedKey("idle", "2026-02-01T00:00:00Z"));
    const path = "/v1/organizations/analytics/usage";
    const ask = () => {
      organization.emulator.faults.add({ kind: "status", status: 403, path, times: 99 });
      return Promise.resolve("y");
    };
    const options = { state: ["state.json"], max: 25, lookBack: 365 * day, unusedFor: 30 * day };
    const io = { ...organization.io, ask };
    const all = { ...options, creator: ["ada@example.com"] };
    await expect(deactivateKeys(io, [], all)).rejects.toThrow("cannot read the usage analytics: ");
    expect(organization.key("apikey_01idle")?.status).toBe("active");
  });
});

describe("a late confirmation", () => {
  it("leaves a key active that was used in the meantime", async () => {
    const organization = await prepared(
      seedKey("quiet", "2026-02-01T00:00:00Z"),
      seedKey("yearly", "2026-03-01T00:00:00Z"),
    );
    const ask = () => {
      organization.emulator.clock.advance({ hours: 5 });
      organization.emulator.organization().console.useApiKey("apikey_01yearly");
      return Promise.resolve("y");
    };
    const asking = { ...organization, io: { ...organization.io, ask } };
    const { code, text } = await deactivate(asking, { yes: false });
    expect(code).toBe(7);
    expect(text).toContain('Deactivated "quiet" (apikey_01quiet).');
    expect(text).toContain('The key "yearly" (apikey_01yearly) was used in the meantime. It is left active.');
    expect(organization.key("apikey_01yearly")?.status).toBe("active");
  });
});

describe("a creator who is missing from a list", () => {
  const bo = { id: "user_01bo", type: "user" } as const;
  const ada = { id: "user_01ada", type: "user", email: "ada@example.com", name: "Ada", role: "admin" };
  const body = {
    data: [{ ...ada, added_at: "2025-01-01T00:00:00Z" }],
    has_more: false,
    first_id: null,
    last_id: null,
  };

  it("does not treat a creator as departed when only a list lacks the user", async () => {
    const organization = await prepared(
      seedKey("bos", "2026-02-01T00:00:00Z", { created_by: bo }),
      seedKey("left", "2026-02-01T00:00:00Z", { created_by: leftUser }),
    );
    organization.emulator.faults.add({ kind: "status", status: 200, path: "/v1/organizations/users", body });
    await expect(deactivate(organization, { creatorLeft: true })).rejects.toThrow(
      "cannot deactivate API keys: the list of users lacks bo@example.com (user_01bo), who is in the organization. Nothing was changed. Run again.",
    );
    expect(organization.key("apikey_01left")?.status).toBe("active");
    expect(await deactivate(organization, { creatorLeft: true })).toMatchObject({
      code: 0,
    });
    expect(organization.key("apikey_01left")?.status).toBe("inactive");
    expect(organization.key("apikey_01bos")?.status).toBe("active");
  });
});
