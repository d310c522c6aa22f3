import { describe, expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { defaultRateLimits } from "../../../emulator/rateLimits.ts";
import { RateLimits } from "../../../emulator/state/rateLimits.ts";

function rateLimits() {
  const clock = new Clock(new Date("2026-11-22T00:00:00Z"));
  const limits = new RateLimits(clock);
  const entries = defaultRateLimits();
  limits.load(entries, []);
  const [opus] = entries;
  if (opus === undefined) throw new Error("There are no default limits.");
  return { clock, limits, entries, opus };
}

describe("RateLimits", () => {
  it("keeps the order of the seed", () => {
    const { limits, entries, opus } = rateLimits();
    limits.changeOrganization(opus, { requests_per_minute: 1 });
    expect(limits.ofOrganization().map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
  });

  it("lists each type once, as an override or as inherited", () => {
    const { limits, opus } = rateLimits();
    limits.override("wrkspc_01a", opus, { fast_otpm: 7, input_tokens_per_minute: 8 });
    const { limits: values } = limits.ofWorkspace("wrkspc_01a", opus, { inherited: true });
    expect(values.filter(({ source }) => source.type === "workspace")).toEqual([
      { type: "fast_otpm", value: 7, org_limit: 100_000, source: { type: "workspace" } },
      { type: "input_tokens_per_minute", value: 8, org_limit: null, source: { type: "workspace" } },
    ]);
    expect(values.map(({ type }) => type).sort()).toEqual(
      [...opus.limits.map(({ type }) => type), "input_tokens_per_minute"].sort(),
    );
    expect(limits.ofWorkspace("wrkspc_01b", opus).limits).toEqual([]);
  });

  it("returns the limits as they were some time ago", () => {
    const { clock, limits, opus } = rateLimits();
    limits.override("wrkspc_01a", opus, { requests_per_minute: 1 });
    clock.advance({ seconds: 10 });
    limits.override("wrkspc_01a", opus, { requests_per_minute: 2 });
    limits.changeOrganization(opus, { requests_per_minute: 3 });
    const seen = (seconds: number) => limits.ofWorkspace("wrkspc_01a", opus, { seconds }).limits[0]?.value;
    expect([seen(0), seen(5), seen(15)]).toEqual([2, 1, undefined]);
    expect(limits.ofOrganization(5)[0]?.limits[0]?.value).toBe(4_000);
  });
});
