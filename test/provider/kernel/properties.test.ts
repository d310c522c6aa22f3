import { expect, test } from "vitest";
import { ownInputs, parsed } from "../../../provider/kernel/properties.ts";
import { plan } from "../thing.ts";

test("own inputs are those with a value, without the properties of the kernel", () => {
  const news = {
    name: "A",
    colour: null,
    tags: undefined,
    place: "",
    __origin: "x",
    __new: 1,
    adopt: "thing_1",
  };
  expect(ownInputs(news)).toEqual({ name: "A", place: "" });
});

test("parsed inputs are normalized", () => {
  expect(parsed(plan(), { name: " A ", colour: "#abc", __origin: "x" })).toEqual({
    name: "A",
    colour: "#ABC",
  });
});

test("parsed inputs keep a value that the schema rejects, as `ignoreChanges` passes it", () => {
  expect(parsed(plan(), { name: " A ", colour: "red", __origin: "x" })).toEqual({
    name: " A ",
    colour: "red",
  });
});
