import { describe, expect, test } from "vitest";
import { changedPaths, managedIn, managedPaths } from "../../../provider/kernel/managed.ts";

const plan = { managed: ["name", "tags", "residency"], parts: ["residency"] };

describe("managed paths of a program", () => {
  test("contain the properties that the program sets", () => {
    expect(managedPaths(plan, { name: "A" })).toEqual(["name"]);
  });

  test("include a map as a whole, even an empty one", () => {
    expect(managedPaths(plan, { tags: {} })).toEqual(["tags"]);
    expect(managedPaths(plan, { tags: { b: "1", a: "2" } })).toEqual(["tags"]);
  });

  test("include each field of an object in a fixed order", () => {
    expect(managedPaths(plan, { residency: { usual: "us", allowed: ["us"] } })).toEqual([
      "residency.allowed",
      "residency.usual",
    ]);
    expect(managedPaths(plan, { residency: {} })).toEqual([]);
    expect(managedPaths(plan, { residency: { usual: undefined } })).toEqual([]);
  });

  test("exclude local inputs", () => {
    expect(managedPaths(plan, { name: "A", onDelete: "retain", __origin: "a/b::c" })).toEqual(["name"]);
  });
});

describe("managed paths of a state", () => {
  test("managed paths of a state are empty for an object that was only read", () => {
    expect(managedIn({ name: "A" })).toEqual([]);
  });

  test("exclude values that are not paths", () => {
    expect(managedIn({ __managed: ["name", 4, null] })).toEqual(["name"]);
    expect(managedIn({ __managed: "name" })).toEqual([]);
  });
});

describe("changed managed paths", () => {
  const state = {
    __managed: ["name", "residency.usual"],
    name: "A",
    tags: { team: "ml" },
    residency: { usual: "us", allowed: "unrestricted" },
  };
  const inputs = { name: "A", residency: { usual: "us" } };
  const changed = (news: Record<string, unknown>) => [...changedPaths(plan, state, news)];

  test("changed managed paths are empty when the managed values are equal", () => {
    expect(changed(inputs)).toEqual([]);
  });

  test("include a changed value", () => {
    expect(changed({ ...inputs, name: "B" })).toEqual(["name"]);
    expect(changed({ ...inputs, residency: { usual: "global" } })).toEqual(["residency.usual"]);
  });

  test("include a value that becomes managed, even if the value is the same", () => {
    expect(changed({ ...inputs, tags: { team: "ml" } })).toEqual(["tags"]);
    expect(changed({ ...inputs, residency: { usual: "us", allowed: "unrestricted" } })).toEqual([
      "residency.allowed",
    ]);
  });

  test("include a value that is no longer managed", () => {
    expect(changed({ name: "A" })).toEqual(["residency.usual"]);
  });
});
