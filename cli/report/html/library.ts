import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The source of Chart.js for a page without network access. Its license comment stays. */
export async function chartLibrary(): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve("chart.js"));
  const source = await readFile(join(folder, "chart.umd.min.js"), "utf8");
  // A browser with open developer tools would request the source map.
  return inScript(source.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
}

/** The script of the page, which draws the charts. */
export async function pageScript(): Promise<string> {
  return inScript(await readFile(new URL("./client.js", import.meta.url), "utf8"));
}

/** Checks that a script cannot end its own element. */
function inScript(source: string): string {
  if (/<\/script|<!--/i.test(source)) throw new Error("A script of the HTML page contains an HTML tag.");
  return source.trim();
}
