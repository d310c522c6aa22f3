import { describe, expect, test } from "vitest";
import { z } from "zod";
import { apiLimitation } from "../../../provider/apiLimitations.ts";
import { notAProperty, reasonOf, schemaMessage } from "../../../provider/kernel/inputErrors.ts";
import { plan } from "../thing.ts";

function reason(schema: z.ZodType, value: unknown, given = true): string {
  const { error } = z.object({ it: schema }).safeParse(given ? { it: value } : {}, { error: schemaMessage });
  if (error === undefined) throw new Error("the value is valid");
  return reasonOf(error, "it", given, schema);
}

describe("reasonOf", () => {
  test("says that a missing property is required, with its description", () => {
    expect(reason(z.string(), undefined, false)).toBe("`it` is required.");
    expect(reason(z.string().describe("An ID"), undefined, false)).toBe("`it` is required. An ID");
  });

  test.each([
    [z.string(), 4, "`it`: must be a string."],
    [z.number(), "4", "`it`: must be a number."],
    [z.boolean(), "yes", "`it`: must be `true` or `false`."],
    [z.array(z.string()), {}, "`it`: must be an array."],
    [z.object({}), [], "`it`: must be an object."],
    [z.record(z.string(), z.string()), 4, "`it`: must be an object with string values."],
    [z.strictObject({ a: z.string().optional() }), { b: 1, c: 2 }, "`it`: has no property `b`, `c`."],
    [z.record(z.string().max(1, "must be short"), z.string()), { long: "" }, "`it.long`: must be short."],
    [z.string("must be a color"), 4, "`it`: must be a color."],
    [z.string("must be a color. Use another one."), 4, "`it`: must be a color. Use another one."],
    [z.object({ a: z.array(z.string()) }), { a: ["x", 1] }, "`it.a.1`: must be a string."],
    [z.string().describe("An ID"), 4, "`it`: must be a string. An ID"],
  ])("names the path and what it must be (case %#)", (schema, value, expected) => {
    expect(reason(schema, value)).toBe(expected);
  });

  test("includes all issues of a property", () => {
    expect(reason(z.object({ a: z.string(), b: z.number() }), { a: 1, b: "" })).toBe(
      "`it.a`: must be a string. `it.b`: must be a number.",
    );
  });
});

describe("notAProperty", () => {
  test("lists the properties, and suggests the nearest one", () => {
    const all = "Its properties are `name`, `colour`, `tags`, `parts`, `place`, `onDelete`.";
    expect(notAProperty(plan(), "size")).toBe(`\`size\` is not a property of Thing. ${all}`);
    expect(notAProperty(plan(), "naem")).toBe(
      `\`naem\` is not a property of Thing. Did you mean \`name\`? ${all}`,
    );
  });

  test("quotes the limitation for a property that the API does not support", () => {
    const definition = plan({ impossible: { resend: "resendInvite" } });
    expect(notAProperty(definition, "resend")).toBe(`\`resend\`: ${apiLimitation("resendInvite")}`);
    expect(notAProperty(definition, "toString")).toContain("is not a property of Thing");
  });
});
