import { z } from "zod";
import { defineResource } from "../../provider/kernel/define.ts";
import type { ResourceDefinition } from "../../provider/kernel/definition.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import type { Resource } from "../../provider/kernel/resource.ts";

export const Inputs = z.strictObject({
  name: z.string("must be a string").trim().min(1, "must not be empty"),
  colour: z.string("must be a string").regex(/^#/, "must begin with #").toUpperCase().exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
  parts: z
    .strictObject({
      left: z.string("must be a string").exactOptional(),
      right: z.array(z.string()).exactOptional(),
    })
    .exactOptional(),
  place: z.string().exactOptional(),
  onDelete: z.enum(["leave", "end"], "must be `leave` or `end`").exactOptional(),
});

export const State = z.looseObject({
  name: z.string(),
  colour: z.string(),
  tags: z.record(z.string(), z.string()),
  parts: z.looseObject({ left: z.string().optional(), right: z.array(z.string()).optional() }),
  place: z.string(),
  onDelete: z.string(),
  size: z.number(),
  status: z.string(),
  adopted: z.boolean(),
});

export type ThingPlan = ResourceDefinition<typeof Inputs, typeof State>;

/** The definition of a resource type for tests of the rules that hold for every type. Each part of it can be replaced. */
export function plan<S extends z.ZodObject = typeof State>(
  parts: Partial<ResourceDefinition<typeof Inputs, S>> & { readonly state: S },
): ResourceDefinition<typeof Inputs, S>;
export function plan(parts?: Partial<ThingPlan>): ThingPlan;
export function plan(parts: Partial<ThingPlan> = {}): ThingPlan {
  return {
    kind: "Thing",
    inputs: Inputs,
    state: State,
    managed: ["name", "colour", "tags", "parts", "place"],
    parts: ["parts"],
    identifying: ["place"],
    parseId: (id) => id.trim(),
    names: (_, id) => (id === undefined ? [] : [objectName("Thing", id)]),
    create: async () => ({ id: "thing_1", observed: {} }),
    read: async () => ({}),
    update: async () => ({}),
    delete: async () => undefined,
    ...parts,
  };
}

export function thing(parts: Partial<ThingPlan> = {}): Resource {
  return defineResource(plan(parts));
}
