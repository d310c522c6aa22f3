import { describe, expect, it } from "vitest";
import { page } from "../../emulator/pages.ts";
import { Query } from "../../emulator/query.ts";
import { column, emulate, send } from "./setup.ts";

const items = ["a", "b", "c", "d", "e"].map((id) => ({ id }));
const read = (query: string, keep?: (item: { id: string }) => boolean) => {
  const found = page(
    items,
    (item) => item.id,
    new Query(new URLSearchParams(query)),
    keep === undefined ? {} : { keep },
  );
  return [found.data.map((item) => item.id).join(""), found.has_more, found.first_id, found.last_id];
};

describe("a page", () => {
  it("continues after a cursor and tells whether there are more items", () => {
    expect(read("limit=2")).toEqual(["ab", true, "a", "b"]);
    expect(read("limit=2&after_id=b")).toEqual(["cd", true, "c", "d"]);
    expect(read("limit=2&after_id=d")).toEqual(["e", false, "e", "e"]);
    expect(read("limit=5")).toEqual(["abcde", false, "a", "e"]);
    expect(read("after_id=e")).toEqual(["", false, null, null]);
  });

  it("a page ends before a cursor, in the order of the list", () => {
    expect(read("limit=2&before_id=e")).toEqual(["cd", true, "c", "d"]);
    expect(read("limit=2&before_id=c")).toEqual(["ab", false, "a", "b"]);
    expect(read("before_id=a")).toEqual(["", false, null, null]);
  });

  it("counts only items that pass the filter, while a cursor can be any item", () => {
    const vowels = (item: { id: string }) => "ae".includes(item.id);
    expect(read("limit=1", vowels)).toEqual(["a", true, "a", "a"]);
    expect(read("limit=1&after_id=b", vowels)).toEqual(["e", false, "e", "e"]);
  });

  it("rejects two cursors, an unknown cursor and a limit out of range", async () => {
    const emulator = await emulate({ seed: "sample" });
    const status = async (query: string) =>
      (await send(emulator, `GET /v1/organizations/users?${query}`)).status;
    const [first, second] = emulator.organization().state().users;
    expect(await status(`after_id=${first?.id}&before_id=${second?.id}`)).toBe(400);
    expect(await status("after_id=user_01unknown")).toBe(400);
    expect(await status("before_id=user_01unknown")).toBe(400);
    for (const limit of ["0", "1001", "-1", "1.5", "ten"]) expect(await status(`limit=${limit}`)).toBe(400);
    for (const limit of ["1", "1000", ""]) expect(await status(`limit=${limit}`)).toBe(200);
  });

  it("a page has 20 items by default", async () => {
    const emulator = await emulate({
      seed: {
        version: 1,
        users: Array.from({ length: 21 }, (_, index) => ({ email: `p${index}@example.com` })),
      },
    });
    expect(column(await send(emulator, "GET /v1/organizations/users"), "id")).toHaveLength(20);
  });
});
