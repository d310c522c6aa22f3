import { expect, it } from "vitest";
import { lengthArgument, lengthText } from "../../../cli/keys/lengthText.ts";

it("a length of time is in the largest unit that expresses it exactly", () => {
  expect([86_400_000, 90 * 86_400_000, 36 * 3_600_000, 90 * 60_000, 30_000, 0].map(lengthText)).toEqual([
    "1 day",
    "90 days",
    "36 hours",
    "90 minutes",
    "30 seconds",
    "0 seconds",
  ]);
});

it("a length of time is formatted as the value of an option", () => {
  expect([8 * 86_400_000, 36 * 3_600_000, 90 * 60_000, 30_000].map(lengthArgument)).toEqual([
    "8d",
    "36h",
    "90m",
    "30s",
  ]);
});
