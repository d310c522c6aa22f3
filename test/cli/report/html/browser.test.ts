import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { reportPage } from "../../../../cli/report/html/page.ts";
import type { PageData } from "../../../../cli/report/html/readPage.ts";
import type { ReportName } from "../../../../cli/report/query.ts";
import { type ReportOptions, runReport } from "../../../../cli/report/runReport.ts";
import { newBrowser } from "../../../setup/browser.ts";
import { needed } from "../../../setup/tools.ts";
import { newWorkdir } from "../../workdir.ts";
import { busyWorkdir, uglyName } from "../reports.ts";
import { costOn, pageData } from "./pages.ts";

const timeout = 120_000;
const opened = newBrowser();

/** The file of a page of the organization with a year of usage. */
async function fileOf(name: ReportName, options: Partial<ReportOptions> = {}): Promise<string> {
  const { io } = await busyWorkdir();
  await runReport(io, name, { last: "30d", ...options, html: "page.html" });
  return path.join(io.cwd, "page.html");
}

async function fileWith(data: PageData): Promise<string> {
  const { io } = await newWorkdir();
  const file = path.join(io.cwd, "page.html");
  await writeFile(file, await reportPage(data));
  return file;
}

/** What the pixels of a canvas can be read with. The tests are compiled without the types of a browser. */
interface Canvas {
  width: number;
  height: number;
  readonly ownerDocument: { createElement(tag: "canvas"): Canvas };
  getContext(
    type: "2d",
    options: { readonly willReadFrequently: true },
  ): {
    drawImage(image: unknown, x: number, y: number): void;
    getImageData(x: number, y: number, width: number, height: number): { readonly data: number[] };
  };
}

