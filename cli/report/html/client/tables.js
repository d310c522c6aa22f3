// The data of a chart, read from its table. Numbers are floating point here, because they become pixels and rounded texts. The tables
// have the exact ones.

/**
 * @typedef {object} Series A column of the table that has a color.
 * @property {string} title
 * @property {string} color
 * @property {number} column
 *
 * @typedef {object} Row
 * @property {string} label
 * @property {string | undefined} color
 * @property {boolean} incomplete
 * @property {(number | null)[]} values One for each series.
 *
 * @typedef {"hour" | "day" | "week" | "month"} Step
 */

/** @param {Element | undefined} cell */
function numberIn(cell) {
  const text = cell?.textContent?.replace(/[,%]/g, "") ?? "";
  return text === "" ? null : Number(text);
}

/** @param {HTMLElement} section @returns {{ series: Series[], rows: Row[] }} */
function readTable(section) {
  const heads = [...section.querySelectorAll("thead th")];
  const series = heads.flatMap((head, column) => {
    const color = head.getAttribute("data-color");
    return color === null ? [] : [{ title: head.textContent ?? "", color, column }];
  });
  const rows = [...section.querySelectorAll("tbody tr")].map((row) => ({
    label: row.querySelector("th span")?.textContent ?? "",
    color: row.getAttribute("data-color") ?? undefined,
    incomplete: row.hasAttribute("data-incomplete"),
    values: series.map(({ column }) => numberIn(row.children[column])),
  }));
  return { series, rows };
}

/** The sum of rows. @param {Row[]} rows @param {string} label @returns {Row} */
function summed(rows, label) {
  return {
    label,
    color: "other",
    incomplete: rows.some(({ incomplete }) => incomplete),
    values: (rows[0]?.values ?? []).map((_, index) =>
      rows.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
    ),
  };
}

/** The start of the day, week or month of a day or hour. Weeks begin on Monday. @param {string} time @param {Step} step */
function startOf(time, step) {
  if (step === "month") return `${time.slice(0, 7)}-01`;
  const day = new Date(time.slice(0, 10));
  if (step === "week") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

/** The number of hours of a day, or of days of a week or month. @param {string} start @param {Step} step */
function lengthOf(start, step) {
  if (step === "day") return 24;
  const [year, month] = start.split("-").map(Number);
  return step === "month" ? new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate() : 7;
}

/**
 * Adds up days or hours. A week or month that the period covers only partly is incomplete.
 * @param {Row[]} rows @param {Step} step
 */
function stepped(rows, step) {
  const groups = Map.groupBy(rows, ({ label }) => startOf(label, step));
  return [...groups].map(([start, group]) => {
    const sum = summed(group, start);
    return { ...sum, incomplete: sum.incomplete || group.length < lengthOf(start, step) };
  });
}
