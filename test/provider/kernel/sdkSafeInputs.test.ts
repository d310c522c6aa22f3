import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { sdkSafeInputs } from "../../../provider/kernel/sdkSafeInputs.ts";

describe("inputs of a resource", () => {
  test("inputs of a resource are passed on unchanged", () => {
    const later = pulumi.output("x");
    const inputs = {
      name: "a",
      tags: { constructor: "x", valueOf: "y" },
      list: [{ a: later }],
      later,
      none: undefined,
    };
    expect(sdkSafeInputs("lab", inputs)).toEqual(inputs);
    expect(sdkSafeInputs("lab", inputs)["later"]).toBe(later);
  });

  test.each([{ ["__proto__"]: "x" }, { deep: { ["__proto__"]: "x" } }, [{ ["__proto__"]: "x" }]])(
    "reject the key __proto__, which Pulumi drops",
    (tags) => {
      expect(() => sdkSafeInputs("lab", { tags })).toThrow(pulumi.RunError);
      expect(() => sdkSafeInputs("lab", { tags })).toThrow(
        '`tags` of "lab" has the key `__proto__`, which Pulumi drops. Use another key.',
      );
    },
  );

  test("become an output when they have the key toString", async () => {
    const { tags } = sdkSafeInputs("lab", { tags: { toString: "x", team: pulumi.output("ml") } });
    expect(pulumi.Output.isInstance(tags)).toBe(true);
    const value = await new Promise((resolve) => pulumi.output(tags).apply(resolve));
    expect(Object.entries(Object(value))).toEqual([
      ["toString", "x"],
      ["team", "ml"],
    ]);
  });
});
