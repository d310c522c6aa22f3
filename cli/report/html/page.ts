import { createHash } from "node:crypto";
import { escaped } from "../../output/html.ts";
import { capitalized, joined } from "../../output/phrases.ts";
import { type FilterName, sourceTitle, titles } from "../query.ts";
import { noUsage } from "../report.ts";
import { type Chart, chartHtml } from "./chart.ts";
import { chartsOf } from "./charts.ts";
import { type KeyFigure, keyFiguresOf, periodName } from "./keyFigures.ts";
import { chartLibrary, pageScript } from "./library.ts";
import { timeName } from "./numbers.ts";
import type { PageData } from "./readPage.ts";
import { style } from "./style.ts";

/**
 * The report as a self-contained HTML page with charts, without network access. Its Content-Security-Policy allows only the scripts and
 * the style of the page. Names from the organization are escaped.
 */
export async function reportPage(data: PageData): Promise<string> {
  const isEmpty = data.total.rows.length === 0;
  const scripts = isEmpty ? [] : [await chartLibrary(), await pageScript()];
  const heading = capitalized(titles[data.query.report]);
  const title = `${heading}, ${periodName(data)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="eyebrow">Organization ${escaped(data.daily.organization)}</p>
<h1>${escaped(heading)}</h1>
<p class="period">${escaped(periodName(data))}${data.time === "day" ? ' <span class="quiet">UTC</span>' : ""}</p>
${filterLine(data)}
</header>
<main>
${isEmpty ? `<p class="card">${noUsage}</p>` : figuresHtml(keyFiguresOf(data))}
${isEmpty ? "" : chartsHtml(chartsOf(data))}
</main>
<footer>
${aboutLines(data)
  .map((line) => `<p>${escaped(line)}</p>`)
  .join("\n")}
</footer>
${scripts.map((script, index) => `<script${index === 0 ? "" : ' type="module"'}>${script}</script>`).join("\n")}
</body>
</html>
`;
}

function policyOf(scripts: readonly string[]): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const allowed = scripts.length === 0 ? "'none'" : scripts.map(hash).join(" ");
  return `default-src 'none'; script-src ${allowed}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
}

/** Charts by time are as wide as the page. The charts between them are in pairs. An unpaired chart is also as wide as the page. */
function chartsHtml(charts: readonly Chart[]): string {
  let isLeft = true;
  return charts
    .map((chart, index) => {
      const next = charts[index + 1];
      const isWide = chart.kind === "times" || (isLeft && (next === undefined || next.kind === "times"));
      isLeft = isWide || !isLeft;
      return chartHtml(chart, `chart-${index + 1}`, isWide);
    })
    .join("\n");
}

function figuresHtml(figures: readonly KeyFigure[]): string {
  // Rows of the same length, if possible.
  const columns = figures.length < 6 ? figures.length : Math.ceil(figures.length / 2);
  const items = figures.map(
    ({ title, value, note }) =>
      `<div><dt>${escaped(title)}</dt><dd><b>${escaped(value)}</b>${note === undefined ? "" : `<small>${escaped(note)}</small>`}</dd></div>`,
  );
  return `<section class="figures" aria-label="Key figures"><dl class="columns-${columns}">\n${items.join("\n")}\n</dl></section>`;
}

const filterNouns: Readonly<Record<FilterName, string>> = {
  workspace: "workspace",
  model: "model",
  "api-key": "API key",
  user: "user",
};

function filterLine({ query }: PageData): string {
  const parts = Object.entries(query.filters).map(
    ([name, values]) => `${filterNouns[name as FilterName]} ${joined(values)}`,
  );
  return parts.length === 0 ? "" : `<p class="filter">Only ${escaped(joined(parts))}</p>`;
}

/** The source of the data, its completeness, and the creation time of the page. */
function aboutLines({ query, daily, completeUntil, period, notes, completeDays, time }: PageData): string[] {
  const source = `Source: ${sourceTitle(query.report, daily.source)}${daily.source === "legacy" && query.report === "cost" ? ", without the cost of the Priority Tier" : ""}.`;
  const complete =
    daily.refreshedAt === undefined
      ? "The API does not report how current the data is."
      : `The data is complete up to ${timeName(completeUntil)}.`;
  const incomplete = completeDays.to < daily.span.to ? ` Incomplete ${time}s are lighter in charts.` : "";
  return [
    source,
    `${complete}${incomplete} Days are in UTC. Tables show exact numbers.`,
    ...notes,
    `Created on ${timeName(period.now)} by pulumi-anthropic report ${query.report}.`,
  ];
}
