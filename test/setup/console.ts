import { format } from "node:util";
import { afterEach, expect } from "vitest";

// Code that talks past its own `say` talks into every user's `pulumi up`. So a test during which something is printed
// fails and shows it.
const printed: string[] = [];
for (const method of ["debug", "error", "info", "log", "warn"] as const) {
  console[method] = (...values: unknown[]) => {
    printed.push(`console.${method}: ${format(...values)}`);
  };
}
afterEach(() => {
  expect(printed.splice(0), "printed during the test").toEqual([]);
});
