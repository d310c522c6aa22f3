import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { UserError } from "../../../provider/errors.ts";
import { readState } from "../../../provider/kernel/state.ts";
import { version } from "../../../provider/version.ts";
import { plan } from "../thing.ts";

describe("a state", () => {
  test("is read in the kind's own types, and keeps what this version does not know", () => {
    const state = { __schema: 1, name: "A", laterAddition: { x: 1 } };
    expect(readState(plan(), "thing_1", state)).toEqual(state);
  });

  test("of an earlier version may lack what later ones keep", () => {
    expect(readState(plan(), "thing_1", {})).toEqual({});
  });

  test("of a newer version is refused, with the version that is needed", () => {
    const read = () => readState(plan(), "thing_1", { __schema: 2, name: "A" });
    expect(read).toThrow(UserError);
    expect(read).toThrow(
      `The state of Thing thing_1 was written by a newer pulumi-anthropic (state format 2; ${version} knows format 1). Nothing was requested or changed.`,
    );
  });

  test("that cannot be understood is refused with the property's name, and without its value", () => {
    const read = () => readState(plan(), "thing_1", { __schema: 1, name: { secret: "sesame" } });
    expect(read).toThrow(
      /^The state of Thing thing_1 cannot be read: `name`: .* Nothing was requested or changed\. /,
    );
    expect(read).not.toThrow(/sesame/);
  });

  test("is judged by the kind's schema only where it has something", () => {
    const strict = plan({ state: z.looseObject({ name: z.string(), count: z.number() }) });
    expect(readState(strict, "thing_1", { count: 2 })).toEqual({ count: 2 });
  });

  test("uses the same schema for every resource of a type, since each new schema is compiled", () => {
    const schema = z.looseObject({ name: z.string() });
    const partial = vi.spyOn(schema, "partial");
    const type = plan({ state: schema });
    expect(readState(type, "thing_1", { name: "A" })).toEqual({ name: "A" });
    expect(readState(type, "thing_2", {})).toEqual({});
    expect(partial).toHaveBeenCalledTimes(1);
  });
});
