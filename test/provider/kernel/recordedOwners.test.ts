import { describe, expect, test } from "vitest";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { ProgramOwnership } from "../../../provider/kernel/ownership.ts";
import { RecordedOwners } from "../../../provider/kernel/recordedOwners.ts";
import type { RecordedResource } from "../../../provider/kernel/recordedState.ts";

const box = [objectName("Thing", "box")];

function thing(name: string, id = "box", organization?: string): RecordedResource {
  return {
    type: "Thing",
    name,
    stack: "acme/dev",
    id,
    organization,
    names: [objectName("Thing", id)],
    managed: [],
    ended: false,
  };
}

/** The owners in a state with these resources, and the stacks that were read. */
function owners(...resources: readonly RecordedResource[]) {
  const ownership = new ProgramOwnership();
  const read: (string | undefined)[] = [];
  const recorded = new RecordedOwners(async (stack) => {
    read.push(stack);
    return resources;
  }, ownership);
  const register = (name: string) => ownership.register("Thing", `acme/dev::${name}`);
  return { recorded, read, register };
}

const dev = "acme/dev";
const self = (name: string, id = "box") => ({ type: "Thing", id, name, stack: dev });

test("the state has the names of a resource until the run deletes it", async () => {
  const { recorded, register } = owners(thing("it"), thing("other", "ball"));
  register("it");
  const names = () => recorded.namesOf({ type: "Thing", id: "box" }, dev);
  expect(await names()).toEqual(box);
  expect(await recorded.namesOf({ type: "Bin", id: "box" }, dev)).toEqual([]);
  expect(await recorded.namesOf({ type: "Thing", id: "none" }, dev)).toEqual([]);
  await recorded.beginDelete(self("it"), box, undefined);
  expect(await names()).toEqual([]);
});

describe("release", () => {
  test("release returns true for an object of a resource that the program does not register", async () => {
    const { recorded, register } = owners(thing("old"));
    register("new");
    expect(await recorded.release(box, self("new"), undefined)).toBe(true);
    expect(await recorded.release([objectName("Thing", "ball")], self("new"), undefined)).toBe(false);
  });

  test("release returns false while the program registers the other resource", async () => {
    const { recorded, register } = owners(thing("old"));
    register("old");
    expect(await recorded.release(box, self("new"), undefined)).toBe(false);
  });

  test("release returns true for the resource's own object, in a forced replacement", async () => {
    const { recorded, register } = owners(thing("it"));
    register("it");
    expect(await recorded.release(box, self("it"), undefined)).toBe(true);
  });

  test("release returns false for an object of another organization", async () => {
    const { recorded } = owners(thing("old", "box", "one"));
    expect(await recorded.release(box, self("new"), "two")).toBe(false);
    expect(await recorded.release(box, self("new"), "one")).toBe(true);
  });

  test("release returns false when the state cannot be read", async () => {
    const ownership = new ProgramOwnership();
    expect(await new RecordedOwners(undefined, ownership).release(box, self("a"), undefined)).toBe(false);
    const failing = new RecordedOwners(async () => undefined, ownership);
    expect(await failing.release(box, self("a"), undefined)).toBe(false);
  });

  test("reads the state of the stack once, by the full name that the program passes", async () => {
    const { recorded, read } = owners(thing("old"));
    recorded.inStack("org/acme/dev");
    await recorded.release(box, self("new"), undefined);
    await recorded.beginDelete(self("old"), box, undefined);
    expect(read).toEqual(["org/acme/dev"]);
  });
});

describe("beginDelete", () => {
  test("returns the other resource until only one is left", async () => {
    const { recorded } = owners(thing("one"), thing("two"));
    expect((await recorded.beginDelete(self("one"), box, undefined)).others.map(({ name }) => name)).toEqual([
      "two",
    ]);
    expect((await recorded.beginDelete(self("two"), box, undefined)).others).toEqual([]);
  });

  test("returns the current name of a resource that was renamed", async () => {
    const { recorded } = owners(thing("present"));
    expect((await recorded.beginDelete(self("former"), box, undefined)).self?.name).toBe("present");
  });

  test("ignores resources that the program registers, which check has recorded", async () => {
    const { recorded, register } = owners(thing("leftover"), thing("kept"));
    register("kept");
    expect((await recorded.beginDelete(self("leftover"), box, undefined)).others).toEqual([]);
  });

  test("returns nothing about a resource that the state does not have", async () => {
    const { recorded, read } = owners(thing("one"), thing("two"));
    expect(await recorded.beginDelete(self("it", "ball"), box, undefined)).toEqual({ others: [] });
    // The stack may have been renamed, so the selected one is read as well.
    expect(read).toEqual(["dev", undefined]);
  });
});

test("the owner is the resource that has the object until it is deleted", async () => {
  const { recorded, register } = owners(thing("one"), thing("two", "ball"));
  register("two");
  expect((await recorded.owner(box, dev, undefined))?.name).toBe("one");
  expect(await recorded.owner([objectName("Thing", "ball")], dev, undefined)).toBeUndefined();
  await recorded.beginDelete(self("one"), box, undefined);
  expect(await recorded.owner(box, dev, undefined)).toBeUndefined();
});
