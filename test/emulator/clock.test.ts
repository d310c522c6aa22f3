import { describe, expect, it } from "vitest";
import { Clock, timestamp } from "../../emulator/clock.ts";

describe("Clock", () => {
  it("starts at the given time and runs", async () => {
    const clock = new Clock(new Date("2030-01-01T00:00:00Z"));
    const first = clock.now().getTime();
    expect(first - Date.parse("2030-01-01T00:00:00Z")).toBeLessThan(1_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clock.now().getTime()).toBeGreaterThan(first);
  });

  it("advances by the sum of the fields of a duration", () => {
    const clock = new Clock(new Date("2030-01-01T00:00:00Z"));
    clock.advance({ days: 20, hours: 23, minutes: 59, seconds: 60 });
    expect(clock.timestamp()).toMatch(/^2030-01-22T00:00:0\d\.\d{6}Z$/);
  });

  it("rejects negative, infinite and too long durations and an invalid start", () => {
    const clock = new Clock();
    expect(() => clock.advance({ days: -1 })).toThrow("must be a finite number");
    expect(() => clock.advance({ hours: Number.NaN })).toThrow("must be a finite number");
    expect(() => clock.advance({ days: 1e12 })).toThrow("past the last date");
    expect(() => new Clock(new Date("never"))).toThrow("`now` must be a valid date.");
  });

  it("formats timestamps like the API", () => {
    expect(timestamp(new Date("2024-10-30T23:58:27.427Z"))).toBe("2024-10-30T23:58:27.427000Z");
  });
});
