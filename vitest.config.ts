import path from "node:path";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/setup/sequence.ts";

/** Tests that drive the real Pulumi CLI. */
const engine = [
  "test/engine/**/*.test.ts",
  "test/examples/**/*.test.ts",
  "test/tools/demo.test.ts",
  "test/bench/bench.test.ts",
  "test/bench/invitations.test.ts",
];

export default defineConfig({
  test: {
    // Without the live summary, the output ends with the failures and the counts, also in a log file.
    reporters: [["default", { summary: false }]],
    // Engine tests are slow. A line for each would hide the failures.
    slowTestThreshold: 30_000,
    sequence: { sequencer: LongestFirst },
    // Loading all modules again for each file would take a third of the time of the unit tests. A test that replaces something for a
    // while, such as a function of Node.js, puts it back.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: engine,
          setupFiles: ["test/setup/console.ts"],
          // Some tests start commands, whose files Node.js would compile each time.
          env: { NODE_COMPILE_CACHE: path.join(import.meta.dirname, "node_modules", ".cache", "compiled") },
          // The default on two cores is one, and some of these tests wait for time to pass.
          maxWorkers: 4,
          // Many times what a test takes: a timeout means that something hangs, not that the machine is busy.
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: engine,
          setupFiles: ["test/setup/console.ts"],
          globalSetup: ["test/setup/engine.ts"],
          // As above.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A Pulumi command uses one core most of the time, and otherwise waits for processes to start.
          maxWorkers: 3,
          maxConcurrency: 2,
          // After the unit tests, whose failures are shorter and easier to understand.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
