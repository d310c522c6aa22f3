import { expect, test } from "vitest";
import { tableOf } from "../../../cli/report/table.ts";
import { smallReport } from "./reports.ts";

test("the table omits a metric without a value in any row", () => {
  const report = smallReport();
  const rows = report.rows.map((row) => ({ ...row, listAmount: undefined }));
  const { titles, totals } = tableOf({ ...report, rows });
  expect(titles).toEqual(["Day", "Workspace", "Workspace ID", "Cost (USD)"]);
  expect(totals).toEqual(["Total", "", "", "1,234,562.600000000000000001"]);
});

test("amounts have at least two decimals, and counts have thousands separators", () => {
  const report = smallReport();
  const metrics = [
    { key: "amount", title: "Cost", type: "amount" },
    { key: "tokens", title: "Tokens", type: "count" },
  ] as const;
  const rows = [
    { workspaceId: "wrkspc_1", amount: "1000", tokens: 1_234_567 },
    { workspaceId: "wrkspc_2", amount: "0.5", tokens: 0 },
  ];
  const table = tableOf({
    ...report,
    by: [],
    metrics,
    rows,
    totals: { amount: "1000.5", tokens: 1_234_567 },
  });
  expect([...table.rows, table.totals]).toEqual([
    ["1,000.00", "1,234,567"],
    ["0.50", "0"],
    ["1,000.50", "1,234,567"],
  ]);
});

test("the table shows (none) for a row without the dimension, and only the ID of a removed object", () => {
  const report = smallReport();
  const rows = [{ amount: "1" }, { workspaceId: "wrkspc_removed", amount: "1" }];
  expect(tableOf({ ...report, rows }).rows.map((cells) => cells.slice(1, 3))).toEqual([
    ["(none)", ""],
    ["", "wrkspc_removed"],
  ]);
});
