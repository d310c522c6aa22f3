// How Chart.js draws a view.

/** The value of a custom property of the page. @param {string} name */
const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @typedef {import("chart.js").ChartConfiguration<"bar" | "line", (number | null)[], string>} Configuration */

/** @param {View} view @returns {Configuration} */
function configurationOf(view) {
  const rows = shownRows(view);
  const isBars = view.kind === "bars";
  const [names, numbers] = [nameScale(view, rows), numberScale(view)];
  return {
    type: view.kind === "line" ? "line" : "bar",
    data: {
      labels: rows.map(({ label }) => label),
      datasets: view.series.map((_, index) => datasetOf(view, rows, index)),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: isBars ? "y" : "x",
      layout: { padding: { right: isBars ? 72 : 4, top: 4 } },
      interaction: { mode: "index", intersect: false, axis: isBars ? "y" : "x" },
      scales: isBars ? { y: names, x: numbers } : { x: names, y: numbers },
      plugins: { legend: { display: false }, tooltip: tooltipOf(view, rows) },
    },
    plugins: isBars ? [valuesBeside(view.format.axis)] : [],
  };
}

/** The axis with the name of each row. @param {View} view @param {Row[]} rows */
function nameScale({ kind, step, width }, rows) {
  const isBars = kind === "bars";
  const letters = Math.max(12, Math.min(40, Math.round(width / 22)));
  return {
    stacked: kind === "times",
    grid: { display: false },
    border: { color: theme("line") },
    ticks: {
      color: theme("quiet"),
      autoSkip: !isBars,
      maxRotation: 0,
      autoSkipPadding: 12,
      /** @param {string | number} _ @param {number} index */
      callback: (_, index) => {
        const label = rows[index]?.label ?? "";
        return isBars ? short(label, letters) : dateName(label, step, false);
      },
    },
  };
}

/** @param {View} view */
function numberScale({ kind, rows, format }) {
  const isZero = rows.every(({ values }) => values.every((value) => !value));
  return {
    stacked: kind === "times",
    beginAtZero: true,
    ...(kind === "line" ? { max: 100 } : isZero ? { suggestedMax: 1 } : {}),
    grid: {
      /** The zero line is stronger, since credits are below it. @param {{ tick?: { value: number } }} context */
      color: ({ tick }) => theme(tick?.value === 0 ? "quiet" : "line"),
      drawTicks: false,
    },
    border: { display: false },
    ticks: {
      color: theme("quiet"),
      maxTicksLimit: 6,
      /** @param {string | number} value */
      callback: (value) => format.axis(Number(value)),
    },
  };
}

/** @param {View} view @param {Row[]} rows @param {number} index @returns {Configuration["data"]["datasets"][number]} */
function datasetOf({ kind, series, hidden }, rows, index) {
  const { title = "", color = "" } = series[index] ?? {};
  const common = {
    label: title,
    data: rows.map(({ values }) => values[index] ?? null),
    hidden: hidden.has(index),
  };
  if (kind === "line") {
    return {
      ...common,
      backgroundColor: theme(`c-${color}`),
      borderColor: theme(`c-${color}`),
      borderWidth: 2,
      pointRadius: rows.length > 62 ? 0 : 2.5,
      pointHitRadius: 12,
    };
  }
  const isBars = kind === "bars";
  return {
    ...common,
    backgroundColor: rows.map((row) => {
      const own = theme(`c-${(series.length === 1 ? row.color : undefined) ?? color}`);
      return row.incomplete ? `${own}80` : own;
    }),
    ...(isBars
      ? { borderRadius: 3 }
      : { borderColor: theme("surface"), borderWidth: rows.length > 186 ? 0 : 0.5 }),
    categoryPercentage: isBars ? 0.8 : 0.96,
    barPercentage: 0.96,
    maxBarThickness: isBars ? 22 : 56,
  };
}

/** @param {View} view @param {Row[]} rows @returns {NonNullable<NonNullable<NonNullable<Configuration["options"]>["plugins"]>["tooltip"]>} */
function tooltipOf(view, rows) {
  const { kind, series, format } = view;
  return {
    backgroundColor: theme("text"),
    titleColor: theme("surface"),
    bodyColor: theme("surface"),
    footerColor: theme("surface"),
    filter: ({ raw }) => series.length === 1 || Number(raw) !== 0,
    callbacks: {
      title: ([item]) => {
        const row = item === undefined ? undefined : rows[item.dataIndex];
        return row === undefined ? "" : short(nameOf(view, row), 60);
      },
      label: ({ datasetIndex, dataIndex }) => {
        const row = rows[dataIndex];
        const text = row === undefined ? "" : textOf(view, row, datasetIndex);
        return series.length === 1 ? ` ${text}` : ` ${short(series[datasetIndex]?.title ?? "", 40)}: ${text}`;
      },
      footer: (items) =>
        kind !== "times" || items.length < 2
          ? ""
          : `Total: ${format.text(items.reduce((sum, { raw }) => sum + Number(raw), 0))}`,
    },
  };
}

/** Writes the value beside each bar. @param {(value: number) => string} format */
function valuesBeside(format) {
  return {
    id: "valuesBeside",
    /** @param {import("chart.js").Chart} chart */
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `12px ${getComputedStyle(document.body).fontFamily}`;
      ctx.fillStyle = theme("quiet");
      ctx.textBaseline = "middle";
      for (const { data, index } of chart.getSortedVisibleDatasetMetas()) {
        data.forEach((bar, row) => {
          const value = Number(chart.data.datasets[index]?.data[row] ?? 0);
          ctx.textAlign = "left";
          ctx.fillText(
            format(value),
            Math.max(bar.x, chart.scales["x"]?.getPixelForValue(0) ?? 0) + 6,
            bar.y,
          );
        });
      }
      ctx.restore();
    },
  };
}
