import { describe, expect, test } from "vitest";
import { show } from "../../../provider/kernel/mismatch.ts";
import { declaredOutputs, isObserved, mustAgree, observedOutputs } from "../../../provider/kernel/outputs.ts";
import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import { plan } from "../thing.ts";

test("isObserved returns true for a value and for null, also below a property", () => {
  expect(isObserved({ name: "A" }, "name")).toBe(true);
  expect(isObserved({ parts: null }, "parts.left")).toBe(true);
  expect(isObserved({ parts: {} }, "parts.left")).toBe(true);
});

test("isObserved returns false for an absent or undefined property", () => {
  expect(isObserved({}, "name")).toBe(false);
  expect(isObserved({ name: undefined }, "name")).toBe(false);
});

describe("observedOutputs", () => {
  test("overlays the properties with what was observed, and removes what is null", () => {
    expect(observedOutputs({ name: "A", size: 1, colour: "#1" }, { size: 2, colour: null })).toEqual({
      name: "A",
      size: 2,
    });
  });

  test("keeps a property that was not observed", () => {
    expect(observedOutputs({ name: "A" }, { name: undefined })).toEqual({ name: "A" });
  });
});

describe("declaredOutputs", () => {
  const outputs = (olds: object, news: object, observed: object, organization?: string) =>
    declaredOutputs(plan(), { ...olds }, { ...news }, { ...observed }, organization);

  test("stores declared values instead of observed ones, and observed values of properties that are not declared", () => {
    expect(outputs({}, { name: "A" }, { name: "B", size: 4 }, "org")).toEqual({
      name: "A",
      size: 4,
      __managed: ["name"],
      __organization: "org",
      __schema: 1,
    });
  });

  test("stores each managed part of a property beside its unmanaged parts", () => {
    const news = { parts: { left: "l" } };
    expect(outputs({}, news, { parts: { left: "x", right: ["r"] } })).toMatchObject({
      parts: { left: "l", right: ["r"] },
      __managed: ["parts.left"],
    });
  });

  test("drops a local input and the option `import` that the program no longer has", () => {
    const stored = outputs({ onDelete: "end", adopt: "thing_1", size: 4 }, { name: "A" }, {});
    expect(stored).not.toHaveProperty("onDelete");
    expect(stored).not.toHaveProperty("adopt");
    expect(stored).toMatchObject({ size: 4 });
  });

  test("stores a local input that was observed unless the program declares it", () => {
    expect(outputs({}, { name: "A" }, { onDelete: "end" })).toMatchObject({ onDelete: "end" });
    expect(outputs({}, { name: "A" }, { onDelete: null })).not.toHaveProperty("onDelete");
    expect(outputs({}, { onDelete: "leave" }, { onDelete: "end" })).toMatchObject({ onDelete: "leave" });
  });

  test("stores the origin, the pointer and the option `import`", () => {
    const kernel = { __origin: "acme/dev::it", __provider: "pointer", adopt: "thing_1" };
    expect(outputs({}, { name: "A", ...kernel }, {})).toMatchObject(kernel);
  });
});

describe("mustAgree", () => {
  const agree = (outs: object, observed: object, paths = ["name", "parts.left"]) =>
    mustAgree({ kind: "Thing" }, "thing_1", paths, { ...outs }, { ...observed });

  test("accepts equal values and values that were not observed", () => {
    agree({ name: "A", parts: { left: "l" } }, { name: "A" });
    agree({ name: "A", size: 1 }, { name: "A", size: 2 });
  });

  test("throws a partial write error that names each different value", () => {
    const observed = { name: "B", parts: { left: null } };
    let error: unknown;
    try {
      agree({ name: "A", parts: { left: "l" } }, observed);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PartialWriteError);
    expect(error).toMatchObject({
      message:
        'Thing thing_1 was written, but the API returned different values: `name` is "B" instead of "A"; `parts.left` is not set instead of "l". Run `pulumi up` again to complete it.',
      id: "thing_1",
      observed,
      hasOutputs: true,
      properties: { name: "B" },
    });
  });
});

test('a value is shown as JSON, and an absent value as "not set"', () => {
  expect([show("A"), show(["r"]), show(null), show(undefined)]).toEqual([
    '"A"',
    '["r"]',
    "not set",
    "not set",
  ]);
});
