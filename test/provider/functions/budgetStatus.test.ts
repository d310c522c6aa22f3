import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../emulator/index.ts";
import { getBudgetStatus, getBudgetStatusOutput } from "../../../provider/index.ts";
import { budgetSeed, spend } from "../budgets/seed.ts";
import { failure, type ReaderOptions, reader, settled, unknown } from "./reader.ts";
import { busyReader, ownCost, sum } from "./reports.ts";

/** A program beside an organization with 10 complete days of cost, at noon of day 11. */
async function budgeted(options: ReaderOptions = {}) {
  const read = await reader({ now: new Date("2026-11-11T12:00:00Z"), seed: budgetSeed(), ...options });
  const { emulator } = read;
  spend(emulator, "research", 100, "2026-10-31T23:59:59Z");
  spend(emulator, "research", 1000, "2026-11-01T00:00:00Z");
  spend(emulator, "research", 50, "2026-11-11T11:00:00Z");
  spend(emulator, "search", 200, "2026-11-03T10:00:00Z");
  spend(emulator, "web1", 30, "2026-11-04T10:00:00Z");
  spend(emulator, "old", 7, "2026-11-05T10:00:00Z");
  spend(emulator, "default", 3, "2026-11-06T10:00:00Z");
  read.requests();
  return read;
}

/** A row of the Analytics API, in cents. */
const costRow = (amount: string, workspace_id: string | null, currency = "USD") => ({
  starting_at: "2026-11-01T00:00:00Z",
  ending_at: "2026-11-11T12:00:00Z",
  cost: { amount, list_amount: amount, currency, requests: null },
  group: { workspace_id },
});

/** A response of the Analytics API that the emulator cannot generate. */
const costPage = (data: readonly object[], data_refreshed_at?: string): Fault => ({
  kind: "status",
  status: 200,
  path: "/v1/organizations/analytics/cost",
  body: { data, has_more: false, next_page: null, data_refreshed_at },
});

const all = {
  budgets: [
    { workspace: "Research", amount: 3000 },
    { name: "Machine learning", tags: { team: "ml" }, amount: "4000.50" },
    { workspace: "wrkspc_01web1", amount: 30 },
    { workspace: "Default", amount: 2.99 },
    { organization: true, amount: 100_000 },
  ],
};

