import { pathToFileURL } from "node:url";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** A page in a browser without network access, with its log and its requests. */
export interface OpenedPage {
  readonly page: Page;
  readonly problems: string[];
}

/** Opens a file in a browser without network. */
export async function opened(
  executablePath: string,
  file: string,
  options: BrowserContextOptions = { viewport: { width: 1400, height: 900 } },
): Promise<OpenedPage> {
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-sync",
      "--no-first-run",
    ],
  });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ offline: true, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => void problems.push(message.text()));
  page.on("pageerror", (error) => void problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) problems.push(`requested ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, problems };
}
