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
    // No live table: the last lines of a run are its failures and its counts, also in a log file.
    reporters: [["default", { summary: false }]],
    // An engine test that takes half a minute is no news; one line a test would bury the failures.
    slowTestThreshold: 30_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: engine,
          setupFiles: ["test/setup/console.ts"],
          // Vitest would take one for two cores, and some of these tests wait for time to pass.
          maxWorkers: 3,
          // As below: the slowest of these takes two seconds alone.
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
          // Many times what a test takes alone: it says that something hangs, not that the machine is busy.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A command keeps one core busy for most of its two seconds, and waits for processes to start in the rest.
          maxWorkers: 3,
          maxConcurrency: 2,
          // After the unit tests: what breaks there breaks here too, and is said there in fewer words.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