describe("getBudgetStatus", () => {
  test("compares the cost so far and the forecast with each budget", async () => {
    const read = await budgeted();
    const result = await getBudgetStatus(all);
    expect(result).toMatchObject({
      month: "2026-11",
      startingAt: "2026-11-01T00:00:00Z",
      endingAt: "2026-12-01T00:00:00Z",
      source: "analytics",
      dataRefreshedAt: "2026-11-11T12:00:00Z",
      completeDays: 10,
      currency: "USD",
      amount: "1290",
      amountWithoutBudget: "0",
    });
    expect(result.budgets).toEqual([
      {
        name: "Research",
        scope: "workspace",
        workspaceIds: ["wrkspc_01research"],
        budget: "3000",
        used: "1050",
        usedPercent: 35,
        forecast: "3000",
        overagePercent: 0,
        status: "ok",
      },
      {
        name: "Machine learning",
        scope: "tags",
        workspaceIds: ["wrkspc_01old", "wrkspc_01research", "wrkspc_01search"],
        budget: "4000.50",
        used: "1257",
        usedPercent: 31.4,
        forecast: "3610.65",
        overagePercent: 0,
        status: "ok",
      },
      expect.objectContaining({
        name: "Web (wrkspc_01web1)",
        used: "30",
        usedPercent: 100,
        forecast: "88.5",
        overagePercent: 195,
        status: "forecast",
      }),
      expect.objectContaining({
        name: "Default",
        workspaceIds: ["wrkspc_01default"],
        used: "3",
        status: "exceeded",
      }),
      expect.objectContaining({
        name: "Organization",
        scope: "organization",
        workspaceIds: [],
        used: "1290",
        status: "ok",
      }),
    ]);
    expect(read.requests()).toEqual([
      "GET /me",
      "GET /workspaces",
      "GET /analytics/cost",
      "GET /analytics/cost",
    ]);
  });

  test("agrees between the Analytics API and the legacy report, to the last decimal", async () => {
    const read = await busyReader();
    const budgets = [
      { organization: true, amount: 1 },
      { otherWorkspaces: true, amount: 1 },
    ];
    const analytics = await getBudgetStatus({ budgets });
    const legacy = await getBudgetStatus({ budgets, source: "legacy" });
    expect(legacy.dataRefreshedAt).toBeUndefined();
    expect(legacy.completeDays).toBe(analytics.completeDays);
    const amounts = ({ budgets }: typeof legacy) => budgets.map(({ name, used }) => [name, used]);
    expect(amounts(legacy)).toEqual(amounts(analytics));
    expect(analytics.amount).toBe(ownCost(read, "2026-11-01", "2026-12-01"));
    expect(sum(analytics.budgets.slice(1).map(({ used }) => used))).toBe(analytics.amount);
  });

  test("reads a past month with one request, and its forecast is its cost", async () => {
    const read = await budgeted();
    const { budgets, completeDays } = await getBudgetStatus({ ...all, month: "2026-10" });
    expect(completeDays).toBe(31);
    expect(budgets[0]).toMatchObject({ used: "100", forecast: "100" });
    expect(read.requests().filter((request) => request === "GET /analytics/cost")).toHaveLength(1);
  });

  test("reads a month before 2026 from the legacy report, unless the source is given", async () => {
    const read = await busyReader();
    const { source, amount } = await getBudgetStatus({
      budgets: [{ organization: true, amount: 1 }],
      month: "2025-12",
    });
    expect({ source, amount }).toEqual({
      source: "legacy",
      amount: ownCost(read, "2025-12-01", "2026-01-01"),
    });
    const call = getBudgetStatus({
      ...all,
      budgets: [{ organization: true, amount: 1 }],
      month: "2025-12",
      source: "analytics",
    });
    expect(await failure(call)).toMatch(/^cannot read the Analytics API from 2025-12-01: /);
  });

  test.each([
    ["2026-11-01T00:00:00Z", 0, "30", undefined],
    ["2026-11-01T23:58:00Z", 0, "30", undefined],
    ["2026-11-02T01:30:00Z", 1, "30", "898.13"],
    ["2026-11-30T23:30:00Z", 29, "310", "310.22"],
    ["2026-12-01T01:00:00Z", 30, "310", "310"],
  ])("forecasts at %s from %d complete days", async (now, completeDays, used, forecast) => {
    const { emulator } = await reader({ now: new Date(now), seed: budgetSeed() });
    for (let day = 1; day <= 30; day += 1) {
      const at = `2026-11-${String(day).padStart(2, "0")}T00:00:00Z`;
      if (Date.parse(at) <= Date.parse(now) && day !== 2)
        spend(emulator, "research", day === 1 ? 30 : 10, at);
    }
    const args = { budgets: [{ workspace: "Research", amount: 1000 }], month: "2026-11" };
    const analytics = await getBudgetStatus(args);
    expect(analytics).toMatchObject({ completeDays, budgets: [{ used, forecast, status: "ok" }] });
    // The legacy report does not return the time up to which it is complete, so it counts as an hour late.
    const legacy = await getBudgetStatus({ ...args, source: "legacy" });
    expect(legacy).toMatchObject({ completeDays, budgets: [{ used }] });
  });

  test("reads the legacy report if the organization has no Analytics API, unless the source is given", async () => {
    const { emulator, requests } = await budgeted();
    emulator.organization().settings.hipaa_readiness = true;
    const { source, budgets } = await getBudgetStatus(all);
    expect({ source, used: budgets[3]?.used }).toEqual({ source: "legacy", used: "3" });
    expect(requests().slice(2)).toEqual(["GET /analytics/cost", "GET /cost_report"]);
    expect(await failure(getBudgetStatus({ ...all, source: "analytics" }))).toMatch(/HIPAA/);
  });

  test("does not read the legacy report if the Analytics API fails for another reason", async () => {
    const { emulator, requests } = await budgeted();
    emulator.faults.add({ kind: "html", status: 200, path: "/v1/organizations/analytics/cost", times: 9 });
    expect(await failure(getBudgetStatus(all))).toMatch(/^cannot read the cost analytics: /);
    expect(requests().join()).not.toContain("cost_report");
  });

  test("counts a day of the legacy report only an hour after its end", async () => {
    const { emulator } = await reader({ now: new Date("2026-11-03T00:30:00Z"), seed: budgetSeed() });
    spend(emulator, "research", 10, "2026-11-01T00:00:00Z");
    const args = { budgets: [{ workspace: "Research", amount: 1000 }] };
    expect(await getBudgetStatus({ ...args, source: "legacy" })).toMatchObject({ completeDays: 1 });
    expect(await getBudgetStatus(args)).toMatchObject({ completeDays: 2 });
  });

  test("forecasts from the days up to which late data is complete", async () => {
    const { emulator } = await budgeted();
    emulator.faults.add(
      costPage([costRow("10000", "wrkspc_01research"), costRow("500", null)], "2026-11-06T06:00:00Z"),
    );
    emulator.faults.add(costPage([costRow("9000", "wrkspc_01research")], "2026-11-06T06:00:00Z"));
    const result = await getBudgetStatus({
      budgets: [
        { workspace: "Research", amount: 500 },
        { organization: true, amount: 500 },
      ],
    });
    // 5 days at 18, and 24.75 days remain.
    expect(result).toMatchObject({
      dataRefreshedAt: "2026-11-06T06:00:00Z",
      completeDays: 5,
      amount: "105",
      amountWithoutBudget: "5",
      budgets: [
        { used: "100", forecast: "545.5", status: "forecast" },
        { used: "105", forecast: "550.5", status: "forecast" },
      ],
    });
  });

  test("gives each workspace without a budget the budget of `otherWorkspaces`, the most expensive first", async () => {
    await budgeted();
    const { budgets, amountWithoutBudget } = await getBudgetStatus({
      budgets: [
        { workspace: "Search", amount: 300 },
        { otherWorkspaces: true, amount: 20 },
        { tags: { team: "web" }, amount: 90 },
      ],
    });
    expect(budgets.map(({ name, used, budget, status }) => [name, used, budget, status])).toEqual([
      ["Search", "200", "300", "forecast"],
      ["Research", "1050", "20", "exceeded"],
      ["Web (wrkspc_01web1)", "30", "20", "exceeded"],
      ["Research (wrkspc_01old)", "7", "20", "forecast"],
      ["Default", "3", "20", "ok"],
      ["Web (wrkspc_01web2)", "0", "20", "ok"],
      ["team=web", "30", "90", "ok"],
    ]);
    expect(amountWithoutBudget).toBe("0");
  });

  test("includes cost of a workspace that is not listed in `otherWorkspaces`, and cost of no workspace only in the organization", async () => {
    const { emulator } = await budgeted();
    const data = [costRow("700", "wrkspc_01gone"), costRow("500", null)];
    for (let count = 0; count < 2; count += 1) emulator.faults.add(costPage(data, "2026-11-11T00:00:00Z"));
    const result = await getBudgetStatus({
      budgets: [
        { otherWorkspaces: true, amount: 1 },
        { organization: true, amount: 1 },
      ],
    });
    expect(result).toMatchObject({ amount: "12", amountWithoutBudget: "5" });
    expect(result.budgets[0]).toMatchObject({ name: "wrkspc_01gone", used: "7", status: "exceeded" });
    expect(result.budgets.at(-1)).toMatchObject({ name: "Organization", used: "12" });
  });

  test("takes outputs anywhere in its arguments, and is unknown while one of them is", async () => {
    await budgeted();
    const known = getBudgetStatusOutput({
      budgets: [{ workspace: pulumi.output("Research"), amount: pulumi.output(100) }],
    });
    expect(await settled(known)).toMatchObject({ budgets: [{ used: "1050", status: "exceeded" }] });
    const budgets = [{ workspace: unknown<string>(), amount: 100 }];
    expect(await settled(getBudgetStatusOutput({ budgets }))).toBe("unknown");
  });
});

