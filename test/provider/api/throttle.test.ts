import { describe, expect, it } from "vitest";
import { Throttle } from "../../../provider/api/throttle.ts";

// Real time with small numbers. Upper bounds are generous for a busy machine; lower bounds are exact.

function since(start: number): number {
  return performance.now() - start;
}

async function times(throttle: Throttle, count: number): Promise<number[]> {
  const start = performance.now();
  return Promise.all(Array.from({ length: count }, () => throttle.pass().then(() => since(start))));
}

describe("Throttle", () => {
  it("sends a burst up to the limit at once, and the rest when the window has moved", async () => {
    const throttle = new Throttle({ limit: 3, windowMs: 300, notify: () => undefined });
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = await times(throttle, 7);
    for (const early of [a, b, c]) expect(early).toBeLessThan(200);
    for (const middle of [d, e, f]) expect(middle).toBeGreaterThanOrEqual(299);
    expect(g).toBeGreaterThanOrEqual(599);
  });

  it("never sends more than the limit in any window", async () => {
    const throttle = new Throttle({ limit: 5, windowMs: 100, notify: () => undefined });
    const all = await times(throttle, 23);
    for (const [index, time] of all.entries()) {
      const sixth = all[index + 5];
      // Both times are measured after the throttle's own, on a busy machine milliseconds later.
      if (sixth !== undefined) expect(sixth - time).toBeGreaterThanOrEqual(50);
    }
  });

  it("keeps the order of calls, including those that arrive while others wait", async () => {
    const throttle = new Throttle({ limit: 2, windowMs: 60, notify: () => undefined });
    const order: number[] = [];
    const early = Array.from({ length: 5 }, (_, index) => throttle.pass().then(() => order.push(index)));
    await throttle.pass().then(() => order.push(5));
    const late = Array.from({ length: 3 }, (_, index) => throttle.pass().then(() => order.push(6 + index)));
    await Promise.all([...early, ...late]);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("returns the time waited", async () => {
    const throttle = new Throttle({ limit: 1, windowMs: 80, notify: () => undefined });
    expect(await throttle.pass()).toBeLessThan(50);
    expect(await throttle.pass()).toBeGreaterThanOrEqual(78);
  });

  it("makes all callers wait for retry-after", async () => {
    const throttle = new Throttle({ limit: 1000, windowMs: 1000, notify: () => undefined });
    await throttle.pass();
    const before = throttle.pass();
    throttle.pushedBack(performance.now(), 200);
    const waits = await times(throttle, 5);
    await before;
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(199);
  });

  it("sends evenly and more slowly after a 429, with one message for a burst", async () => {
    const notices: string[] = [];
    const throttle = new Throttle({ limit: 40, windowMs: 600, notify: (line) => notices.push(line) });
    const sentAt = performance.now();
    await times(throttle, 8);
    for (let index = 0; index < 8; index += 1) throttle.pushedBack(sentAt, 10);
    expect(throttle.limit).toBe(30);
    expect(notices).toEqual([
      "The Admin API's rate limit, which all clients of the organization share, was exceeded. Continuing with 30 requests per minute.",
    ]);
    const all = await times(throttle, 5);
    for (const [index, time] of all.entries()) {
      const following = all[index + 1];
      if (following !== undefined) expect(following - time).toBeGreaterThanOrEqual(19);
    }
  });

  it("lowers the limit with every 429, but not to zero", () => {
    const throttle = new Throttle({ limit: 80, notify: () => undefined });
    const limits: number[] = [];
    for (let index = 0; index < 12; index += 1) {
      throttle.pushedBack(performance.now() + 1, 1);
      limits.push(throttle.limit);
    }
    expect(limits.slice(0, 3)).toEqual([60, 45, 33]);
    expect(limits.at(-1)).toBe(10);
  });

  it("returns to the configured limit after five windows without a 429", async () => {
    const throttle = new Throttle({ limit: 8, windowMs: 20, notify: () => undefined });
    throttle.pushedBack(performance.now(), 1);
    expect(throttle.limit).toBe(6);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await throttle.pass();
    expect(throttle.limit).toBe(8);
  });

  it("waits longer with every 429 without retry-after, and starts again after a success", async () => {
    const throttle = new Throttle({ limit: 1000, windowMs: 10, notify: () => undefined });
    const pushed = async () => {
      throttle.pushedBack(performance.now(), undefined);
      return throttle.pass();
    };
    const first = await pushed();
    const second = await pushed();
    throttle.accepted();
    const third = await pushed();
    expect(first).toBeGreaterThanOrEqual(749);
    expect(first).toBeLessThan(1500);
    expect(second).toBeGreaterThanOrEqual(1499);
    expect(third).toBeLessThan(1499);
  });

  it("reports a long wait, and again after the minimum interval", async () => {
    const notices: string[] = [];
    const throttle = new Throttle({
      limit: 1,
      windowMs: 300,
      longWaitMs: 100,
      notifyEveryMs: 120,
      notify: (line) => notices.push(line),
    });
    await times(throttle, 2);
    expect(notices[0]).toBe(
      "Waiting for the Admin API's rate limit (1 requests per minute): 1 waiting, next in 1 s.",
    );
    expect(notices.length).toBeGreaterThanOrEqual(2);
    expect(notices.length).toBeLessThanOrEqual(3);
  });

  it("does not report short waits", async () => {
    const notices: string[] = [];
    const throttle = new Throttle({ limit: 1, windowMs: 30, notify: (line) => notices.push(line) });
    await times(throttle, 4);
    expect(notices).toEqual([]);
  });

  it("releases all callers when no further request is sent", async () => {
    const throttle = new Throttle({ limit: 1, windowMs: 60_000, notify: () => undefined });
    const waiting = times(throttle, 20);
    throttle.release();
    for (const time of await waiting) expect(time).toBeLessThan(1000);
    expect(await throttle.pass()).toBeLessThan(1000);
  });
});
