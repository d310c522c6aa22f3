import { expect, test } from "vitest";
import { amountText, rangeProgress } from "../../../../cli/report/sync/progress.ts";
import { newWorkdir } from "../../workdir.ts";

const to = Date.parse("2026-05-01");

test("the progress shows the ranges, and the remaining time at the current rate or at the rate limit", async () => {
  const { io, progress } = await newWorkdir();
  let now = 0;
  const done = rangeProgress(io, { total: 12, requestsPerMinute: 80 }, () => now);
  done({ ranges: 1, requests: 1, to });
  now = 6_000;
  done({ ranges: 2, requests: 2, to });
  now = 12_000;
  // 40 requests a range are half a minute at 80 requests a minute.
  done({ ranges: 3, requests: 120, to });
  now = 13_000;
  done({ ranges: 4, requests: 160, to });
  now = 20_000;
  done({ ranges: 12, requests: 480, to });
  expect(progress).toEqual([
    "Read 2 of 12 ranges, up to 2026-05-01. About 30 seconds left ...",
    "Read 3 of 12 ranges, up to 2026-05-01. About 5 minutes left ...",
  ]);
});

test("each range takes at least one request", () => {
  expect(amountText(1, 80)).toBe("1 range, at least 1 request");
  expect(amountText(12, 80)).toBe("12 ranges, at least 12 requests");
  expect(amountText(365, 80)).toBe(
    "365 ranges, at least 365 requests or 4 minutes at 80 requests per minute",
  );
});
