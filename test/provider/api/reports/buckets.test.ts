import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readBuckets } from "../../../../provider/api/reports/buckets.ts";
import type { BucketWidth } from "../../../../provider/api/reports/span.ts";
import { clientOf, emulate, failure } from "../setup.ts";

const day = (date: string, ...results: unknown[]) => ({
  starting_at: `2026-11-${date}T00:00:00Z`,
  ending_at: new Date(Date.parse(`2026-11-${date}T00:00:00Z`) + 86_400_000).toISOString(),
  results,
});

/** The buckets of November 1 to `to`, from a response with exactly these. */
async function bucketsOf(
  data: readonly unknown[],
  to = "2026-11-04T00:00:00Z",
  now = "2026-11-20T10:00:00Z",
) {
  const emulator = await emulate({ now: new Date(now) });
  const { client } = clientOf(emulator);
  for (let count = 0; count < 3; count += 1) {
    emulator.faults.add({ kind: "status", status: 200, body: { data, has_more: false, next_page: null } });
  }
  const found: unknown[] = [];
  const report = {
    path: "/v1/organizations/cost_report",
    query: {},
    width: "1d" as BucketWidth,
    result: z.object({ amount: z.string() }),
    doing: "read the cost",
  };
  const span = { from: Date.parse("2026-11-01T00:00:00Z"), to: Date.parse(to) };
  for await (const buckets of readBuckets(client, report, span)) {
    for (const { from, results } of buckets) found.push([new Date(from).getUTCDate(), results.length]);
  }
  return found;
}

describe("readBuckets", () => {
  test("yields every bucket in order, whatever the order of the response", async () => {
    const data = [day("03"), day("01", { amount: "1" }, { amount: "2" }), day("02")];
    expect(await bucketsOf(data)).toEqual([
      [1, 2],
      [2, 0],
      [3, 0],
    ]);
  });

  test.each([
    ["a bucket is missing", [day("01"), day("03")], "the API returned no bucket for 2026-11-02T00:00:00Z"],
    ["the response is empty", [], "the API returned no bucket for 2026-11-01T00:00:00Z"],
    [
      "a bucket was not requested",
      [day("01"), day("02"), day("03"), day("04")],
      "the API returned a bucket for 2026-11-04T00:00:00Z, which was not requested",
    ],
    [
      "a bucket has another length",
      [day("01"), { ...day("02"), ending_at: "2026-11-02T01:00:00Z" }, day("03")],
      "a bucket begins at 2026-11-02T00:00:00Z and does not last 1d",
    ],
    [
      "a bucket comes twice",
      [day("01"), day("01"), day("02"), day("03")],
      "the API returned an entry more than once",
    ],
    ["a time is no time", [{ ...day("01"), starting_at: "today" }], "data.0.starting_at: Invalid timestamp"],
  ])("rejects a response if %s", async (_, data, reason) => {
    const { message } = await failure(bucketsOf(data));
    expect(message).toMatch(/^cannot read the cost: /);
    expect(message).toContain(reason);
  });

  test("accepts a missing bucket that has not ended", async () => {
    const now = "2026-11-03T10:00:00Z";
    expect(await bucketsOf([day("01"), day("02")], "2026-11-05T00:00:00Z", now)).toEqual([
      [1, 0],
      [2, 0],
    ]);
    const later = "2026-11-04T00:00:00Z";
    await expect(bucketsOf([day("01"), day("02")], "2026-11-05T00:00:00Z", later)).rejects.toThrow(
      "no bucket for 2026-11-03T00:00:00Z",
    );
  });
});
