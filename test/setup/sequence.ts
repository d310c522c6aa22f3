import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Each of these takes most of a minute, in few lines: without times of an earlier run, files go by their size. */
const long = ["test/tools/demo.test.ts", "test/engine/layouts.test.ts"];

/** What takes long begins first, so that a run does not end with one file on one core. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
