import { z } from "zod";
import type { Plan, Resource } from "../../provider/kernel/definition.ts";
import { defineResource } from "../../provider/kernel/resource.ts";

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

export type ThingPlan = Plan<typeof Inputs, typeof State>;

/**
 * The plan of a kind that exists nowhere, for the rules that hold for every kind: it is in one place, and can be told to
 * answer whatever a kind may answer.
 */
export function plan<S extends z.ZodObject = typeof State>(
  parts: Partial<Plan<typeof Inputs, S>> & { readonly state: S },
): Plan<typeof Inputs, S>;
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
    identities: (_, id) => (id === undefined ? [] : [id]),
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
