import { expect, test } from "vitest";
import { gridOf } from "../../../cli/report/cells.ts";
import { smallReport } from "./reports.ts";

test("a metric of which no row has a value is left out", () => {
  const report = smallReport();
  const rows = report.rows.map((row) => ({ ...row, listAmount: undefined }));
  const { titles, totals } = gridOf({ ...report, rows });
  expect(titles).toEqual(["Day", "Workspace", "Workspace ID", "Cost (USD)"]);
  expect(totals).toEqual(["Total", "", "", "1,234,562.600000000000000001"]);
});

test("amounts have at least two decimals, and counts have separators", () => {
  const report = smallReport();
  const metrics = [
    { key: "amount", title: "Cost", type: "amount" },
    { key: "tokens", title: "Tokens", type: "count" },
  ] as const;
  const rows = [
    { workspaceId: "wrkspc_1", amount: "1000", tokens: 1_234_567 },
    { workspaceId: "wrkspc_2", amount: "0.5", tokens: 0 },
  ];
  const grid = gridOf({ ...report, by: [], metrics, rows, totals: { amount: "1000.5", tokens: 1_234_567 } });
  expect([...grid.rows, grid.totals]).toEqual([
    ["1,000.00", "1,234,567"],
    ["0.50", "0"],
    ["1,000.50", "1,234,567"],
  ]);
});

test("a row without the dimension has (none) as its name, and a removed object has its ID only", () => {
  const report = smallReport();
  const rows = [{ amount: "1" }, { workspaceId: "wrkspc_removed", amount: "1" }];
  expect(gridOf({ ...report, rows }).rows.map((cells) => cells.slice(1, 3))).toEqual([
    ["(none)", ""],
    ["", "wrkspc_removed"],
  ]);
});
