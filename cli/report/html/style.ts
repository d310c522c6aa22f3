/** Colors that are distinguishable with each form of color blindness, which a test verifies. `other` is gray. */
export const palette = {
  light: {
    surface: "#ffffff",
    colors: ["#206fda", "#b55c19", "#147664", "#711c6e", "#a79123", "#936bad", "#a11d1c"],
    other: "#8a8f98",
  },
  dark: {
    surface: "#16181d",
    colors: ["#398ffb", "#e89543", "#5fd1aa", "#bf5cc7", "#e7d25d", "#b198db", "#d34f40"],
    other: "#7d838d",
  },
} as const;

const light = `--surface: ${palette.light.surface}; --page: #f5f6f8; --text: #1b1f26; --quiet: #5a6270; --line: #d9dde3; --focus: #1257c0; ${colors("light")}`;
const dark = `--surface: ${palette.dark.surface}; --page: #0d0f12; --text: #eceef2; --quiet: #a3abb8; --line: #343a44; --focus: #7db4ff; ${colors("dark")}`;

function colors(mode: keyof typeof palette): string {
  const { colors, other } = palette[mode];
  return [...colors.map((color, index) => `--c-${index + 1}: ${color};`), `--c-other: ${other};`].join(" ");
}

function swatches(): string {
  const names = [...palette.light.colors.map((_, index) => String(index + 1)), "other"];
  return names.map((name) => `.swatch.c-${name} { background: var(--c-${name}); }`).join("\n");
}

/** The style of the page. Printed pages are light. */
export const style = `
:root { color-scheme: light dark; ${light} }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: var(--page); color: var(--text); margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem); max-width: 84rem; }
h1 { margin: 0; font-size: clamp(1.75rem, 5vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
caption { text-align: left; color: var(--quiet); padding: .35rem .65rem; } h2 { margin: 0; font-size: 1.1rem; line-height: 1.3; }
p { margin: 0; overflow-wrap: anywhere; }
.eyebrow, .quiet, footer, small { color: var(--quiet); font-size: .875rem; }
.period { font-size: 1.1rem; margin-top: .25rem; } .filter { margin-top: .5rem; font-weight: 600; }
main { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.25rem; margin: 1.75rem 0; }
.figures, .full, p.card { grid-column: 1 / -1; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; min-width: 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr)); gap: 1.25rem; margin: 0; }
dl > div { container-type: inline-size; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem; min-width: 0; }
dt { color: var(--quiet); font-size: .875rem; } dd { margin: 0; }
dd b { display: block; font-size: clamp(1.1rem, 14cqi, 1.75rem); line-height: 1.25; letter-spacing: -.01em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
dd small { display: block; margin-top: .2rem; font-size: .8125rem; line-height: 1.4; }
.chart { display: flex; flex-direction: column; }
.plot { position: relative; flex: 1 0 18rem; max-height: 30rem; margin-top: .75rem; border-radius: .4rem; }
.plot canvas { position: absolute; inset: 0; }
.chart.times .plot { flex-basis: 22rem; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; margin-top: .75rem; }
.legend, .steps { display: flex; flex-wrap: wrap; gap: .375rem; }
button { font: inherit; font-size: .8125rem; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 2rem; padding: .2rem .7rem; min-height: 1.75rem; cursor: pointer; display: inline-flex; align-items: center; gap: .45rem; max-width: 100%; }
button:hover { border-color: currentColor; }
button span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 16rem; }
.legend button[aria-pressed=false] { color: var(--quiet); text-decoration: line-through; }
.legend button[aria-pressed=false] .swatch { opacity: .25; }
.steps button[aria-pressed=true] { background: var(--text); color: var(--surface); border-color: var(--text); }
.swatch { flex: none; width: .75rem; height: .75rem; border-radius: .2rem; }
${swatches()}
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
details { margin-top: .75rem; } summary { cursor: pointer; font-size: .875rem; color: var(--quiet); width: fit-content; border-radius: .2rem; }
.wide { overflow: auto; max-height: 26rem; margin-top: .5rem; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: separate; border-spacing: 0; font-size: .8125rem; min-width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .65rem; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: top; }
thead th { position: sticky; top: 0; background: var(--surface); vertical-align: bottom; white-space: normal; min-width: 5.5rem; max-width: 12rem; overflow-wrap: anywhere; }
th[scope=row], thead th:first-child { text-align: left; white-space: normal; min-width: 7rem; max-width: 22rem; overflow-wrap: anywhere; font-weight: 600; }
th small { display: block; font-weight: 400; font-size: .75rem; }
tfoot th, tfoot td { position: sticky; bottom: 0; background: var(--surface); font-weight: 600; border-top: 1px solid var(--line); border-bottom: 0; }
footer { display: grid; gap: .25rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 64rem) { ${[1, 2, 3, 4, 5, 6].map((count) => `.columns-${count} { grid-template-columns: repeat(${count}, minmax(0, 1fr)); }`).join(" ")} }
@media (max-width: 56rem) { main { grid-template-columns: minmax(0, 1fr); } .card { padding: 1rem; } body { padding-top: 1.5rem; } }
@media (max-width: 30rem) { dl { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem; } dl > div { padding: .75rem; } }
@media (forced-colors: active) { .swatch { forced-color-adjust: none; } }
@media print { :root { color-scheme: light; } body { padding: 0; max-width: none; background: none; } main { display: block; } .card, dl > div { break-inside: avoid; margin-bottom: 1rem; } .tools .steps, details:not([open]) { display: none; } .wide { max-height: none; overflow: visible; border: 0; } thead th, tfoot th, tfoot td { position: static; } }
`;
