import { describe, expect, it } from "vitest";
import { groupUsage, noCounts, partOfHour, sumOf, type Usage } from "../../../emulator/usage/dimensions.ts";
import { dimensions } from "./dimensions.ts";

describe("partOfHour", () => {
  it("splits an hour into parts that add up to it", () => {
    const hour = { ...noCounts(), requests: 7, output: 1009, codeSeconds: 61 };
    const minutes = Array.from({ length: 60 }, (_, minute) => partOfHour(hour, minute, minute + 1));
    expect(sumOf(minutes.map((counts) => ({ dimensions, counts })))).toEqual(hour);
    const parts = [partOfHour(hour, 0, 17), partOfHour(hour, 17, 60)];
    expect(sumOf(parts.map((counts) => ({ dimensions, counts })))).toEqual(hour);
    expect(partOfHour(hour, 0, 60)).toEqual(hour);
    expect(partOfHour(hour, 30, 30)).toEqual(noCounts());
  });
});

describe("groupUsage", () => {
  it("groups by a key in the order of the first usage", () => {
    const usage = ["b", "a", "b"].map((workspaceId, output): Usage => {
      return { dimensions: { ...dimensions, workspaceId }, counts: { ...noCounts(), output } };
    });
    const groups = groupUsage(usage, ({ workspaceId }) => workspaceId);
    expect(groups).toEqual([[usage[0], usage[2]], [usage[1]]]);
    expect(groups.map((group) => sumOf(group).output)).toEqual([2, 1]);
  });
});
