import { describe, expect, it } from "vitest";
import { Query } from "../../../emulator/query.ts";
import { pageOf } from "../../../emulator/usage/rows.ts";

const page = (rows: readonly number[], limit: number, token?: string | null, scope = "a") =>
  pageOf(new Query(new URLSearchParams(token == null ? {} : { page: token })), rows, limit, scope);

describe("pageOf", () => {
  it("returns rows page after page", () => {
    const first = page([1, 2, 3], 2);
    expect(first).toMatchObject({ data: [1, 2], has_more: true });
    expect(page([1, 2, 3], 2, first.next_page)).toEqual({ data: [3], has_more: false, next_page: null });
    expect(page([1, 2], 2)).toMatchObject({ has_more: false, next_page: null });
    expect(page([], 2)).toEqual({ data: [], has_more: false, next_page: null });
  });

  it("rejects a cursor of another query, and what is no cursor", () => {
    const { next_page } = page([1, 2, 3], 2);
    expect(() => page([1, 2, 3], 2, next_page, "b")).toThrow(
      "cursor does not match current query parameters",
    );
    for (const token of ["2", "page_", "page_x", `x${next_page}`]) {
      expect(() => page([1, 2, 3], 2, token), token).toThrow("page: ");
    }
  });
});
