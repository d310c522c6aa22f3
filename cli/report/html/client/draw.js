// Draws a chart before each table of the page, with buttons and keys that need no mouse.

/** @type {typeof import("chart.js").Chart} */
const Chart = Reflect.get(globalThis, "Chart");

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Record<string, string>} attributes @param {string} text */
function element(tag, attributes = {}, text = "") {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  created.textContent = text;
  return created;
}

/** The chart of a section. */
class Drawing {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.view = viewOf(section);
    const title = section.querySelector("h2")?.textContent ?? "";
    this.plot = element("div", {
      class: "plot",
      tabindex: "0",
      role: "group",
      "aria-roledescription": "chart",
      "aria-label": `Chart: ${title}. Arrow keys read the values.`,
    });
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.spoken = element("p", { class: "hidden", "aria-live": "polite" });
    this.plot.append(this.canvas);
    const { kind, rows, series } = this.view;
    const height = rows.length * (series.length > 1 ? 40 : 27) + 44;
    if (kind === "bars") this.plot.style.minHeight = `${height}px`;
    /** The index of the row that was read last, or -1. */
    this.active = -1;
    this.chart = new Chart(this.canvas, configurationOf(this.view));
    this.plot.addEventListener("keydown", (event) => this.move(event));
    this.plot.addEventListener("blur", () => this.read(-1));
    const tools = element("div", { class: "tools" });
    tools.append(...this.legend(), ...this.steps());
    section
      .querySelector("details")
      ?.before(...(tools.childElementCount > 0 ? [tools] : []), this.plot, this.spoken);
  }

  redraw() {
    this.chart.destroy();
    this.chart = new Chart(this.canvas, configurationOf(this.view));
    this.active = -1;
  }

  /** Shows and announces a row. @param {number} index */
  read(index) {
    const { view, chart } = this;
    this.active = index;
    const row = shownRows(view)[index];
    const items =
      row === undefined
        ? []
        : view.series.flatMap((_, datasetIndex) =>
            view.hidden.has(datasetIndex) ? [] : [{ datasetIndex, index }],
          );
    chart.setActiveElements(items);
    chart.tooltip?.setActiveElements(items, { x: 0, y: 0 });
    chart.update();
    if (row === undefined) return;
    const texts = items.map(
      ({ datasetIndex }) => `${view.series[datasetIndex]?.title}: ${textOf(view, row, datasetIndex)}`,
    );
    this.spoken.textContent = `${nameOf(view, row)}. ${texts.join(", ")}`;
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const last = shownRows(this.view).length - 1;
    const forward = Math.min(this.active + 1, last);
    const back = this.active < 0 ? last : Math.max(this.active - 1, 0);
    const next = {
      ArrowRight: forward,
      ArrowDown: forward,
      ArrowLeft: back,
      ArrowUp: back,
      Home: 0,
      End: last,
      Escape: -1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.read(next);
  }

  /** A button for each series, if there are several. */
  legend() {
    const { series, hidden } = this.view;
    if (series.length < 2) return [];
    const legend = element("div", { class: "legend", role: "group", "aria-label": "Show or hide" });
    series.forEach(({ title, color }, index) => {
      const button = element("button", { type: "button", "aria-pressed": "true", title });
      button.append(element("i", { class: `swatch c-${color}` }), element("span", {}, title));
      button.addEventListener("click", () => {
        const show = hidden.delete(index);
        if (!show) hidden.add(index);
        button.setAttribute("aria-pressed", String(show));
        this.chart.setDatasetVisibility(index, show);
        this.chart.update();
      });
      legend.append(button);
    });
    return [legend];
  }

  /** Buttons for the length of a bar, if there are many. */
  steps() {
    const { view } = this;
    if (view.kind !== "times" || view.rows.length <= 14) return [];
    const steps = element("div", { class: "steps", role: "group", "aria-label": "Length of a bar" });
    /** @type {Step[]} */
    const choices = view.shortest === "hour" ? ["hour", "day"] : ["day", "week", "month"];
    for (const step of choices) {
      const pressed = String(step === view.step);
      const button = element("button", { type: "button", "aria-pressed": pressed }, `By ${step}`);
      button.addEventListener("click", () => {
        view.step = step;
        for (const other of steps.children) other.setAttribute("aria-pressed", String(other === button));
        this.redraw();
      });
      steps.append(button);
    }
    return [steps];
  }
}

const drawings = [...document.querySelectorAll("section.chart")].map(
  (section) => new Drawing(/** @type {HTMLElement} */ (section)),
);
for (const media of ["print", "(prefers-color-scheme: dark)"]) {
  matchMedia(media).addEventListener("change", () => {
    for (const drawing of drawings) drawing.redraw();
  });
}
