import { expect, test } from "vitest";
import { chartLibrary, pageScript } from "../../../../cli/report/html/library.ts";

test("the library keeps its license, and refers to no source map", async () => {
  const source = await chartLibrary();
  expect(source).toMatch(/^\/\*!\n \* Chart\.js v4\.[\s\S]*Released under the MIT License/);
  expect(source).not.toContain("sourceMappingURL");
});

test("the script of the page cannot end its own element", async () => {
  const source = await pageScript();
  expect(source).toContain("section.chart");
  expect(source).not.toMatch(/<\/script|<!--/i);
});
