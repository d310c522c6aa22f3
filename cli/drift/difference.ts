import { z } from "zod";

const Value = z.unknown().optional();

/** A property that differs. A value is absent when there is none. */
export const Difference = z.strictObject({
  property: z.string().describe("the property, such as `role`, or `tags.team` for one tag"),
  declared: Value.describe("the declared value; absent when the property is not declared"),
  before: Value.describe("the value in the snapshot (only in `since`), or null"),
  accepted: Value.describe(
    "the value that an ignore rule accepts (only in `unmanaged`, if it differs), or null",
  ),
  actual: Value.describe("the current value; absent when there is none"),
});
export type Difference = z.infer<typeof Difference>;
