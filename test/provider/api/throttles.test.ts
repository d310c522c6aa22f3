import { expect, it } from "vitest";
import { Throttles } from "../../../provider/api/throttles.ts";

function throttles(requestsPerMinute: number) {
  const lines: string[] = [];
  const all = new Throttles({
    baseUrl: new URL("http://127.0.0.1"),
    credential: () => {
      throw new Error("no request is sent");
    },
    requestsPerMinute,
    notify: (line) => lines.push(line),
  });
  const get = (path: string) => all.of({ method: "GET", path: `/v1/organizations/${path}` });
  return { all, get, lines };
}

/** Whether a request may be sent at once. */
async function isFree(throttle: { pass(): Promise<unknown> }): Promise<boolean> {
  const waits = new Promise<false>((resolve) => setTimeout(() => resolve(false), 20));
  return await Promise.race([throttle.pass().then(() => true), waits]);
}

it("requests about spend limits have a lower limit of their own, and count toward the general one", async () => {
  const { all, get } = throttles(10);
  for (let count = 0; count < 6; count += 1) {
    expect(await isFree(get(count % 2 === 0 ? "spend_limits" : "spend_limit_increase_requests"))).toBe(true);
  }
  expect(await isFree(get("spend_limits/spl_01"))).toBe(false);
  for (let count = 0; count < 4; count += 1) expect(await isFree(get("users"))).toBe(true);
  expect(await isFree(get("users"))).toBe(false);
  all.release();
});

it("a 429 about spend limits does not delay other requests", async () => {
  const { all, get, lines } = throttles(100);
  get("spend_limits").pushedBack(performance.now(), 30_000);
  expect(await isFree(get("spend_limits"))).toBe(false);
  expect(await isFree(get("users"))).toBe(true);
  expect(lines.join("\n")).toContain("spend limit requests per minute");
  all.release();
});

it("an invitation counts toward the limit of invitations only", async () => {
  const { all, get } = throttles(1);
  const invitation = all.of({ method: "POST", path: "/v1/organizations/invites" });
  expect(await isFree(invitation)).toBe(true);
  expect(await isFree(invitation)).toBe(true);
  expect(await isFree(get("users"))).toBe(true);
  all.release();
});