/** The colors of a chart, and the share of its pixels that are painted. */
function painted(canvas: Locator) {
  return canvas.evaluate((element) => {
    const original = element as unknown as Canvas;
    const { width, height } = original;
    // A copy, since reading the chart's own canvas logs a warning.
    const copy = original.ownerDocument.createElement("canvas");
    Object.assign(copy, { width, height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(original, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const colors = new Set<number>();
    let count = 0;
    for (let index = 0; index < data.length; index += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.slice(index, index + 4);
      if (alpha < 255) continue;
      count += 1;
      colors.add(red * 65_536 + green * 256 + blue);
    }
    return {
      colors: [...colors].map((color) => `#${color.toString(16).padStart(6, "0")}`),
      share: count / (width * height),
    };
  });
}

/** Whether the page is wider than the window. */
function scrollsSideways(page: Page): Promise<boolean> {
  return page.locator("html").evaluate((element) => element.scrollWidth > element.clientWidth);
}

describe.each([
  ["cost", "light", 1280],
  ["cost", "dark", 390],
  ["usage", "dark", 1280],
  ["claude-code", "light", 390],
] as const)("the page of `report %s` in %s at %i pixels", (name, colorScheme, width) => {
  test("draws every chart, without a request and without an error", { timeout }, async (context) => {
    const executablePath = needed(context, "chromium");
    const options = { colorScheme, viewport: { width, height: 900 } };
    const { page, problems } = await opened(executablePath, await fileOf(name), options);
    const charts = page.locator("section.chart");
    const count = await charts.count();
    expect(count).toBeGreaterThan(4);
    const expected = colorScheme === "light" ? "#206fda" : "#398ffb";
    for (let index = 0; index < count; index += 1) {
      const { colors, share } = await painted(charts.nth(index).locator("canvas"));
      expect(colors).toContain(expected);
      expect(share).toBeGreaterThan(0.005);
    }
    expect((await painted(charts.first().locator("canvas"))).share).toBeGreaterThan(0.2);
    expect(await scrollsSideways(page)).toBe(false);
    expect(problems).toEqual([]);
  });
});

test("the keyboard reaches every chart, legend and table, and reads the exact values", {
  timeout,
}, async (context) => {
  const executablePath = needed(context, "chromium");
  const { page, problems } = await opened(executablePath, await fileOf("cost"));
  const chart = page.locator("section.chart").first();
  const first = chart.locator(".legend button").first();
  const name = await first.textContent();

  // The first stop is the legend. The focus is visible.
  await page.keyboard.press("Tab");
  expect(await first.evaluate((element) => element.matches(":focus-visible"))).toBe(true);
  const outline = await first.evaluate(
    (element) => element.ownerDocument.defaultView?.getComputedStyle(element).outlineWidth,
  );
  expect(outline).toBe("3px");

  // A legend hides its part.
  const before = await painted(chart.locator("canvas"));
  await page.keyboard.press("Space");
  expect(await first.getAttribute("aria-pressed")).toBe("false");
  const after = await painted(chart.locator("canvas"));
  expect(before.colors).toContain("#206fda");
  expect(after.colors).not.toContain("#206fda");
  await page.keyboard.press("Space");

  // The arrow keys read the bars.
  const plot = chart.getByRole("group", { name: "Chart: Cost per day by workspace" });
  await plot.focus();
  await page.keyboard.press("Home");
  const spoken = chart.locator("[aria-live]");
  const text = (await spoken.textContent()) ?? "";
  expect(text).toMatch(/^Thu, Oct 22, 2026\. /);
  expect(text).toContain(`${name}: $`);
  await page.keyboard.press("End");
  expect(await spoken.textContent()).toMatch(/^Fri, Nov 20, 2026 \(incomplete\)\. /);
  await page.keyboard.press("ArrowLeft");
  expect(await spoken.textContent()).toMatch(/^Thu, Nov 19, 2026\. /);

  // The table has what was read.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const table = chart.getByRole("region", { name: "Table: Cost per day by workspace" });
  expect(await table.isVisible()).toBe(true);
  await page.keyboard.press("Tab");
  expect(await table.evaluate((element) => element.matches(":focus-visible"))).toBe(true);
  const cell = (await table.locator("tbody tr").first().locator("td").first().textContent())?.replace(
    /,/g,
    "",
  );
  expect(text).toContain(`${name}: $${Number(cell).toFixed(2)}`);
  expect(problems).toEqual([]);
});

test("bars can be changed to weeks or months", { timeout }, async (context) => {
  const executablePath = needed(context, "chromium");
  const { page, problems } = await opened(executablePath, await fileOf("claude-code"));
  const chart = page.locator("section.chart").first();
  const read = async (step: string) => {
    await chart.getByRole("button", { name: step }).click();
    await chart.locator(".plot").focus();
    await page.keyboard.press("Home");
    return await chart.locator("[aria-live]").textContent();
  };
  expect(await read("By week")).toMatch(/^Week of Oct 19, 2026 \(incomplete\)\. /);
  expect(await read("By month")).toMatch(/^Oct 2026 \(incomplete\)\. /);
  expect(await read("By day")).toMatch(/^Thu, Oct 22, 2026\. /);
  expect(await chart.getByRole("button", { name: "By day" }).getAttribute("aria-pressed")).toBe("true");
  expect(problems).toEqual([]);
});

test("bars are hours with `--by hour`", { timeout }, async (context) => {
  const executablePath = needed(context, "chromium");
  const file = await fileOf("usage", { last: "24h", by: ["hour"] });
  const { page, problems } = await opened(executablePath, file);
  const chart = page.locator("section.chart").first();
  expect(await chart.locator("h2").textContent()).toBe("Tokens per hour by model");
  await chart.locator(".plot").focus();
  await page.keyboard.press("Home");
  expect(await chart.locator("[aria-live]").textContent()).toMatch(/^Nov 19, 2026, 10:00\. /);
  expect(problems).toEqual([]);
});

test("the charts follow the color scheme, and a printed page is light", { timeout }, async (context) => {
  const executablePath = needed(context, "chromium");
  const file = await fileOf("cost", { last: "3d" });
  const { page, problems } = await opened(executablePath, file, { colorScheme: "dark" });
  const canvas = page.locator("canvas").first();
  expect((await painted(canvas)).colors).toContain("#398ffb");
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(async () => (await painted(canvas)).colors).toContain("#206fda");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  await expect.poll(async () => (await painted(canvas)).colors).toContain("#206fda");
  const scheme = page
    .locator("html")
    .evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).colorScheme);
  expect(await scheme).toBe("light");
  expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(20_000);
  expect(problems).toEqual([]);
});

test("names are escaped, and long names do not widen the page", { timeout }, async (context) => {
  const executablePath = needed(context, "chromium");
  const hostile = `</script><img src=x onerror="document.title='hacked'">${uglyName}${"W".repeat(500)}`;
  const { page, problems } = await opened(
    executablePath,
    await fileWith(
      pageData(
        "cost",
        ["workspace"],
        [costOn(0, hostile, "-3"), costOn(1, "wrkspc_1", "5")],
        {},
        { workspace: [hostile] },
      ),
    ),
    { viewport: { width: 390, height: 800 } },
  );
  expect(await page.title()).toBe("Cost, Nov 2, 2026 to Nov 4, 2026");
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.locator(".legend button", { hasText: "</script><img" }).count()).toBe(1);
  for (const summary of await page.locator("summary").all()) await summary.click();
  expect(await scrollsSideways(page)).toBe(false);
  const { colors } = await painted(page.locator("canvas").first());
  expect(colors).toEqual(expect.arrayContaining(["#206fda", "#b55c19"]));
  expect(problems).toEqual([]);
});

test.for([
  { what: "nothing but zero", amounts: ["0", "0"] },
  { what: "one value", amounts: ["0.000001"] },
  { what: "only credits", amounts: ["-5", "-0.5"] },
  { what: "amounts beyond floating point", amounts: ["9007199254740993.000000000001"] },
])("a report with $what is a readable page", { timeout }, async ({ amounts }, context) => {
  const executablePath = needed(context, "chromium");
  const entries = amounts.map((amount, index) => costOn(index, "wrkspc_1", amount));
  const file = await fileWith(pageData("cost", ["workspace"], entries));
  const { page, problems } = await opened(executablePath, file);
  await page.locator(".plot").first().focus();
  await page.keyboard.press("Home");
  const spoken = await page.locator("[aria-live]").first().textContent();
  expect(spoken).toMatch(/^Mon, Nov 2, 2026\. Alpha: -?\$/);
  expect((await page.locator("body").allInnerTexts()).join()).not.toMatch(/NaN|Infinity|undefined/);
  expect(problems).toEqual([]);
});

test("an empty report is a page without charts", { timeout }, async (context) => {
  const executablePath = needed(context, "chromium");
  const { page, problems } = await opened(executablePath, await fileWith(pageData("usage", ["model"], [])));
  expect((await page.locator("main").textContent())?.trim()).toBe("There is no usage in this period.");
  expect(problems).toEqual([]);
});
