import { describe, expect, it } from "vitest";
import { z } from "zod";
import { post, route } from "../../../emulator/control/route.ts";
import { fields } from "../../../emulator/validation.ts";
import { emulate } from "../setup.ts";

describe("a control route with a body", () => {
  it("names its fields and marks optional ones", () => {
    const schema = fields({ name: z.string(), at: z.string().optional() });
    const { method, path, takes } = post("/x", "Do it.", { schema, example: { name: "a" } }, () => 1);
    expect({ method, path, takes }).toEqual({ method: "POST", path: "/_emulator/x", takes: "name, at?" });
    expect(post("/x", "Do it.", { schema: z.unknown(), example: 1 }, () => 1).takes).toBe("a JSON document");
  });

  it("checks its body before it handles it", async () => {
    const emulator = await emulate();
    const target = { emulator, organization: emulator.organization() };
    const body = { schema: fields({ name: z.string() }), example: { name: "a" } };
    const { handle } = post("/x", "Do it.", body, (_, { name }) => name);
    expect(handle(target, { name: "b" })).toBe("b");
    expect(() => handle(target, { name: 1 })).toThrow("name: Input should be a valid string");
  });
});

it("a control route without a body has neither an example nor fields", () => {
  const { example, takes } = route("GET", "/x", "Do it.", () => 1);
  expect([example, takes]).toEqual([undefined, undefined]);
});
