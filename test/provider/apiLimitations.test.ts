import { describe, expect, test } from "vitest";
import { documented } from "../../tools/docs.ts";

describe("what the API cannot do", () => {
  test.each(documented().map(({ file, text, wanted }) => ({ file, text, wanted })))(
    "is in $file as in the table (else: npm run docs)",
    ({ text, wanted }) => {
      expect(text).toBe(wanted);
    },
  );
});
