import { expect, test } from "vitest";
import { daysUntil, monthAt, problemOfMonth } from "../../../provider/budgets/month.ts";

const at = (time: string) => Date.parse(time);

test("months begin and end in UTC, regardless of the local time zone", () => {
  expect(monthAt(at("2026-11-30T23:59:59.999Z"))).toEqual({
    name: "2026-11",
    from: at("2026-11-01T00:00:00Z"),
    to: at("2026-12-01T00:00:00Z"),
  });
  expect(monthAt(at("2026-12-01T00:00:00Z")).name).toBe("2026-12");
  expect(monthAt(at("2026-12-01T00:00:00Z"), "2026-10").name).toBe("2026-10");
  expect(monthAt(at("2028-02-10T00:00:00Z")).to).toBe(at("2028-03-01T00:00:00Z"));
});

test("a month in the future is an error", () => {
  expect(() => monthAt(at("2026-11-30T23:59:59Z"), "2026-12")).toThrow(
    "cannot check the budgets: the month 2026-12 is in the future. Use this month or an earlier one.",
  );
});

test.each(["2026-13", "2026-00", "2026-1", "2026-11-01", "26-11", "1999-11", ""])(
  "%j is not a month",
  (name) => {
    expect(problemOfMonth(name)).toBe("must be a month such as `2026-11`");
  },
);

test("only complete days count", () => {
  const month = monthAt(at("2026-11-20T00:00:00Z"));
  expect(daysUntil(month, at("2026-11-11T23:59:59Z"))).toBe(10);
  expect(daysUntil(month, at("2026-10-31T00:00:00Z"))).toBe(0);
  expect(daysUntil(month, at("2026-12-24T00:00:00Z"))).toBe(30);
});
