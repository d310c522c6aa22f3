import { z } from "zod";

const Value = z.unknown().optional();

/** One property that is not as it should be. A value that is absent is none. */
export const Difference = z.strictObject({
  /** The property, such as `role`, or `tags.team` for one tag. */
  property: z.string().describe("the property, such as `role`, or `tags.team` for one tag"),
  declared: Value.describe("what the stack declares; absent: nothing"),
  before: Value.describe("what the snapshot has (only in `since`); absent: nothing"),
  actual: Value.describe("what is there now; absent: nothing"),
});
export type Difference = z.infer<typeof Difference>;
