import type { z } from "zod";
import { check } from "./check.ts";
import { create } from "./create.ts";
import type { Plan, Resource } from "./definition.ts";
import { remove } from "./delete.ts";
import { diff } from "./diff.ts";
import { read } from "./read.ts";
import { update } from "./update.ts";

/** Makes a kind out of its plan: the operations that Pulumi calls, with the rules that hold for every kind. */
export function defineResource<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
): Resource {
  const inputNames = Object.keys(plan.inputs.shape);
  return {
    kind: plan.kind,
    inputNames,
    propertyNames: [...new Set([...inputNames, ...Object.keys(plan.state.shape)])],
    parseId: (id) => plan.parseId(id),
    identities: (properties, id) => plan.identities(properties as Partial<z.infer<State>>, id),
    check: (session, olds, news) => check(plan, session, olds, news),
    diff: (session, id, olds, news) => diff(plan, session, id, olds, news),
    create: (session, news) => create(plan, session, news),
    read: (session, id, olds) => read(plan, session, id, olds),
    update: (session, id, olds, news) => update(plan, session, id, olds, news),
    delete: (session, id, olds) => remove(plan, session, id, olds),
  };
}
