import { expect, test } from "vitest";
import { reportCsv, reportJsonLines } from "../../../cli/report/data.ts";
import { reportMarkdown } from "../../../cli/report/markdown.ts";
import { reportText } from "../../../cli/report/text.ts";
import { emptyReport, smallReport } from "./reports.ts";

test("the CSV has self-contained rows, exact amounts and no formula", () => {
  expect(reportCsv(smallReport()).split("\r\n")).toMatchInlineSnapshot(`
    [
      "startingAt,endingAt,workspaceName,workspaceId,amount,listAmount,currency,source",
      "2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,"'=cmd|""x"", <b>@team</b> | *[secret]*",wrkspc_1,1234567.000000000000000001,1234567.5,USD,analytics",
      "2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,Alpha,wrkspc_3,0.3,0.3,USD,analytics",
      "2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,Beta,wrkspc_2,0.3,0.3,USD,analytics",
      "2026-11-02T00:00:00Z,2026-11-03T00:00:00Z,,,-5,0,USD,analytics",
      "",
    ]
  `);
});

test("the JSON Lines have self-contained rows, with amounts as strings", () => {
  expect(reportJsonLines(smallReport())).toMatchInlineSnapshot(`
    "{"startingAt":"2026-11-01T00:00:00Z","endingAt":"2026-11-02T00:00:00Z","workspaceName":"=cmd|\\"x\\", <b>@team</b> | *[secret]*","workspaceId":"wrkspc_1","amount":"1234567.000000000000000001","listAmount":"1234567.5","currency":"USD","source":"analytics"}
    {"startingAt":"2026-11-01T00:00:00Z","endingAt":"2026-11-02T00:00:00Z","workspaceName":"Alpha","workspaceId":"wrkspc_3","amount":"0.3","listAmount":"0.3","currency":"USD","source":"analytics"}
    {"startingAt":"2026-11-01T00:00:00Z","endingAt":"2026-11-02T00:00:00Z","workspaceName":"Beta","workspaceId":"wrkspc_2","amount":"0.3","listAmount":"0.3","currency":"USD","source":"analytics"}
    {"startingAt":"2026-11-02T00:00:00Z","endingAt":"2026-11-03T00:00:00Z","workspaceName":null,"workspaceId":null,"amount":"-5","listAmount":"0","currency":"USD","source":"analytics"}
    "
  `);
});

test("a report without rows has only the header as CSV, and no line as JSON Lines", () => {
  expect(reportCsv(emptyReport())).toBe(
    "startingAt,endingAt,workspaceName,workspaceId,amount,listAmount,currency,source\r\n",
  );
  expect(reportJsonLines(emptyReport())).toBe("");
});

test("JSON Lines escape invisible characters and keep the value", () => {
  const report = smallReport();
  const text = reportJsonLines({ ...report, rows: [{ ...report.rows[0], workspaceName: "a\u202eb" }] });
  expect(text).toContain("a\\u202eb");
  expect(JSON.parse(text)).toMatchObject({ workspaceName: "a\u202eb" });
});

test("a secret in a name is removed from every format, even with invisible characters in it", () => {
  const report = smallReport();
  const rows = [{ ...report.rows[0], workspaceName: "of sk-\u200bant-api03-pasted" }];
  for (const format of [reportText, reportMarkdown, reportCsv, reportJsonLines]) {
    const text = format({ ...report, rows });
    expect(text).toContain("secret");
    expect(text).not.toContain("pasted");
  }
});