describe("getBudgetStatus rejects before it reads the cost", () => {
  test.each<[string, object, string]>([
    [
      "a misspelled workspace",
      { workspace: "Reserch" },
      '`budgets[0].workspace`: the organization has no workspace "Reserch". Did you mean "Research"?',
    ],
    [
      "the ID of a workspace that does not exist",
      { workspace: "wrkspc_0none" },
      '`budgets[0].workspace`: the organization has no workspace "wrkspc_0none". Use the name or the ID of a workspace.',
    ],
    [
      "the name of several workspaces",
      { workspace: "Web" },
      '`budgets[0].workspace`: 2 workspaces have the name "Web". Use one of their IDs: wrkspc_01web2, wrkspc_01web1.',
    ],
    [
      "a misspelled tag",
      { tags: { taem: "ml" } },
      '`budgets[0].tags.taem`: no workspace has a tag "taem". Did you mean "team"?',
    ],
    [
      "a misspelled value of a tag",
      { tags: { team: "mll" } },
      '`budgets[0].tags.team`: no workspace has the tag "team=mll". The values of this tag are "ml", "web".',
    ],
    [
      "tags that no workspace has together",
      { tags: { team: "web", env: "dev" } },
      '`budgets[0].tags`: no workspace has all of the tags "team=web, env=dev". Correct the tags.',
    ],
  ])("%s", async (_, budget, message) => {
    const { requests } = await budgeted();
    expect(await failure(getBudgetStatus({ budgets: [{ amount: 1, ...budget }] }))).toBe(
      `cannot check the budgets: ${message}`,
    );
    expect(requests().join()).not.toContain("cost");
  });

  test("two budgets with the same name, and two for other workspaces", async () => {
    await budgeted();
    const same = [
      { workspace: "Research", amount: 1 },
      { workspace: "wrkspc_01research", amount: 2 },
    ];
    expect(await failure(getBudgetStatus({ budgets: same }))).toBe(
      'cannot check the budgets: `budgets[1]`: `budgets[0]` has the same name, "Research". Remove one of the budgets, or give it a `name`.',
    );
    const named = same.map((budget, index) => ({ ...budget, name: `level ${index}` }));
    expect((await getBudgetStatus({ budgets: named })).budgets).toHaveLength(2);
    const others = [
      { otherWorkspaces: true, amount: 1 },
      { otherWorkspaces: true, amount: 2 },
    ];
    expect(await failure(getBudgetStatus({ budgets: others }))).toContain(
      "`otherWorkspaces` is in two budgets. Remove one.",
    );
  });

  test.each<[string, object, string]>([
    ["no budgets", { budgets: [] }, "`budgets`: there must be at least one budget."],
    [
      "a future month",
      { month: "2026-12" },
      "the month 2026-12 is in the future. Use this month or an earlier one.",
    ],
    ["an invalid month", { month: "november" }, "`month`: must be a month such as `2026-11`."],
    [
      "an unknown argument",
      { months: "2026-11" },
      "`months`: the property `months` does not exist. Did you mean `month`?",
    ],
    [
      "an unknown property of a budget",
      { budgets: [{ workspaces: "Research", amount: 1 }] },
      "`budgets[0].workspaces`: the property `workspaces` does not exist. Did you mean `workspace`?",
    ],
    [
      "a budget without a scope",
      { budgets: [{ amount: 1 }] },
      "`budgets[0]`: a budget must have exactly one of `workspace`, `tags`, `organization`, `otherWorkspaces`, not none.",
    ],
    [
      "a budget with two scopes",
      { budgets: [{ amount: 1, organization: true, workspace: "Research" }] },
      "not `workspace` and `organization`.",
    ],
    [
      "a name for other workspaces",
      { budgets: [{ amount: 1, otherWorkspaces: true, name: "x" }] },
      "`budgets[0].name`: a budget with `otherWorkspaces` has no name, because each workspace has its own. Omit it.",
    ],
    [
      "a flag that is false",
      { budgets: [{ amount: 1, organization: false }] },
      "`budgets[0].organization`: `organization` must be `true`. Otherwise omit it.",
    ],
    [
      "no amount",
      { budgets: [{ organization: true }] },
      "`budgets[0].amount`: the amount is missing. Add the amount per month, such as `amount: 5000`.",
    ],
    [
      "a third decimal",
      { budgets: [{ organization: true, amount: 1.005 }] },
      '`budgets[0].amount`: the amount must be a number with at most 2 decimals, such as 5000 or 1234.50, not "1.005".',
    ],
    ["a negative amount", { budgets: [{ organization: true, amount: -1 }] }, "the amount must be a number"],
    [
      "an infinite amount",
      { budgets: [{ organization: true, amount: Number.POSITIVE_INFINITY }] },
      "the amount must be a number",
    ],
    [
      "thousands separators",
      { budgets: [{ organization: true, amount: "1,000" }] },
      "the amount must be a number",
    ],
    [
      "a tag that is not a string",
      { budgets: [{ tags: { team: 1 }, amount: 1 }] },
      "the value of a tag must be a string. Put it in quotes.",
    ],
  ])("%s", async (_, args, message) => {
    const { requests } = await budgeted();
    expect(await failure(getBudgetStatus({ ...all, ...args }))).toContain(message);
    expect(requests().join()).not.toContain("cost");
  });

  test("a workspace that was created after the list in the cache is found", async () => {
    const { console, emulator } = await budgeted();
    await getBudgetStatus(all);
    console.createWorkspace({ name: "New" });
    const { budgets } = await getBudgetStatus({ budgets: [{ workspace: "New", amount: 1 }] });
    expect(budgets[0]).toMatchObject({ name: "New", used: "0" });
    expect(emulator.requests.length).toBeGreaterThan(0);
  });
});

