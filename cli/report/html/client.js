// Draws the charts of a report from their tables. The page inlines this file, and Chart.js before it. Numbers are floating point
// here, because they become pixels and rounded texts. The tables have the exact ones.

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

/** @type {typeof import("chart.js").Chart} */
const Chart = Reflect.get(globalThis, "Chart");

const isPrint = matchMedia("print");
const isDark = matchMedia("(prefers-color-scheme: dark)");

/** The value of a custom property of the page. @param {string} name */
const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Record<string, string>} attributes @param {string} text */
function element(tag, attributes = {}, text = "") {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  created.textContent = text;
  return created;
}

/** A shortened name for an axis. @param {string} text @param {number} most */
function short(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

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
 * Adds up days or hours. A week or month of which the period has only a part is incomplete.
 * @param {Row[]} rows @param {Step} step
 */
function stepped(rows, step) {
  const groups = Map.groupBy(rows, ({ label }) => startOf(label, step));
  return [...groups].map(([start, group]) => {
    const sum = summed(group, start);
    return { ...sum, incomplete: sum.incomplete || group.length < lengthOf(start, step) };
  });
}

/** @param {string} date @param {Step} step @param {boolean} whole */
function dateName(date, step, whole) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: "UTC",
    month: "short",
    ...(step === "month" ? {} : { day: "numeric" }),
    ...(step === "hour" ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {}),
    ...(whole || step === "month" ? { year: "numeric" } : {}),
    ...(whole && step === "day" ? { weekday: "short" } : {}),
  });
  return `${whole && step === "week" ? "Week of " : ""}${format.format(new Date(step === "hour" ? `${date.replace(" ", "T")}Z` : date))}`;
}

