import { expect, test } from "vitest";
import { budgetCsv, budgetJsonLines } from "../../../../cli/report/budgets/data.ts";
import { smallBudgets } from "./budgets.ts";

test("CSV and JSON Lines have exact amounts, and an empty or `null` value where there is none", () => {
  const report = smallBudgets({ dataRefreshedAt: undefined, source: "legacy" });
  expect(budgetCsv(report)).toMatchInlineSnapshot(`
    "month,name,scope,workspaceIds,budget,used,usedPercent,forecast,overagePercent,status,currency,source,completeDays,dataRefreshedAt
    2026-11,Research,workspace,wrkspc_01research,12000.5,1234.005,10.3,3702.02,0,ok,USD,legacy,10,
    2026-11,"'=cmd|""x"", <b>@team</b> | *[secret]*",workspace,wrkspc_01research,1000,1234.005,123.5,3702.02,270.3,exceeded,USD,legacy,10,
    2026-11,team=ml,tags,wrkspc_01research,3000,1234.005,41.2,3702.02,23.5,forecast,USD,legacy,10,
    2026-11,Nothing,workspace,wrkspc_01research,0,1234.005,,3702.02,,exceeded,USD,legacy,10,
    "
  `);
  const lines = budgetJsonLines(report).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      name: "Research",
      workspaceIds: ["wrkspc_01research"],
      used: "1234.005",
      usedPercent: 10.3,
      dataRefreshedAt: null,
    },
    { status: "exceeded", completeDays: 10 },
    { scope: "tags", status: "forecast" },
    { budget: "0", usedPercent: null, overagePercent: null },
  ]);
  expect(lines.join()).not.toContain("sk-ant-api03");
});
