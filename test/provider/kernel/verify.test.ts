import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { NoCredentialError, UserError } from "../../../provider/errors.ts";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { type ThingPlan, thing } from "../thing.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const inputs: Properties = { __provider: "pointer", __origin: "acme/dev::it", name: "A" };
const refused = new UserError("cannot create it: there is no such place. Use another place.");

/** A process with a credential, none of whose requests is answered, and its notices. */
function start(env: Record<string, string> = {}, settings: Record<string, string> = {}) {
  const notices: string[] = [];
  const session = new Session(
    (key) => settings[key],
    { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-0000", ANTHROPIC_ADMIN_BASE_URL: "http://127.0.0.1:9", ...env },
    (notice) => notices.push(noticeLine(notice)),
  );
  const run = (
    verify: NonNullable<ThingPlan["verify"]>,
    news: Properties = {},
    olds: Properties = {},
    parts: Partial<ThingPlan> = {},
  ) => thing({ verify, ...parts }).verify(session, olds, { ...inputs, ...news });
  return { session, notices, run };
}

describe("the lookups of check", () => {
  test("the lookups of check report the error of the resource type for the whole resource", async () => {
    const { run, session } = start();
    expect(await run(() => Promise.reject(refused))).toEqual([{ property: "", reason: refused.message }]);
    expect(session.canLookUp).toBe(true);
  });

  test("the lookups of check repeat a lookup with new lists before they report an error", async () => {
    const { run } = start();
    const freshness: number[] = [];
    const failures = await run((_, __, { minFreshness }) => {
      freshness.push(minFreshness);
      return freshness.length === 1 ? Promise.reject(refused) : Promise.resolve();
    });
    expect(failures).toEqual([]);
    expect(freshness[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(freshness[1]).toBeGreaterThan(0);
  });

  test.each([
    ["failed request", new ApiError("cannot list it.", { reason: "unavailable" })],
    ["missing credential", new NoCredentialError("There is no key.")],
  ])("end for the whole run after a %s, without an error", async (_, error) => {
    const { run, session } = start();
    const verify = vi.fn(() => Promise.reject(error));
    expect(await run(verify)).toEqual([]);
    expect(session.canLookUp).toBe(false);
    expect(await run(verify, { name: "B" })).toEqual([]);
    expect(verify).toHaveBeenCalledTimes(error instanceof ApiError ? 1 : 2);
  });

  test("the lookups of check pass on an unexpected error without repeating the lookup", async () => {
    const { run } = start();
    const verify = vi.fn(() => Promise.reject(new TypeError("defect")));
    await expect(run(verify)).rejects.toThrow("defect");
    expect(verify).toHaveBeenCalledTimes(1);
  });

  test("no lookups are made for unchanged inputs, for repeated ones, or if they are turned off", async () => {
    const verify = vi.fn(() => Promise.resolve());
    const { run } = start();
    await start().run(verify, {}, { ...inputs });
    expect(verify).toHaveBeenCalledTimes(0);
    await run(verify);
    await run(verify);
    expect(verify).toHaveBeenCalledTimes(1);
    // The resource with these inputs is another one, by its name or its type.
    await run(verify, { __origin: "acme/dev::other" });
    await run(verify, {}, {}, { kind: "Box" });
    expect(verify).toHaveBeenCalledTimes(3);
    await start({ PULUMI_ANTHROPIC_SKIP_LOOKUPS: "true" }).run(verify);
    expect(verify).toHaveBeenCalledTimes(3);
  });

  test("the lookups of check get the known inputs, the names of the unknown ones, and the old ones", async () => {
    const { run } = start();
    const seen: unknown[] = [];
    const verify: ThingPlan["verify"] = (_, known, { unknown: names, olds, adopting }) => {
      seen.push({ known, names: [...names], olds, adopting });
      return Promise.resolve();
    };
    await run(verify, { colour: unknown });
    await run(verify, { name: "B", adopt: "thing_1" }, { ...inputs, adopt: "thing_1" });
    expect(seen).toEqual([
      { known: { name: "A" }, names: ["colour"], olds: undefined, adopting: false },
      { known: { name: "B" }, names: [], olds: { name: "A" }, adopting: true },
    ]);
  });

  test("the lookups of check compare an object that a new resource adopts, unless an input or its ID is unknown", async () => {
    const verify = vi.fn(() => Promise.resolve());
    const read = vi.fn(() => Promise.reject(refused));
    const { run } = start();
    await run(verify, { adopt: "thing_1", colour: unknown }, {}, { read });
    await run(verify, { name: "B", adopt: unknown }, {}, { read });
    expect(read).not.toHaveBeenCalled();
    const failures = await run(verify, { adopt: "thing_1" }, {}, { read });
    expect(failures).toEqual([{ property: "", reason: refused.message }]);
    expect(verify).not.toHaveBeenCalled();
  });

  test("the lookups of check show only notices that are shown once per run", async () => {
    const { run, notices } = start();
    await run((operation) => {
      operation.notify("adopted", "It was adopted.");
      operation.notifyOnce("readOnlyGroup", "It is read-only.");
      return Promise.resolve();
    });
    expect(notices).toEqual(["It is read-only."]);
  });

  test("the lookups of check compare the organization before they report an error, if one is expected", async () => {
    const expecting = start({}, { "anthropic:organizationId": "7c9e6679-7425-40de-944b-e07fc1f90ae7" });
    const confirm = vi.spyOn(expecting.session.guard, "confirm").mockRejectedValue(new UserError("Other."));
    expect(await expecting.run(() => Promise.reject(refused))).toEqual([{ property: "", reason: "Other." }]);
    expect(confirm).toHaveBeenCalledTimes(1);
    const failure = new ApiError("cannot list it.", { reason: "unavailable" });
    expect(await expecting.run(() => Promise.reject(failure), { name: "B" })).toEqual([]);
    expect(confirm).toHaveBeenCalledTimes(1);
    const free = start();
    const unasked = vi.spyOn(free.session.guard, "confirm");
    await free.run(() => Promise.reject(refused));
    expect(unasked).not.toHaveBeenCalled();
  });
});

describe("the lookups of check that get no response", () => {
  /** A lookup that the test ends, after a time that the test sets. */
  function pending() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const context = start();
    const result = context.run(() => promise);
    let ended = false;
    void result.then(() => {
      ended = true;
    });
    return { ...context, result, resolve, reject, hasEnded: () => ended };
  }

  test("lookups that get no response end after ten seconds, for the whole run", async () => {
    const { result, hasEnded, session, run } = pending();
    await vi.advanceTimersByTimeAsync(9999);
    expect([hasEnded(), session.canLookUp]).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await result).toEqual([]);
    expect(session.canLookUp).toBe(false);
    const verify = vi.fn(() => Promise.resolve());
    await run(verify, { name: "B" });
    expect(verify).not.toHaveBeenCalled();
  });

  test("lookups that get no response are ignored afterwards, also their errors", async () => {
    const { result, reject, session } = pending();
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => {
      process.off("unhandledRejection", unhandled);
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await result;
    reject(refused);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
    expect(session.canLookUp).toBe(false);
  });

  test("lookups that get a response in time leave no timer, and later lookups are sent", async () => {
    const { result, resolve, session } = pending();
    await vi.advanceTimersByTimeAsync(9999);
    resolve();
    expect(await result).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    expect(session.canLookUp).toBe(true);
  });
});
