import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The source of Chart.js for a page without network access. Includes its license comment. */
export async function chartLibrary(): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve("chart.js"));
  const source = await readFile(join(folder, "chart.umd.min.js"), "utf8");
  // A browser with open developer tools would request the source map.
  return inScript(source.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
}

/** The scripts of the page. Each uses what the earlier ones declare, as one script. */
const scripts = ["tables", "formats", "view", "configuration", "draw"];

/** The script of the page, which draws the charts. */
export async function pageScript(): Promise<string> {
  const files = scripts.map((name) => readFile(new URL(`./client/${name}.js`, import.meta.url), "utf8"));
  return inScript((await Promise.all(files)).join("\n"));
}

/** Checks that a script cannot end its own element. */
function inScript(source: string): string {
  if (/<\/script|<!--/i.test(source)) throw new Error("A script of the HTML page contains an HTML tag.");
  return source.trim();
}
