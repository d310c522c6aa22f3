import { expect, test } from "vitest";
import { type Chart, chartHtml } from "../../../../cli/report/html/chart.ts";

const hostile = `</script><img src=x onerror="alert(1)">\u202egpj`;
const chart: Chart = {
  title: `Cost by ${hostile}`,
  note: "A note",
  kind: "bars",
  unit: "USD",
  rowTitle: "Workspace",
  columns: [
    { title: "Cost (USD)", type: "amount", color: 1 },
    { title: "Requests", type: "count" },
    { title: "Rate", type: "percent" },
  ],
  rows: [
    { label: hostile, id: "wrkspc_1", color: "other", values: ["1234.5", "1000", "33.3"] },
    { label: "x".repeat(500), incomplete: true, values: ["-0.000000000001", undefined, undefined] },
  ],
  totals: ["1234.499999999999", "1000", "33.3"],
};

test("the table has exact numbers with thousands separators, and marks colors and incomplete rows", () => {
  const html = chartHtml(chart, "chart-1", true);
  expect(html).toContain('<section class="card chart bars full" aria-labelledby="chart-1"');
  expect(html).toContain('data-unit="USD" data-bars="10"');
  expect(html).toContain("<caption>In USD, exact</caption>");
  expect(html).toContain('<th scope="col" data-color="1">Cost (USD)</th><th scope="col">Requests</th>');
  expect(html).toContain("<td>1,234.500000000000</td><td>1,000</td><td>33.3%</td>");
  expect(html).toContain("<td>-0.000000000001</td><td></td><td></td>");
  expect(html).toContain("<small>wrkspc_1</small>");
  expect(html).toMatch(/<tr data-incomplete><th scope="row"><span>x{500}<\/span> <small>incomplete</);
  expect(html).toContain('<th scope="row">Total</th><td>1,234.499999999999</td>');
});

test("names are escaped, and have no character that reverses the text", () => {
  const html = chartHtml(chart, "chart-1", false);
  expect(html).not.toMatch(/<img|<\/script|\u202e|onerror="/);
  expect(html).toContain("&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;gpj");
});

test("a long name is shortened at the head of a column only", () => {
  const columns = [{ title: "é".repeat(500), type: "count", color: 1 }] as const;
  const html = chartHtml({ ...chart, columns }, "chart-1", false);
  expect(html).toContain(`>${"é".repeat(59)}…</th>`);
});
