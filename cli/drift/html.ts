import { createHash } from "node:crypto";
import { escaped } from "../output/html.ts";
import { secret } from "../states/propertyValues.ts";
import type { Access } from "./access.ts";
import { accessTables } from "./accessTables.ts";
import { type Category, categories, meanings } from "./categories.ts";
import { type Finding, linesOf, titleOf } from "./finding.ts";
import { signs, withCode } from "./marks.ts";
import { comparedWith, headline, ignoredLine, type Report, unreadIn, verdictOf } from "./report.ts";

/**
 * The report as one HTML page without other files and network access. Its only script hides rows. Text of the organization is
 * escaped.
 */
export function reportHtml(report: Report, access: Access): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${verdictOf(report)}: ${escaped(report.organization.id)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1 class="${report.drift ? "drift" : "step"}">${verdictOf(report)}</h1>
<p>${escaped(headline(report))}</p>
<p class="quiet">${escaped(comparedWith(report))}, read ${escaped(report.readAt)}.</p>
${chips(report)}
</header>
<main>
<section aria-labelledby="access">
<h2 id="access">Access</h2>
${accessTables(access)}
</section>
<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${categories.map((category) => findingsTable(report, category)).join("")}
${report.findings.length === 0 ? "<p>Nothing to report.</p>" : ""}
${report.ignored > 0 ? `<p class="quiet">${ignoredLine(report)}</p>` : ""}
${[...report.notes, ...unreadIn(report)].map((note) => `<p class="quiet">${withCode(note)}</p>`).join("\n")}
</section>
</main>
<script>${script}</script>
</body>
</html>`;
}

function chips({ counts, failOn }: Report): string {
  const present = categories.filter((category) => counts[category] > 0);
  if (present.length === 0) return "";
  const chip = (category: Category) =>
    `<li><a href="#${category}" class="mark ${category}${failOn.includes(category) ? "" : " mild"}">${signs[category]} ${counts[category]} ${category}</a></li>`;
  return `<ul class="chips">${present.map(chip).join("")}</ul>`;
}

function findingsTable({ findings }: Report, category: Category): string {
  const found = findings.filter((finding) => finding.category === category);
  if (found.length === 0) return "";
  return `<h3 id="${category}"><span class="mark ${category}">${signs[category]}</span> ${category} <span class="quiet">${withCode(meanings[category])}</span></h3>
<div class="wide" tabindex="0" role="region" aria-label="${category}">
<table class="findings">
<thead><tr><th scope="col">Type</th><th scope="col">Object</th><th scope="col">Declared by</th><th scope="col">Finding</th></tr></thead>
<tbody>
${found.map(findingRow).join("\n")}
</tbody>
</table>
</div>
`;
}

function findingRow(finding: Finding): string {
  const { kind, id, declarations } = finding;
  const by = declarations.map(({ stack, resource }) => escaped(`${stack}: ${resource}`)).join("<br>");
  const what = linesOf(finding).map(withCode).join("<br>");
  const title = titleOf(finding);
  // An ID can contain an email that is a secret of the stack.
  const hover = title.includes(secret) ? "" : ` title="${escaped(id)}"`;
  return `<tr><td>${kind}</td><td${hover}>${escaped(title)}</td><td>${by}</td><td>${what}</td></tr>`;
}

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --red: #c62828; --orange: #b45309; --violet: #7c3aed; --green: #15803d; --grey: #64748b; }
@media (prefers-color-scheme: dark) { :root { --red: #f87171; --orange: #fbbf24; --violet: #c4b5fd; --green: #4ade80; --grey: #94a3b8; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 3rem); max-width: 110rem; }
h1 { margin: 0; font-size: 2rem; } h1.drift { color: var(--red); } h1.step { color: var(--green); }
h2 { margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem; } p { margin: .35rem 0; }
.quiet { color: var(--grey); font-weight: normal; font-size: .9rem; }
ul.chips, ul.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem 1rem; margin: .75rem 0; }
ul.legend { font-size: .9rem; color: var(--grey); }
.chips a { text-decoration: none; border: 1px solid currentColor; border-radius: 1rem; padding: .1rem .75rem; font-weight: 600; }
.chips a.mild { font-weight: normal; border-style: dashed; }
.tools { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
.tools input[type=search] { font: inherit; padding: .2rem .5rem; border: 1px solid var(--line); border-radius: .3rem; background: transparent; color: inherit; }
.wide { overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: separate; border-spacing: 0; font-size: .88rem; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
table.findings { width: 100%; } table.findings td { overflow-wrap: anywhere; } table.findings td:first-child { white-space: nowrap; overflow-wrap: normal; }
thead th { position: sticky; top: 0; background: Canvas; z-index: 2; vertical-align: bottom; }
.access td, .access th { border-right: 1px solid var(--soft); white-space: nowrap; }
.access th.user { position: sticky; left: 0; background: Canvas; z-index: 1; font-weight: 600; }
.access thead th:first-child { left: 0; z-index: 3; }
.access .roles td { color: var(--grey); }
.turned span { writing-mode: vertical-rl; rotate: 180deg; max-height: 14rem; overflow: hidden; text-overflow: ellipsis; }
tbody tr:hover td { background: var(--soft); }
.changed, .removed { color: var(--red); } .unmanaged, .declared-twice { color: var(--violet); }
.since, .not-checked, .expiring, .not-invited, .stale-key { color: var(--orange); } .ready { color: var(--green); } .pending { color: var(--grey); }
td.mark { outline: 2px solid currentColor; outline-offset: -2px; font-weight: 600; }
[hidden] { display: none; }
@media (max-width: 40rem) { .access th.user { position: static; } .access thead th:first-child { left: auto; } }
@media print { .tools { display: none; } .wide { max-height: none; overflow: visible; border: 0; } thead th, .access th.user { position: static; } }
`;

const script = `
const find = document.getElementById("find"), only = document.getElementById("marked"), shown = document.getElementById("shown");
if (find) {
  const rows = [...document.querySelectorAll(".access tbody tr:not(.roles)")];
  const apply = () => {
    const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = (only.checked && !row.classList.contains("marked")) || !words.every((word) => text.includes(word));
      if (!row.hidden) count += 1;
    }
    shown.textContent = count === rows.length ? "" : count + " of " + rows.length + " users";
  };
  find.addEventListener("input", apply);
  only.addEventListener("change", apply);
}
`;
