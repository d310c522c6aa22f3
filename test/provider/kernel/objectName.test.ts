import { describe, expect, test } from "vitest";
import { contradict, NameMap, NameSet, objectName, sameName } from "../../../provider/kernel/objectName.ts";

const alice = objectName("Member", "alice@example.com", "email");
const user = objectName("Member", "user_1", "userId");

describe("sameName", () => {
  test("compares the type, the property and the key", () => {
    expect(sameName(alice, { ...alice })).toBe(true);
    expect(sameName(alice, { ...alice, type: "Invite" })).toBe(false);
    expect(sameName(alice, { ...alice, by: "userId" })).toBe(false);
    expect(sameName(alice, { ...alice, key: "bob@example.com" })).toBe(false);
  });
});

describe("contradict", () => {
  const bob = objectName("Member", "bob@example.com", "email");

  test("contradict returns true for two names by the same property", () => {
    expect(contradict([alice], [bob])).toBe(true);
  });

  test("contradict returns false for names that cannot be compared", () => {
    expect(contradict([alice], [user])).toBe(false);
    expect(contradict([alice], [])).toBe(false);
    expect(contradict([alice], [{ ...bob, type: "Invite" }])).toBe(false);
  });

  test("contradict returns false when one name is the same", () => {
    expect(contradict([alice, user], [bob, user])).toBe(false);
  });
});

describe("NameMap", () => {
  test("finds a value by an equal name", () => {
    const map = new NameMap<number>();
    map.set(alice, 1);
    expect(map.get({ ...alice })).toBe(1);
    expect(map.has(user)).toBe(false);
    map.delete(alice);
    expect(map.has(alice)).toBe(false);
  });

  test("distinguishes names with the same concatenated parts", () => {
    const names = new NameSet([objectName("A", "c", "b,")]);
    expect(names.has(objectName("A", ",c", "b"))).toBe(false);
    expect(names.has(objectName("A", "c", "b,"))).toBe(true);
  });
});
