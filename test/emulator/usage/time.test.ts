import { expect, it } from "vitest";
import { day, floorTo, hour, secondsText } from "../../../emulator/usage/time.ts";

it("rounds times down, and writes them in whole seconds", () => {
  const moment = Date.parse("2026-11-10T10:20:30.456Z");
  expect(secondsText(moment)).toBe("2026-11-10T10:20:30Z");
  expect(secondsText(floorTo(moment, hour))).toBe("2026-11-10T10:00:00Z");
  expect(secondsText(floorTo(moment, day))).toBe("2026-11-10T00:00:00Z");
});
