import { expect, it } from "vitest";
import { isYes } from "../../../cli/output/ask.ts";

// test/cli/commands/keys.terminal.test.ts asks in a real terminal.
it("only yes and y mean yes", () => {
  expect(["y", "Y", "yes", " YES "].map(isYes)).toEqual([true, true, true, true]);
  expect(["", "n", "no", "yep", "ja"].map(isYes)).toEqual([false, false, false, false, false]);
});
