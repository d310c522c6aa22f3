import { format } from "node:util";
import { afterEach, expect } from "vitest";

// What the provider prints with `console` appears in every user's `pulumi up`. A test that prints something fails and shows
// it.
const printed: string[] = [];
for (const method of ["debug", "error", "info", "log", "warn"] as const) {
  console[method] = (...values: unknown[]) => {
    printed.push(`console.${method}: ${format(...values)}`);
  };
}
afterEach(() => {
  expect(printed.splice(0), "printed during the test").toEqual([]);
});
