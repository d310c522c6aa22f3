import { describe, expect, it } from "vitest";
import { hasForm, newHint, newId } from "../../emulator/ids.ts";

describe("newId", () => {
  it("returns unique IDs in the format of the API", () => {
    const ids = Array.from({ length: 500 }, () => newId("user_"));
    expect(new Set(ids).size).toBe(500);
    for (const id of ids) expect(id).toMatch(/^user_01[A-Za-z0-9]{22}$/);
  });
});

describe("newHint", () => {
  it("returns the beginning and the end of an API key", () => {
    expect(newHint()).toMatch(/^sk-ant-api03-[A-Za-z0-9]{3}\.\.\.[A-Za-z0-9]{4}$/);
  });
});

describe("hasForm", () => {
  it("checks the prefix and the characters of an ID, but not its length", () => {
    expect(hasForm("user_", "user_01a")).toBe(true);
    for (const id of ["user_", "invite_01a", "user_01/..", "user_01 a", "USER_01a", "ann@example.com", ""]) {
      expect([id, hasForm("user_", id)]).toEqual([id, false]);
    }
  });
});
