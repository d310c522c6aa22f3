import { expect, test } from "vitest";
import { queryOf } from "../../../cli/report/query.ts";
import { rowsOf } from "../../../cli/report/rows.ts";
import { smallReport } from "./reports.ts";

const span = { from: Date.parse("2026-11-01"), to: Date.parse("2026-11-03") };
const day = { startingAt: "2026-11-01T00:00:00Z", endingAt: "2026-11-02T00:00:00Z" };
const names = {
  workspace: () => undefined,
  apiKey: (id: string | undefined) => (id === "apikey_1" ? "ci" : undefined),
  userEmail: () => undefined,
  userName: () => undefined,
};

test("rows are sorted by day, then by cost in descending order, then by name", () => {
  const rows = smallReport().rows.map(({ day, workspaceName, amount }) => [day, workspaceName, amount]);
  expect(rows.map(([, , amount]) => amount)).toEqual(["1234567.000000000000000001", "0.3", "0.3", "-5"]);
  expect(rows.map(([, name]) => name).slice(1, 3)).toEqual(["Alpha", "Beta"]);
});

test("sums are exact, and undefined if the source lacks a value", () => {
  const { totals } = smallReport();
  expect(totals).toEqual({ amount: "1234562.600000000000000001", listAmount: "1234568.1" });
  const query = queryOf("usage", { by: ["api-key"] });
  const entries = [
    { ...day, apiKeyId: "apikey_1", values: { totalTokens: 1, requests: 2 } },
    { ...day, apiKeyId: "apikey_1", values: { totalTokens: 5, requests: undefined } },
    { ...day, values: { totalTokens: 7, requests: 3 } },
  ];
  const { rows } = rowsOf(query, { entries, span, refreshedAt: undefined }, names);
  expect(rows).toMatchObject([
    { apiKeyId: undefined, totalTokens: 7, requests: 3 },
    { apiKeyId: "apikey_1", apiKeyName: "ci", totalTokens: 6, requests: undefined },
  ]);
  // Without days, a row has the whole period.
  expect(rows[0]).toMatchObject({ startingAt: "2026-11-01T00:00:00Z", endingAt: "2026-11-03T00:00:00Z" });
});

test("amounts in different currencies are rejected", () => {
  const query = queryOf("cost", {});
  const entries = ["USD", "EUR"].map((currency) => ({
    ...day,
    currency,
    values: { amount: "1", listAmount: "1" },
  }));
  expect(() => rowsOf(query, { entries, span, refreshedAt: undefined }, names)).toThrow(
    "cannot report the cost: the report has amounts in USD and EUR.",
  );
});
