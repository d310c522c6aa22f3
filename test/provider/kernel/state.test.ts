import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { UserError } from "../../../provider/errors.ts";
import { readState } from "../../../provider/kernel/state.ts";
import { version } from "../../../provider/version.ts";
import { plan } from "../thing.ts";

describe("state", () => {
  test("the state is parsed with the schema of the resource type, and keeps unknown properties", () => {
    const state = { __schema: 1, name: "A", laterAddition: { x: 1 } };
    expect(readState(plan(), "thing_1", state)).toEqual(state);
  });

  test("the state can lack properties that later versions added", () => {
    expect(readState(plan(), "thing_1", {})).toEqual({});
  });

  test("the state is rejected with the required version if a newer version wrote it", () => {
    const read = () => readState(plan(), "thing_1", { __schema: 2, name: "A" });
    expect(read).toThrow(UserError);
    expect(read).toThrow(
      `The state of Thing thing_1 was written by a newer pulumi-anthropic (state format 2; ${version} supports format 1). Nothing was requested or changed.`,
    );
  });

  test("the state is rejected with the name of an invalid property, but without its value", () => {
    const read = () => readState(plan(), "thing_1", { __schema: 1, name: { secret: "sesame" } });
    expect(read).toThrow(
      /^The state of Thing thing_1 cannot be read: `name`: .* Nothing was requested or changed\. /,
    );
    expect(read).not.toThrow(/sesame/);
  });

  test("the state is validated only for properties with a value", () => {
    const strict = plan({ state: z.looseObject({ name: z.string(), count: z.number() }) });
    expect(readState(strict, "thing_1", { count: 2 })).toEqual({ count: 2 });
  });

  test("uses the same schema for every resource of a type", () => {
    const schema = z.looseObject({ name: z.string() });
    const partial = vi.spyOn(schema, "partial");
    const type = plan({ state: schema });
    expect(readState(type, "thing_1", { name: "A" })).toEqual({ name: "A" });
    expect(readState(type, "thing_2", {})).toEqual({});
    expect(partial).toHaveBeenCalledTimes(1);
  });
});
