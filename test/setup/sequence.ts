import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Short files that take long. Without the times of an earlier run, vitest sorts files by size. */
const long = [
  "test/tools/demo.test.ts",
  "test/engine/layouts.test.ts",
  "test/examples/first-steps.test.ts",
  "test/engine/pages/existingStack.test.ts",
  "test/engine/pages/template.test.ts",
];

/** Starts long files first, so that a run does not end with one file on one core. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
