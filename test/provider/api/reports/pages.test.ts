import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readRange } from "../../../../provider/api/reports/pages.ts";
import { clientOf, emulate, failure } from "../setup.ts";

const Thing = z.object({ id: z.string() });

/** A range whose responses are exactly these bodies. */
async function rangeOf(bodies: readonly unknown[]) {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  for (const body of bodies) emulator.faults.add({ kind: "status", status: 200, body });
  const result = readRange(client, {
    path: "/v1/organizations/cost_report",
    query: { starting_at: "2026-11-01T00:00:00Z" },
    limit: 7,
    betas: ["some-beta"],
    item: Thing,
    identity: ({ id }) => (id === "any" ? undefined : id),
    doing: "read the things",
  });
  return { emulator, result };
}

const things = (...ids: string[]) => ids.map((id) => ({ id }));

describe("readRange", () => {
  test("follows the cursors to the end", async () => {
    const { emulator, result } = await rangeOf([
      { data: things("a", "b"), has_more: true, next_page: "p2" },
      { data: [], has_more: true, next_page: "p3" },
      { data: things("c"), has_more: false, next_page: null, data_refreshed_at: "2026-11-01T05:00:00Z" },
    ]);
    expect(await result).toMatchObject({
      items: things("a", "b", "c"),
      refreshedAt: "2026-11-01T05:00:00Z",
      date: expect.any(Date),
    });
    expect(emulator.requests.map(({ query }) => query.replace(/^.*limit/, "limit"))).toEqual([
      "limit=7",
      "limit=7&page=p2",
      "limit=7&page=p3",
    ]);
  });

  test("rejects an invalid time of completeness", async () => {
    const body = { data: [], has_more: false, data_refreshed_at: "soon" };
    const { result } = await rangeOf(Array(9).fill(body));
    expect(await failure(result)).toMatchObject({ message: expect.stringContaining("data_refreshed_at") });
  });

  test("accepts a cursor on the last page", async () => {
    const { result } = await rangeOf([{ data: things("a"), has_more: false, next_page: "p2" }]);
    expect((await result).items).toEqual(things("a"));
  });

  test.each([
    ["more pages without a cursor", [{ data: [], has_more: true }], "returned no cursor for the next page"],
    [
      "a cursor that it has used",
      [
        { data: things("a"), has_more: true, next_page: "p2" },
        { data: things("b"), has_more: true, next_page: "p2" },
      ],
      "returned a cursor more than once",
    ],
    ["a body without has_more", [{ data: things("a"), next_page: null }], "has_more: "],
    ["a body without data", [{ has_more: false, next_page: null }], "data: "],
    ["an item of another shape", [{ data: [{ name: "a" }], has_more: false }], "data.0.id: "],
  ])("rejects %s", async (_, bodies, reason) => {
    const { result } = await rangeOf(bodies);
    const { message } = await failure(result);
    expect(message).toMatch(/^cannot read the things: /);
    expect(message).toContain(reason);
  });

  test("restarts a range with a repeated item, and gives up after the third attempt", async () => {
    const first = { data: things("a", "b"), has_more: true, next_page: "p2" };
    const moved = { data: things("b", "c"), has_more: false };
    const rest = { data: things("c"), has_more: false };
    const { emulator, result } = await rangeOf([first, moved, first, rest]);
    expect((await result).items).toEqual(things("a", "b", "c"));
    expect(emulator.requests).toHaveLength(4);
    const { result: never } = await rangeOf([first, moved, first, moved, first, moved]);
    expect((await failure(never)).message).toMatch(
      /^cannot read the things: the API returned an entry more than once, so the report is not complete\. .* \[req_\w+\]$/,
    );
  });

  test("accepts equal items without an identity", async () => {
    const { result } = await rangeOf([{ data: things("any", "any"), has_more: false }]);
    expect((await result).items).toHaveLength(2);
  });

  test("gives up after 200 pages", async () => {
    const pages = Array.from({ length: 200 }, (_, index) => ({
      data: [],
      has_more: true,
      next_page: `p${index}`,
    }));
    const { result } = await rangeOf(pages);
    expect((await failure(result)).message).toContain("a range has more than 200 pages");
  });
});
