import { oneLine } from "../../../provider/api/foreignText.ts";
import { escaped } from "../../output/html.ts";
import { formattedColumn } from "../table.ts";

/** A column with numbers. */
export interface ValueColumn {
  readonly title: string;
  /** `amount` is an exact decimal in currency units, `percent` a decimal with one digit after the point. */
  readonly type: "amount" | "count" | "percent";
  /** The color of the column in the chart: 1 to 7, or `other`. Undefined for a column that is only in the table. */
  readonly color?: Color | undefined;
}

/** A color of the palette. `other` is gray. */
export type Color = number | "other";

/** A row of a chart's table. */
export interface ChartRow {
  readonly label: string;
  /** The ID of the object, below the label. */
  readonly id?: string | undefined;
  /** The color of the row's bar. */
  readonly color?: Color | undefined;
  /** Whether the data of this day is not complete yet. */
  readonly incomplete?: boolean;
  /** Exact decimals. Undefined if there is no value. */
  readonly values: readonly (string | undefined)[];
}

/** The number of bars. Smaller values are only in the table. */
export const mostBars = 10;

/** A chart and the table that it is drawn from. The page contains each number once, in the table. */
export interface Chart {
  readonly title: string;
  /** A sentence about the chart, or its most important value. */
  readonly note: string | undefined;
  /** `times` has a bar per day or hour, `line` a point, and `bars` a horizontal bar for each of the first rows. */
  readonly kind: "times" | "line" | "bars";
  /** The unit of the charted columns: a currency code, `%`, or a plural noun. */
  readonly unit: string;
  /** The title of the labels' column. */
  readonly rowTitle: string;
  readonly columns: readonly ValueColumn[];
  readonly rows: readonly ChartRow[];
  /** The last row of the table, which has no bar. */
  readonly totals?: readonly (string | undefined)[] | undefined;
}

/**
 * The chart as HTML. The script of the page draws it from the table, which is readable without the script. `isWide` spans the page.
 */
export function chartHtml({ title, note, kind, unit, ...chart }: Chart, id: string, isWide: boolean): string {
  return `<section class="card chart ${kind}${isWide ? " full" : ""}" aria-labelledby="${id}" data-kind="${kind}" data-unit="${escaped(unit)}"${kind === "bars" ? ` data-bars="${mostBars}"` : ""}>
<h2 id="${id}">${escaped(title)}</h2>
${note === undefined ? "" : `<p class="quiet">${escaped(note)}</p>`}
<details>
<summary>Table<span class="hidden">: ${escaped(title)}</span></summary>
<div class="wide" tabindex="0" role="region" aria-label="Table: ${escaped(title)}">
${tableHtml(chart, captionOf(unit))}
</div>
</details>
</section>`;
}

/** The unit of the table. Its numbers are exact. */
function captionOf(unit: string): string {
  if (unit === "%") return "Input tokens, and the share that is read from caches";
  return /^[A-Z]{3}$/.test(unit) ? `In ${unit}, exact` : `In ${unit === "" ? "numbers" : unit}`;
}

function tableHtml(
  { rowTitle, columns, rows, totals }: Omit<Chart, "title" | "note" | "kind" | "unit">,
  caption: string,
) {
  const lines = [...rows.map(({ values }) => values), ...(totals === undefined ? [] : [totals])];
  const formats = columns.map(({ type }, column) =>
    formattedColumn(
      type,
      lines.map((values) => values[column]),
    ),
  );
  const head = columns.map(
    ({ title, color }) => `<th scope="col"${attribute("color", color)}>${escaped(shortened(title))}</th>`,
  );
  const cells = (values: readonly (string | undefined)[]) =>
    columns.map((_, column) => `<td>${formats[column]?.(values[column]) ?? ""}</td>`).join("");
  const body = rows.map(
    ({ label, id, color, incomplete, values }) =>
      `<tr${attribute("color", color)}${incomplete ? " data-incomplete" : ""}><th scope="row"><span>${escaped(label)}</span>${incomplete ? " <small>incomplete</small>" : ""}${id === undefined ? "" : ` <small>${escaped(id)}</small>`}</th>${cells(values)}</tr>`,
  );
  return `<table>
<caption>${escaped(caption)}</caption>
<thead><tr><th scope="col">${escaped(rowTitle)}</th>${head.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
${totals === undefined ? "" : `<tfoot><tr><th scope="row">Total</th>${cells(totals)}</tr></tfoot>`}
</table>`;
}

function attribute(name: string, value: Color | undefined): string {
  return value === undefined ? "" : ` data-${name}="${value}"`;
}

const longestTitle = 60;

/** A shortened name for a column header. The full name is in the table of its dimension. */
function shortened(name: string): string {
  const letters = [...oneLine(name)];
  return letters.length <= longestTitle ? name : `${letters.slice(0, longestTitle - 1).join("")}…`;
}
