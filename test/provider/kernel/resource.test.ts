import { describe, expect, test } from "vitest";
import { organization } from "../harness/index.ts";
import { thing } from "../thing.ts";

describe("defineResource", () => {
  test("defineResource has the input and property names of the definition", () => {
    const { kind, inputNames, propertyNames } = thing();
    expect(kind).toBe("Thing");
    expect(inputNames).toEqual(["name", "colour", "tags", "parts", "place", "onDelete"]);
    expect(propertyNames).toEqual([...inputNames, "size", "status", "adopted"]);
  });

  test("normalizes IDs like the definition", () => {
    expect(thing({ parseId: (id) => id.toLowerCase() }).parseId("THING_1")).toBe("thing_1");
  });

  // The order in which the engine calls the operations.
  test("reports no change between operations", async () => {
    const { process } = await organization();
    const cache = { name: "A", colour: "#ABC", parts: { left: "l", right: ["r"] }, size: 4 };
    const kind = thing({ create: async () => ({ id: "thing_1", observed: cache }), read: async () => cache });
    const declared = { __origin: "acme/dev::it", name: " A ", colour: "#abc", parts: { left: "l" } };

    const { inputs } = kind.check(process(), {}, declared);
    const { id, outs } = await kind.create(process(), inputs);
    expect(await kind.diff(process(), id, outs, inputs)).toEqual({ changes: false });
    const read = await kind.read(process(), id, outs);
    expect(read.inputs).toEqual(inputs);
    expect(read.props).toEqual(outs);
    expect(kind.check(process(), read.inputs, declared).inputs).toEqual(inputs);
    const updated = await kind.update(process(), id, read.props, inputs);
    expect(updated.outs).toEqual(outs);
  });
});