test("budgets in another currency than the cost are an error, and so is cost in several currencies", async () => {
  const { emulator } = await budgeted();
  expect(await failure(getBudgetStatus({ ...all, currency: "EUR" }))).toBe(
    "cannot check the budgets: the cost is in USD, and the budgets are in EUR. Set `currency: USD`, and convert the amounts.",
  );
  emulator.faults.add(costPage([costRow("1", "wrkspc_01search"), costRow("1", "wrkspc_01research", "EUR")]));
  expect(await failure(getBudgetStatus(all))).toContain("the report has amounts in USD and EUR");
});

test("an archived workspace is found by name only if no active one has the name", async () => {
  const { console } = await budgeted();
  const past = { budgets: [{ workspace: "Past", amount: 1 }] };
  expect((await getBudgetStatus(past)).budgets[0]).toMatchObject({
    workspaceIds: ["wrkspc_01past"],
    used: "0",
  });
  const old = { budgets: [{ workspace: "wrkspc_01old", amount: 1 }] };
  expect((await getBudgetStatus(old)).budgets[0]).toMatchObject({
    name: "Research (wrkspc_01old)",
    used: "7",
  });
  console.archiveWorkspace("wrkspc_01research");
  const research = getBudgetStatus({ budgets: [{ workspace: "Research", amount: 1 }], month: "2026-11" });
  expect((await research).budgets[0]).toMatchObject({ workspaceIds: ["wrkspc_01research"] });
});
