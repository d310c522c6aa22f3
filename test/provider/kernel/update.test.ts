import { describe, expect, test } from "vitest";
import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { type Organization, organization, partialWrite } from "../harness/index.ts";
import { type ThingPlan, thing } from "../thing.ts";
import { foreign, news, type Seen, stateOf } from "./operationSetup.ts";

describe("update", () => {
  const update = (
    observed: Seen,
    { process, ...acme }: Organization,
    changes: Properties,
    olds: Properties = stateOf({ process, ...acme }),
    parts: Partial<ThingPlan> = {},
  ) =>
    thing({ update: async () => observed, ...parts }).update(process(), "thing_1", olds, {
      ...news,
      ...changes,
    });

  test("overlays observed values with declared ones, and keeps unknown properties", async () => {
    const acme = await organization();
    const olds = stateOf(acme, { laterAddition: true, colour: "#OLD" });
    const { outs } = await update({ name: "B", colour: "#LIVE", size: 5 }, acme, { name: "B" }, olds);
    expect(outs).toEqual({ ...olds, name: "B", colour: "#LIVE", size: 5 });
  });

  test("passes the changes and the stored outputs to the resource type", async () => {
    const acme = await organization();
    let seen: unknown;
    await update({}, acme, { name: "B", tags: {} }, undefined, {
      update: async (_, id, old, inputs, changed) => {
        seen = { id, size: old.size, inputs, changed: [...changed] };
        return {};
      },
    });
    expect(seen).toEqual({
      id: "thing_1",
      size: 4,
      inputs: { name: "B", tags: {}, parts: { left: "l" } },
      changed: ["name", "tags"],
    });
  });

  test("records local inputs without a request", async () => {
    const acme = await organization();
    const parts: Partial<ThingPlan> = {
      update: async () => {
        throw new Error("asked");
      },
      attention: () => undefined,
    };
    const { outs } = await update({}, acme, { onDelete: "leave", adopt: "thing_1" }, undefined, parts);
    expect(outs).toEqual(stateOf(acme, { onDelete: "leave", adopt: "thing_1" }));
    const back = await update({}, acme, {}, outs, parts);
    expect(back.outs).toEqual(stateOf(acme));
    expect(acme.requests()).toEqual([]);
  });

  test("records nothing in a state of another organization", async () => {
    const acme = await organization();
    await expect(
      thing().update(acme.process({ organizationId: foreign }), "thing_1", stateOf(acme), {
        ...news,
        onDelete: "leave",
      }),
    ).rejects.toThrow(/^This resource belongs to organization /);
  });

  test("stops managing a property and does not reset it", async () => {
    const acme = await organization();
    const { parts: _, ...rest } = news;
    const kind = thing({
      update: async () => {
        throw new Error("asked");
      },
    });
    const { outs } = await kind.update(acme.process(), "thing_1", stateOf(acme), rest);
    expect(outs).toEqual(stateOf(acme, { __managed: ["name"] }));
    expect(acme.requests()).toEqual([]);
  });

  test("calls the resource type when an unchanged object needs an update", async () => {
    const acme = await organization();
    const { outs } = await update({ status: "done" }, acme, {}, undefined, {
      attention: () => "update",
    });
    expect(outs).toEqual(stateOf(acme, { status: "done" }));
  });

  test("calls the resource type when local inputs that it names change", async () => {
    const acme = await organization();
    const { outs } = await update({ status: "asked" }, acme, { onDelete: "leave" }, undefined, {
      requestTriggers: ["onDelete"],
    });
    expect(outs).toMatchObject({ status: "asked", onDelete: "leave" });
  });

  test("writes nothing when the credential is of another organization", async () => {
    const acme = await organization();
    const parts: Partial<ThingPlan> = {
      update: async () => {
        throw new Error("written");
      },
    };
    await expect(
      update({}, acme, { name: "B" }, stateOf(acme, { __organization: foreign }), parts),
    ).rejects.toThrow(/^The credential belongs to organization .*, but this resource belongs to 11111111-/);
  });

  test("partially updates an object when the response has a different value than was sent", async () => {
    const acme = await organization();
    const error = await partialWrite(update({ name: "A", size: 4 }, acme, { name: "B", onDelete: "leave" }));
    expect(error.message).toContain('`name` is "A" instead of "B"');
    expect(error.id).toBe("thing_1");
    expect(error.properties).toEqual(
      stateOf(acme, { name: "A", onDelete: "leave", __mismatches: { name: [] } }),
    );
  });

  test("ignores unsent values that changed outside of Pulumi", async () => {
    const acme = await organization();
    const observed = { name: "B", parts: { left: "by hand" } };
    const { outs } = await update(observed, acme, { name: "B" });
    expect(outs).toEqual(stateOf(acme, { name: "B" }));
  });

  test("partially updates an unchanged object when the response differs from the declared values", async () => {
    const acme = await organization();
    const attention: ThingPlan["attention"] = () => "update";
    const error = await partialWrite(update({ name: "by hand" }, acme, {}, undefined, { attention }));
    expect(error.message).toContain('`name` is "by hand" instead of "A"');
  });

  test("partially updates an object when a later step fails", async () => {
    const acme = await organization();
    const error = await partialWrite(
      update({}, acme, { name: "B", tags: {} }, undefined, {
        update: async () => {
          throw new PartialWriteError("Only half of it.", "thing_1", { name: "A", tags: { a: "b" } });
        },
      }),
    );
    expect(error.message).toBe("Only half of it.");
    expect(error.properties).toEqual(
      stateOf(acme, { tags: { a: "b" }, __managed: ["name", "tags", "parts.left"] }),
    );
  });

  test("rejects an `import` of another object", async () => {
    const acme = await organization();
    await expect(update({}, acme, { adopt: "thing_2" })).rejects.toThrow(
      "The resource option `import` names thing_2, but this resource is already thing_1. Nothing was changed. Remove `import`.",
    );
  });

  test("rejects a newer state before any request", async () => {
    const acme = await organization();
    await expect(update({}, acme, { name: "B" }, stateOf(acme, { __schema: 2 }))).rejects.toThrow(
      /newer pulumi-anthropic/,
    );
    expect(acme.requests()).toEqual([]);
  });
});
