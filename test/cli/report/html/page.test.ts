import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { reportPage } from "../../../../cli/report/html/page.ts";
import { runReport } from "../../../../cli/report/runReport.ts";
import { busySeed, hundredWorkspaces } from "../../../emulator/usage/organization.ts";
import { busyWorkdir, uglyName, week } from "../reports.ts";
import { costOn, pageData } from "./pages.ts";

const one = () => pageData("cost", ["workspace"], [costOn(0, "wrkspc_1", "1")]);

test("the Content-Security-Policy allows only the scripts and the style of the page", async () => {
  const html = await reportPage(one());
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const scripts = [...html.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)];
  const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  expect(scripts).toHaveLength(2);
  expect(policy).toBe(
    `default-src 'none'; script-src ${scripts.map(([, text = ""]) => hash(text)).join(" ")}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`,
  );
  expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<style>"));
});

test("the page has no external references", async () => {
  const html = await reportPage(one());
  const markup = html.replace(/(<script[^>]*>)[\s\S]*?(?=<\/script>)/g, "$1");
  expect(markup.length).toBeLessThan(20_000);
  expect(markup).not.toMatch(/\b(?:src|href|action|data|poster)\s*=|@import|url\(|<(?:link|iframe|object)/i);
  expect(html.slice(0, 32)).toBe('<!doctype html>\n<html lang="en">');
});

test("the page shows its period, its source and its creation time", async () => {
  const data = pageData(
    "cost",
    ["workspace"],
    [costOn(0, "wrkspc_1", "1")],
    { notes: ["A <note>."] },
    {
      workspace: ["Alpha", "<Beta>"],
      model: ["opus"],
    },
  );
  const html = await reportPage(data);
  for (const text of [
    "<title>Cost, Nov 2, 2026 to Nov 4, 2026</title>",
    "Organization 0b5ad6ab",
    "Only workspace Alpha and &lt;Beta&gt; and model opus",
    "Source: the Analytics API.",
    "The data is complete up to Nov 4, 2026, 12:00 UTC. Incomplete days are lighter in charts.",
    "A &lt;note&gt;.",
    "Created on Nov 4, 2026, 12:00 UTC by pulumi-anthropic report cost.",
  ]) {
    expect([text, html.includes(text)]).toEqual([text, true]);
  }
});

test("an empty report has no script, and states that there is no usage", async () => {
  const html = await reportPage(pageData("usage", ["model"], []));
  expect(html).toContain('<p class="card">There is no usage in this period.</p>');
  expect(html).toContain("script-src 'none'");
  expect(html).not.toContain("<script");
});

describe("a page of the command", () => {
  test("a page contains no markup from names", async () => {
    const seed = busySeed();
    const [first] = seed.workspaces ?? [];
    const name = `</script><script>document.title=1</script>${uglyName}${"y".repeat(100)}`;
    if (first !== undefined) Object.assign(first, { name });
    const workdir = await busyWorkdir({ seed });
    await runReport(workdir.io, "cost", { ...week, format: "table", html: "cost.html" });
    const html = await workdir.file("cost.html");
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(/\u202e|sk-ant-api03-abc/.test(html)).toBe(false);
    expect(
      html.includes("&lt;/script&gt;&lt;script&gt;document.title=1&lt;/script&gt;=cmd|&quot;x&quot;"),
    ).toBe(true);
  });

  test("a page with a year of daily cost of 100 workspaces is smaller than 1.5 MB", {
    timeout: 240_000,
  }, async () => {
    const workdir = await busyWorkdir({ seed: hundredWorkspaces() });
    const year = { since: "2025-11-20", until: "2026-11-20", source: "legacy" } as const;
    await runReport(workdir.io, "cost", { ...year, format: "table", html: "cost.html" });
    const html = await workdir.file("cost.html");
    expect(html.match(/<tr><th scope="row"><span>20\d\d-/g)).toHaveLength(2 * 365);
    expect(html.includes(">93 others</th>")).toBe(true);
    expect(Buffer.byteLength(html)).toBeLessThan(1_500_000);
    expect(Buffer.byteLength(html)).toBeGreaterThan(300_000);
  });
});