/** @param {string} unit */
function formatsFor(unit) {
  const isCurrency = /^[A-Z]{3}$/.test(unit);
  /** @type {Intl.NumberFormatOptions} */
  const style = isCurrency ? { style: "currency", currency: unit } : {};
  const compact = new Intl.NumberFormat("en-US", {
    ...style,
    notation: "compact",
    maximumSignificantDigits: 3,
  });
  const whole = new Intl.NumberFormat("en-US", style);
  const suffix = isCurrency || unit === "" ? "" : unit === "%" ? "%" : ` ${unit}`;
  return {
    /** @param {number} value */
    axis: (value) => {
      // `$1.50` instead of `$1.5`.
      const isSmallAmount = isCurrency && Math.abs(value) < 1000 && !Number.isInteger(value);
      return isSmallAmount ? whole.format(value) : `${compact.format(value)}${unit === "%" ? "%" : ""}`;
    },
    /** @param {number} value */
    text: (value) => `${whole.format(value)}${suffix}`,
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

/** @param {HTMLElement} section */
function drawn(section) {
  const kind = section.dataset["kind"] ?? "bars";
  const format = formatsFor(section.dataset["unit"] ?? "");
  const { series, rows: all } = readTable(section);
  const rows = all.slice(0, Number(section.dataset["bars"] ?? all.length));
  const isZero = rows.every(({ values }) => values.every((value) => !value));
  const title = section.querySelector("h2")?.textContent ?? "";
  /** @type {Set<number>} */
  const hidden = new Set();
  const isNarrow = section.clientWidth < 600;
  /** @type {Step} */
  const shortest = (rows[0]?.label ?? "").length > 10 ? "hour" : "day";
  /** @type {Step} */
  let step = shortest;
  if (kind === "times" && rows.length > (isNarrow ? 62 : 186)) step = shortest === "hour" ? "day" : "week";

  const plot = element("div", {
    class: "plot",
    tabindex: "0",
    role: "group",
    "aria-roledescription": "chart",
    "aria-label": `Chart: ${title}. Arrow keys read the values.`,
  });
  const canvas = element("canvas", { "aria-hidden": "true" });
  const spoken = element("p", { class: "hidden", "aria-live": "polite" });
  plot.append(canvas);
  const size = rows.length * (series.length > 1 ? 40 : 27) + 44;
  if (kind === "bars") plot.style.minHeight = `${size}px`;

  const shownRows = () => (kind === "times" && step !== shortest ? stepped(rows, step) : rows);
  /** @param {Row} row */
  const nameOf = (row) => {
    const name = kind === "bars" ? row.label : dateName(row.label, step, true);
    return row.incomplete ? `${name} (incomplete)` : name;
  };
  /** @param {Row} row @param {number} index */
  const textOf = (row, index) => {
    const value = row.values[index];
    return value === null || value === undefined ? "no value" : format.text(value);
  };

  /** @returns {import("chart.js").ChartConfiguration<"bar" | "line", (number | null)[], string>} */
  const configuration = () => {
    const shown = shownRows();
    const isBars = kind === "bars";
    const line = theme("line");
    /** @type {import("chart.js").ScaleOptionsByType<"category">["ticks"]["callback"]} */
    const nameTick = (_, index) => {
      const label = shown[index]?.label ?? "";
      return isBars
        ? short(label, Math.max(12, Math.min(40, Math.round(section.clientWidth / 22))))
        : dateName(label, step, false);
    };
    const names = {
      stacked: kind === "times",
      grid: { display: false },
      border: { color: line },
      ticks: {
        color: theme("quiet"),
        autoSkip: !isBars,
        maxRotation: 0,
        autoSkipPadding: 12,
        callback: nameTick,
      },
    };
    const numbers = {
      stacked: kind === "times",
      beginAtZero: true,
      ...(kind === "line" ? { max: 100 } : isZero ? { suggestedMax: 1 } : {}),
      grid: {
        /** The zero line is stronger, since credits are below it. @param {{ tick?: { value: number } }} context */
        color: ({ tick }) => (tick?.value === 0 ? theme("quiet") : line),
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
    return {
      type: kind === "line" ? "line" : "bar",
      data: {
        labels: shown.map(({ label }) => label),
        datasets: series.map(({ title, color }, index) => {
          const colors = shown.map((row) => {
            const own = theme(`c-${(series.length === 1 ? row.color : undefined) ?? color}`);
            return row.incomplete ? `${own}80` : own;
          });
          return {
            label: title,
            data: shown.map(({ values }) => values[index] ?? null),
            hidden: hidden.has(index),
            backgroundColor: kind === "line" ? theme(`c-${color}`) : colors,
            ...(kind === "line"
              ? {
                  borderColor: theme(`c-${color}`),
                  borderWidth: 2,
                  pointRadius: shown.length > 62 ? 0 : 2.5,
                  pointHitRadius: 12,
                }
              : {}),
            ...(kind === "times"
              ? { borderColor: theme("surface"), borderWidth: shown.length > 186 ? 0 : 0.5 }
              : {}),
            ...(isBars ? { borderRadius: 3 } : {}),
            categoryPercentage: isBars ? 0.8 : 0.96,
            barPercentage: 0.96,
            maxBarThickness: isBars ? 22 : 56,
          };
        }),
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        indexAxis: isBars ? "y" : "x",
        layout: { padding: { right: isBars ? 72 : 4, top: 4 } },
        interaction: { mode: "index", intersect: false, axis: isBars ? "y" : "x" },
        scales: isBars ? { y: names, x: numbers } : { x: names, y: numbers },
        plugins: {
          legend: { display: false },
          tooltip: {
            backgroundColor: theme("text"),
            titleColor: theme("surface"),
            bodyColor: theme("surface"),
            footerColor: theme("surface"),
            filter: ({ raw }) => series.length === 1 || Number(raw) !== 0,
            callbacks: {
              title: ([item]) => {
                const row = item === undefined ? undefined : shown[item.dataIndex];
                return row === undefined ? "" : short(nameOf(row), 60);
              },
              label: ({ datasetIndex, dataIndex }) => {
                const row = shown[dataIndex];
                const text = row === undefined ? "" : textOf(row, datasetIndex);
                return series.length === 1
                  ? ` ${text}`
                  : ` ${short(series[datasetIndex]?.title ?? "", 40)}: ${text}`;
              },
              footer: (items) =>
                kind !== "times" || items.length < 2
                  ? ""
                  : `Total: ${format.text(items.reduce((sum, { raw }) => sum + Number(raw), 0))}`,
            },
          },
        },
      },
      plugins: isBars ? [valuesBeside(format.axis)] : [],
    };
  };

  let active = -1;
  let chart = new Chart(canvas, configuration());
  const redraw = () => {
    chart.destroy();
    chart = new Chart(canvas, configuration());
    active = -1;
  };

  /** Shows and announces a row. @param {number} index */
  const read = (index) => {
    active = index;
    const row = shownRows()[index];
    const items =
      row === undefined
        ? []
        : series.flatMap((_, datasetIndex) => (hidden.has(datasetIndex) ? [] : [{ datasetIndex, index }]));
    chart.setActiveElements(items);
    chart.tooltip?.setActiveElements(items, { x: 0, y: 0 });
    chart.update();
    if (row === undefined) return;
    const texts = items.map(
      ({ datasetIndex }) => `${series[datasetIndex]?.title}: ${textOf(row, datasetIndex)}`,
    );
    spoken.textContent = `${nameOf(row)}. ${texts.join(", ")}`;
  };
  plot.addEventListener("keydown", (event) => {
    const last = shownRows().length - 1;
    const next = {
      ArrowRight: Math.min(active + 1, last),
      ArrowDown: Math.min(active + 1, last),
      ArrowLeft: active < 0 ? last : Math.max(active - 1, 0),
      ArrowUp: active < 0 ? last : Math.max(active - 1, 0),
      Home: 0,
      End: last,
      Escape: -1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    read(next);
  });
  plot.addEventListener("blur", () => read(-1));

  const tools = element("div", { class: "tools" });
  if (series.length > 1) {
    const legend = element("div", { class: "legend", role: "group", "aria-label": "Show or hide" });
    series.forEach(({ title, color }, index) => {
      const button = element("button", { type: "button", "aria-pressed": "true", title });
      button.append(element("i", { class: `swatch c-${color}` }), element("span", {}, title));
      button.addEventListener("click", () => {
        const show = hidden.delete(index);
        if (!show) hidden.add(index);
        button.setAttribute("aria-pressed", String(show));
        chart.setDatasetVisibility(index, show);
        chart.update();
      });
      legend.append(button);
    });
    tools.append(legend);
  }
  /** @type {Step[]} */
  const choices = shortest === "hour" ? ["hour", "day"] : ["day", "week", "month"];
  if (kind === "times" && rows.length > 14) {
    const steps = element("div", { class: "steps", role: "group", "aria-label": "Length of a bar" });
    for (const each of choices) {
      const button = element(
        "button",
        { type: "button", "aria-pressed": String(each === step) },
        `By ${each}`,
      );
      button.addEventListener("click", () => {
        step = each;
        for (const other of steps.children) other.setAttribute("aria-pressed", String(other === button));
        redraw();
      });
      steps.append(button);
    }
    tools.append(steps);
  }
  section.querySelector("details")?.before(...(tools.childElementCount > 0 ? [tools] : []), plot, spoken);
  return { redraw, resize: () => chart.resize() };
}

const charts = [...document.querySelectorAll("section.chart")].map((section) =>
  drawn(/** @type {HTMLElement} */ (section)),
);
const redrawAll = () => {
  for (const { redraw } of charts) redraw();
};
isDark.addEventListener("change", redrawAll);
isPrint.addEventListener("change", redrawAll);
