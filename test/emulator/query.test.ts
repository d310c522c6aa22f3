import { describe, expect, it } from "vitest";
import { Query } from "../../emulator/query.ts";

const query = (text: string) => new Query(new URLSearchParams(text));

describe("Query", () => {
  it("reads lists with and without brackets and ignores empty values", () => {
    expect(query("ids[]=a&ids[]=b").list("ids")).toEqual(["a", "b"]);
    expect(query("ids=a&ids=&ids=b").list("ids")).toEqual(["a", "b"]);
    expect(query("ids=").text("ids")).toBeUndefined();
    expect(query("ids[]=a&limit=1&limit=2").names()).toEqual(["ids", "limit"]);
  });

  it("accepts only the given values", () => {
    expect(query("status=active").oneOf("status", ["active", "inactive"])).toBe("active");
    expect(query("").oneOf("status", ["active"])).toBeUndefined();
    expect(() => query("status=x").oneOf("status", ["active", "inactive"])).toThrow(
      "status: Input should be 'active' or 'inactive'",
    );
    expect(() => query("roles=user&roles=x").someOf("roles", ["user"])).toThrow(
      "roles[1]: Input should be 'user'",
    );
  });

  it("reads booleans, false by default", () => {
    expect(query("a=true").boolean("a")).toBe(true);
    expect(query("a=false").boolean("a")).toBe(false);
    expect(query("").boolean("a")).toBe(false);
    expect(() => query("a=1").boolean("a")).toThrow("a: Input should be 'true' or 'false'");
  });

  it("reads integers within limits", () => {
    const limits = { min: 1, max: 10 };
    expect(query("limit=10").integer("limit", limits)).toBe(10);
    expect(query("").integer("limit", limits)).toBeUndefined();
    expect(() => query("limit=1.5").integer("limit", limits)).toThrow(
      "limit: Input should be a valid integer",
    );
    expect(() => query("limit=11").integer("limit", limits)).toThrow(
      "limit: Input should be between 1 and 10",
    );
  });
});
