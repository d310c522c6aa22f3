import { defineConfig } from "vitest/config";

/** Only the tests of the kernel, which are much faster than those of all resource types. */
export default defineConfig({
  test: {
    include: [
      "test/provider/kernel/**/*.test.ts",
      "test/provider/handlers.test.ts",
      "test/provider/provider.test.ts",
      "test/provider/settings/*.test.ts",
      "test/provider/functions/session.test.ts",
      "test/provider/resources/*/check.test.ts",
      "test/provider/resources/moves.test.ts",
      "test/provider/resources/releases.test.ts",
      "test/provider/resources/verify.test.ts",
      "test/provider/resources/workspace/spelling.test.ts",
      "test/provider/resources/workspaceMember/index.test.ts",
    ],
    setupFiles: ["test/setup/console.ts"],
    testTimeout: 20_000,
  },
});
