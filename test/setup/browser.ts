import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";

/** A page in a browser without network access, with its log and its requests. */
export interface OpenedPage {
  readonly page: Page;
  readonly problems: string[];
}

/** Opens a file without network, and with cookies and a cache of its own. */
type Open = (executablePath: string, file: string, options?: BrowserContextOptions) => Promise<OpenedPage>;

/** The browser of all tests of a file. It starts with the first page, and is closed at the end of the file that calls this. */
export function newBrowser(): Open {
  let browser: Promise<Browser> | undefined;
  afterAll(async () => await (await browser)?.close());
  return async (executablePath, file, options = { viewport: { width: 1400, height: 900 } }) => {
    browser ??= chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-sync",
        "--no-first-run",
      ],
    });
    const context = await (await browser).newContext({ offline: true, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => void problems.push(message.text()));
    page.on("pageerror", (error) => void problems.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) problems.push(`requested ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, problems };
  };
}
