import { describe, expect, test } from "vitest";
import { changedPaths, managedIn, managedPaths } from "../../../provider/kernel/managed.ts";

const plan = { managed: ["name", "tags", "residency"], parts: ["residency"] };

describe("what a program manages", () => {
  test("is what it sets", () => {
    expect(managedPaths(plan, { name: "A" })).toEqual(["name"]);
  });

  test("is a map as a whole, also an empty one", () => {
    expect(managedPaths(plan, { tags: {} })).toEqual(["tags"]);
    expect(managedPaths(plan, { tags: { b: "1", a: "2" } })).toEqual(["tags"]);
  });

  test("is an object of parts field by field, in one order", () => {
    expect(managedPaths(plan, { residency: { usual: "us", allowed: ["us"] } })).toEqual([
      "residency.allowed",
      "residency.usual",
    ]);
    expect(managedPaths(plan, { residency: {} })).toEqual([]);
    expect(managedPaths(plan, { residency: { usual: undefined } })).toEqual([]);
  });

  test("is no local input", () => {
    expect(managedPaths(plan, { name: "A", onDelete: "retain", __origin: "a/b::c" })).toEqual(["name"]);
  });
});

describe("what the state says is managed", () => {
  test("is nothing for an object that was only read", () => {
    expect(managedIn({ name: "A" })).toEqual([]);
  });

  test("is nothing that is not a path", () => {
    expect(managedIn({ __managed: ["name", 4, null] })).toEqual(["name"]);
    expect(managedIn({ __managed: "name" })).toEqual([]);
  });
});

describe("a change", () => {
  const state = {
    __managed: ["name", "residency.usual"],
    name: "A",
    tags: { team: "ml" },
    residency: { usual: "us", allowed: "unrestricted" },
  };
  const inputs = { name: "A", residency: { usual: "us" } };
  const changed = (news: Record<string, unknown>) => [...changedPaths(plan, state, news)];

  test("is none when the managed values are the same, whatever the others are", () => {
    expect(changed(inputs)).toEqual([]);
  });

  test("is another value", () => {
    expect(changed({ ...inputs, name: "B" })).toEqual(["name"]);
    expect(changed({ ...inputs, residency: { usual: "global" } })).toEqual(["residency.usual"]);
  });

  test("is a value that becomes managed, also with what is live", () => {
    expect(changed({ ...inputs, tags: { team: "ml" } })).toEqual(["tags"]);
    expect(changed({ ...inputs, residency: { usual: "us", allowed: "unrestricted" } })).toEqual([
      "residency.allowed",
    ]);
  });

  test("is a value that is not managed any more", () => {
    expect(changed({ name: "A" })).toEqual(["residency.usual"]);
  });
});
