import { describe, expect, test } from "vitest";
import { type Attempts, attemptsFor, byId, findObject } from "../../../provider/api/absence.ts";
import type { Client } from "../../../provider/api/client.ts";
import { organization } from "../harness/index.ts";

interface Found {
  readonly id: string;
}

const it = { id: "it_01" };

/** A lookup whose responses are given, the last of which is repeated, and what it requested. */
async function lookUp(
  attempts: Attempts,
  {
    lists = [[]],
    responses = [undefined],
    withoutList = false,
  }: {
    readonly lists?: readonly (readonly Found[])[];
    readonly responses?: readonly (Found | undefined)[];
    readonly withoutList?: boolean;
  },
) {
  const { process } = await organization();
  const { client } = process();
  const log: string[] = [];
  const freshness: number[] = [];
  const paced = {
    pace: 1,
    now: () => 100 + log.length,
    pause: async (ms: number) => log.push(`pause ${ms}`),
  };
  const lookup = byId<Found>(
    it.id,
    async (minFreshness) => {
      log.push("list");
      freshness.push(minFreshness);
      return lists[freshness.length - 1] ?? lists.at(-1) ?? [];
    },
    async () => {
      log.push("request");
      const count = log.filter((line) => line === "request").length;
      return responses[Math.min(count, responses.length) - 1];
    },
  );
  const found = await findObject(
    Object.assign(Object.create(client) as Client, paced),
    lookup,
    withoutList ? undefined : 7,
    attempts,
  );
  return { found, log: log.filter((line) => line !== "pause 0"), freshness };
}

describe("findObject", () => {
  test("takes an object from the list without a request", async () => {
    for (const attempts of ["once", "repeated"] as const) {
      expect(await lookUp(attempts, { lists: [[{ id: "other" }, it]] })).toEqual({
        found: it,
        log: ["list"],
        freshness: [7],
      });
    }
  });

  test("requests an object that the list lacks", async () => {
    expect(await lookUp("once", { responses: [it] })).toMatchObject({ found: it, log: ["list", "request"] });
    expect(await lookUp("once", {})).toMatchObject({ found: undefined, log: ["list", "request"] });
  });

  test("repeats the request for three seconds, and then requests a list that is newer than the first request", async () => {
    const { found, log, freshness } = await lookUp("repeated", {});
    expect(found).toBeUndefined();
    expect(log.join(", ")).toBe("list, request, pause 1000, request, pause 2000, request, list");
    expect(freshness).toEqual([7, 101]);
  });

  test("finds an object by a later request, or on the second list", async () => {
    const late = await lookUp("repeated", { responses: [undefined, it] });
    expect(late).toMatchObject({ found: it, log: ["list", "request", "pause 1000", "request"] });
    expect((await lookUp("repeated", { lists: [[], [it]] })).found).toBe(it);
  });

  test("begins with the request if no minimum freshness is given", async () => {
    expect(await lookUp("once", { lists: [[it]], withoutList: true })).toMatchObject({
      found: undefined,
      log: ["request"],
    });
  });
});

test("the object of a resource is looked up repeatedly unless it is not in the state, or is removed there", () => {
  expect([undefined, { status: "removed" }, { status: "active" }, {}].map(attemptsFor)).toEqual([
    "once",
    "once",
    "repeated",
    "repeated",
  ]);
});
