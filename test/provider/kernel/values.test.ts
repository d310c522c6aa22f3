import { describe, expect, test } from "vitest";
import { at, isRecord, own, plain, put, same } from "../../../provider/kernel/values.ts";

describe("same", () => {
  test("compares by content, regardless of the order of keys", () => {
    expect(same({ a: 1, b: ["x"] }, { b: ["x"], a: 1 })).toBe(true);
  });

  test("respects the order of arrays", () => {
    expect(same(["us", "global"], ["global", "us"])).toBe(false);
  });

  test("distinguishes undefined from null and from empty values", () => {
    expect(same(undefined, null)).toBe(false);
    expect(same({}, undefined)).toBe(false);
  });
});

test("isRecord returns true for maps only", () => {
  expect([{}, { a: 1 }, [], null, "a", 1, undefined].map(isRecord)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

describe("key that JavaScript objects inherit", () => {
  const odd: Record<string, string> = JSON.parse('{"__proto__":"x","constructor":"y"}');

  test("a key that JavaScript objects inherit has no value unless one was set", () => {
    expect([own(odd, "__proto__"), own(odd, "constructor"), own(odd, "toString")]).toEqual([
      "x",
      "y",
      undefined,
    ]);
    expect(at({ odd }, "odd.__proto__")).toBe("x");
    expect(at({}, "constructor")).toBeUndefined();
    expect(at({}, "constructor.name")).toBeUndefined();
  });

  test("a key that JavaScript objects inherit is set and stored like any other key", () => {
    expect(Object.entries(put({}, "constructor.name", "a"))).toEqual([["constructor", { name: "a" }]]);
    expect(Object.keys(put(odd, "__proto__", "z"))).toEqual(["constructor", "__proto__"]);
    expect(JSON.stringify(plain({ odd, list: [odd] }))).toBe(JSON.stringify({ odd, list: [odd] }));
  });
});

describe("path", () => {
  const properties = { name: "A", residency: { usual: "us", allowed: ["us"] } };

  test("reads a property or a field of a property", () => {
    expect(at(properties, "name")).toBe("A");
    expect(at(properties, "residency.usual")).toBe("us");
  });

  test("reads undefined when a part is missing", () => {
    expect(at(properties, "name.usual")).toBeUndefined();
    expect(at(properties, "tags.team")).toBeUndefined();
    expect(at({ residency: null }, "residency.usual")).toBeUndefined();
  });

  test("does not read items of arrays", () => {
    expect(at({ list: ["a"] }, "list.0")).toBeUndefined();
  });

  test("sets a value in a copy", () => {
    const changed = put(properties, "residency.usual", "global");
    expect(changed).toEqual({ name: "A", residency: { usual: "global", allowed: ["us"] } });
    expect(properties.residency.usual).toBe("us");
  });

  test("creates missing objects along the path", () => {
    expect(put({}, "residency.usual", "us")).toEqual({ residency: { usual: "us" } });
    expect(put({ residency: "text" }, "residency.usual", "us")).toEqual({ residency: { usual: "us" } });
  });

  test("removes a value that becomes undefined", () => {
    expect(put(properties, "name", undefined)).toEqual({ residency: properties.residency });
    expect(put(properties, "residency.usual", undefined)).toEqual({
      name: "A",
      residency: { allowed: ["us"] },
    });
  });
});

describe("plain", () => {
  test("keeps strings, numbers, booleans, arrays and maps", () => {
    const properties = { a: "", b: 0, c: false, d: [1, ["x"]], e: { f: {} } };
    expect(plain(properties)).toEqual(properties);
  });

  test("converts other values to values that a state file can contain", () => {
    const date = new Date("2026-10-30T23:58:27Z");
    expect(plain({ date, big: 12n, list: [date, 1n] })).toEqual({
      date: "2026-10-30T23:58:27.000Z",
      big: "12",
      list: ["2026-10-30T23:58:27.000Z", "1"],
    });
  });

  test("drops undefined values at every depth", () => {
    const none = { a: undefined, b: null, c: Number.NaN, d: Number.POSITIVE_INFINITY };
    expect(plain({ ...none, list: [undefined, null, 1], map: { ...none, deep: { none } } })).toEqual({
      list: [1],
      map: { deep: { none: {} } },
    });
  });

  test("returns a value that survives a JSON round trip", () => {
    const result = plain({ a: new Date(0), b: [1n], c: { d: undefined, e: Number.NaN } });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});
