import { describe, expect, test } from "vitest";
import { importContradicts, importNamesObject } from "../../../provider/kernel/importOption.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { plan, type ThingPlan } from "../thing.ts";

const names: ThingPlan["names"] = ({ place }, id) => [
  ...(id === undefined ? [] : [objectName("Thing", id, id.includes("@") ? "email" : "id")]),
  ...(place === undefined ? [] : [objectName("Box", place)]),
];
const definition = plan({ names, idOf: ({ place }) => place });

describe("importContradicts", () => {
  test("compares the ID of `import` with the ID that the inputs imply", () => {
    expect(importContradicts(definition, "thing_1", { place: "thing_1" })).toBe(false);
    expect(importContradicts(definition, "thing_1", { place: "thing_2" })).toBe(true);
  });

  test("importContradicts returns false when the IDs cannot be compared or the inputs imply no ID", () => {
    expect(importContradicts(definition, "thing_1", { place: "a@x.org" })).toBe(false);
    expect(importContradicts(definition, "thing_1", {})).toBe(false);
    expect(importContradicts(plan({ names }), "thing_1", { place: "thing_2" })).toBe(false);
  });
});

describe("importNamesObject", () => {
  test("compares the names of the object, but not of objects that it includes", () => {
    expect(importNamesObject(definition, "thing_1", { place: "b" }, " thing_1 ")).toBe(true);
    expect(importNamesObject(definition, "thing_1", { place: "b" }, "thing_2")).toBe(false);
    expect(importNamesObject(definition, "thing_1", { place: "b" }, "b")).toBe(false);
  });
});
