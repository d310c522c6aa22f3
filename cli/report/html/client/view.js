// What a chart shows of its table.

/**
 * @typedef {object} View The table of a chart, and what the reader chose to see of it.
 * @property {string} kind `bars`, `times` or `line`.
 * @property {ReturnType<typeof formatsFor>} format
 * @property {Series[]} series
 * @property {Row[]} rows
 * @property {Set<number>} hidden The series that are not shown.
 * @property {Step} shortest The step of the table.
 * @property {Step} step The step of the chart.
 * @property {number} width The width of the section, in pixels.
 */

/** @param {HTMLElement} section @returns {View} */
function viewOf(section) {
  const kind = section.dataset["kind"] ?? "bars";
  const { series, rows: all } = readTable(section);
  const rows = all.slice(0, Number(section.dataset["bars"] ?? all.length));
  const width = section.clientWidth;
  /** @type {Step} */
  const shortest = (rows[0]?.label ?? "").length > 10 ? "hour" : "day";
  const isLong = kind === "times" && rows.length > (width < 600 ? 62 : 186);
  return {
    kind,
    format: formatsFor(section.dataset["unit"] ?? ""),
    series,
    rows,
    hidden: new Set(),
    shortest,
    step: isLong ? (shortest === "hour" ? "day" : "week") : shortest,
    width,
  };
}

/** @param {View} view */
function shownRows({ kind, step, shortest, rows }) {
  return kind === "times" && step !== shortest ? stepped(rows, step) : rows;
}

/** The name of a row, for a tooltip. @param {View} view @param {Row} row */
function nameOf({ kind, step }, { label, incomplete }) {
  const name = kind === "bars" ? label : dateName(label, step, true);
  return incomplete ? `${name} (incomplete)` : name;
}

/** The value of a series in a row, for a tooltip. @param {View} view @param {Row} row @param {number} index */
function textOf({ format }, { values }, index) {
  const value = values[index];
  return value === null || value === undefined ? "no value" : format.text(value);
}
