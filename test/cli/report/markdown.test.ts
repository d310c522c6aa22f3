import { expect, test } from "vitest";
import { reportMarkdown } from "../../../cli/report/markdown.ts";
import { emptyReport, smallReport } from "./reports.ts";

test("the Markdown table escapes markup and mentions and has a total", () => {
  expect(reportMarkdown(smallReport())).toMatchInlineSnapshot(`
    "## Cost of organization 0b5ad6ab from 2026-11-01 to 2026-11-03 (UTC)

    <sub>Source: the Analytics API, complete up to 2026-11-02T11:00:00Z.</sub>

    | Day | Workspace | Workspace ID | Cost (USD) | List price (USD) |
    | --- | --- | --- | ---: | ---: |
    | 2026-11-01 | =cmd&#124;"x", &#60;b&#62;@<!-- -->team&#60;/b&#62; &#124; &#42;&#91;secret&#93;&#42; | wrkspc_1 | 1,234,567.000000000000000001 | 1,234,567.50 |
    | 2026-11-01 | Alpha | wrkspc_3 | 0.300000000000000000 | 0.30 |
    | 2026-11-01 | Beta | wrkspc_2 | 0.300000000000000000 | 0.30 |
    | 2026-11-02 | (none) |  | -5.000000000000000000 | 0.00 |
    | **Total** |  |  | **1,234,562.600000000000000001** | **1,234,568.10** |"
  `);
});

test("the Markdown of a report without rows says that there is no usage", () => {
  expect(reportMarkdown(emptyReport())).toMatch(/\n\nThere is no usage in this period\.$/);
});

test("the Markdown has at most 1000 rows and the number of omitted rows", () => {
  const report = smallReport();
  const [row = {}] = report.rows;
  const text = reportMarkdown({ ...report, rows: Array.from({ length: 1200 }, () => row) });
  expect(text.split("\n").filter((line) => line.startsWith("| 2026-11-01 |"))).toHaveLength(1000);
  expect(text).toMatch(/\n\nThe total includes 200 more rows\.$/);
});
