import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take long for their size, by their time. Without the times of an earlier run, vitest sorts files by size, and a
 * long one at the end would run alone.
 */
const long = [
  // Unit tests of 10 to 35 s.
  "test/provider/resources/writes.test.ts",
  "test/provider/functions/reports.faults.test.ts",
  "test/cli/report/sync/readRanges.test.ts",
  "test/cli/commands/keys.terminal.test.ts",
  "test/cli/report/readEntries.test.ts",
  "test/cli/report/html/browser.test.ts",
  "test/package/programs.test.ts",
  "test/cli/whoami/whoAmI.test.ts",
  "test/cli/keys/documentation.test.ts",
  "test/cli/report/documentation.test.ts",
  "test/provider/resources/member/create.test.ts",
  "test/provider/resources/invite/create.test.ts",
  // Tests with the CLI of 20 to 90 s.
  "test/examples/first-steps.test.ts",
  "test/engine/layouts.test.ts",
  "test/examples/ci.github.test.ts",
  "test/engine/pages/existingStack.test.ts",
  "test/tools/demo.test.ts",
  "test/engine/workspaceMembers.test.ts",
  "test/engine/member.test.ts",
  "test/engine/spendLimit.test.ts",
  "test/engine/invite.test.ts",
  "test/engine/failures.test.ts",
  "test/engine/recreate.test.ts",
  "test/engine/secretSources.test.ts",
  "test/examples/ci.gitlab.test.ts",
  "test/engine/orphans.test.ts",
  "test/examples/readme.test.ts",
  "test/engine/pages/template.test.ts",
  "test/engine/pages/moving.test.ts",
  "test/examples/organization.test.ts",
  "test/engine/crashes.test.ts",
  "test/bench/bench.test.ts",
];

/** Starts long files first, so that a run does not end with one file on one core. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = long.findIndex((name) => moduleId.endsWith(name));
  return index === -1 ? long.length : index;
}
