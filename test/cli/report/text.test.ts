import { expect, test } from "vitest";
import { reportText } from "../../../cli/report/text.ts";
import { emptyReport, smallReport } from "./reports.ts";

test("the table aligns exact amounts, escapes names and has a total", () => {
  expect(reportText(smallReport())).toMatchInlineSnapshot(`
    "Cost of organization 0b5ad6ab from 2026-11-01 to 2026-11-03 (UTC)
    Source: the Analytics API, complete up to 2026-11-02T11:00:00Z.

    Day         Workspace                            Workspace ID                    Cost (USD)  List price (USD)
    ----------  -----------------------------------  ------------  ----------------------------  ----------------
    2026-11-01  =cmd|"x", <b>@team</b> | *[secret]*  wrkspc_1      1,234,567.000000000000000001      1,234,567.50
    2026-11-01  Alpha                                wrkspc_3              0.300000000000000000              0.30
    2026-11-01  Beta                                 wrkspc_2              0.300000000000000000              0.30
    2026-11-02  (none)                                                    -5.000000000000000000              0.00
    ----------  -----------------------------------  ------------  ----------------------------  ----------------
    Total                                                          1,234,562.600000000000000001      1,234,568.10"
  `);
});

test("the text of a report without rows says that there is no usage", () => {
  expect(reportText(emptyReport())).toMatch(/\n\nThere is no usage in this period\.$/);
});
