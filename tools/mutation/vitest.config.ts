import { defineConfig } from "vitest/config";

/** The tests that a mutant of the provider has to survive: no engine, and one process for each mutant. */
export default defineConfig({
  test: {
    include: ["test/provider/**/*.test.ts"],
    setupFiles: ["test/setup/console.ts"],
    testTimeout: 60_000,
  },
});
