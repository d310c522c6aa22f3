import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  check,
  defined,
  email,
  fields,
  id,
  map,
  moment,
  oneOf,
  text,
  ValidationError,
} from "../../emulator/validation.ts";

describe("check", () => {
  it.each<[string, z.ZodType, unknown]>([
    ["Input should be a valid dictionary", fields({}), []],
    ["Input should be a valid list", z.array(z.string()), {}],
    ["Input should be a valid integer", z.int(), 1.5],
    ["name: Field required", fields({ name: z.string() }), {}],
    ["color: Extra inputs are not permitted", fields({ name: z.string() }), { name: 1, color: 1 }],
    ["names[1]: Input should be a valid string", fields({ names: z.array(z.string()) }), { names: ["a", 1] }],
    ["Input should be 'a', 'b' or 'c'", oneOf("a", "b", "c"), "d"],
    ["List should have at least 1 item", z.array(z.string()).min(1), []],
    ["Input should be greater than or equal to 0", z.number().min(0), -1],
    ["String should match pattern '^#'", z.string().regex(/^#/), "red"],
  ])("reports the first problem in the API's wording: %s", (message, schema, value) => {
    const attempt = () => check(schema, value);
    expect(attempt).toThrow(ValidationError);
    expect(attempt).toThrow(message);
  });

  it("reports the problem of the alternative that fits best", () => {
    const schema = z.union([oneOf("all"), z.array(oneOf("us", "global")).min(1)]);
    expect(() => check(schema, ["eu"])).toThrow("[0]: Input should be 'us' or 'global'");
    expect(() => check(schema, [])).toThrow("List should have at least 1 item");
  });

  it("begins the path of a problem with the given path", () => {
    expect(() => check(fields({ a: z.string() }), { a: 1 }, "body")).toThrow(
      "body.a: Input should be a valid string",
    );
  });
});

describe("the schemas of values", () => {
  it("count the characters of a string, not its UTF-16 units", () => {
    expect(check(text({ min: 1, max: 2 }), "👍👍")).toBe("👍👍");
    expect(() => check(text({ max: 2 }), "👍👍👍")).toThrow("String should have at most 2 characters");
    expect(() => check(text({ min: 1 }), "")).toThrow("String should have at least 1 character");
  });

  it("accept email addresses with a domain of two or more labels", () => {
    for (const good of ["ann@example.com", "a+b@mail.example.com"]) expect(check(email, good)).toBe(good);
    for (const bad of ["ann", "ann@example", "a b@example.com", `${"a".repeat(310)}@example.com`]) {
      expect(() => check(email, bad)).toThrow("value is not a valid email address");
    }
  });

  it("convert RFC 3339 timestamps to dates", () => {
    expect(check(moment, "2026-01-02T03:04:05Z")).toEqual(new Date("2026-01-02T03:04:05Z"));
    for (const bad of ["2026-01-02", "2026-13-02T03:04:05Z", "now"]) {
      expect(() => check(moment, bad)).toThrow("Input should be a valid RFC 3339 datetime");
    }
  });

  it("check the prefix of IDs", () => {
    expect(check(id("user_"), "user_01a")).toBe("user_01a");
    expect(() => check(id("user_"), "invite_01a")).toThrow("Input should be an ID that begins with 'user_'");
  });

  it("accept maps with any keys, __proto__ included", () => {
    const tags = map(z.string(), (key) => (key === "bad" ? "This key is bad" : undefined));
    const given = JSON.parse('{"__proto__":"x","a":"b"}');
    expect(Object.entries(check(tags, given))).toEqual([
      ["__proto__", "x"],
      ["a", "b"],
    ]);
    expect(() => check(tags, { a: 1 })).toThrow("a: Input should be a valid string");
    expect(() => check(tags, { bad: "x" })).toThrow("bad: This key is bad");
    expect(() => check(tags, ["x"])).toThrow("Input should be a valid dictionary");
  });
});

describe("defined", () => {
  it("omits undefined fields and keeps null and false", () => {
    expect(Object.keys(defined({ a: undefined, b: null, c: false }))).toEqual(["b", "c"]);
  });
});
