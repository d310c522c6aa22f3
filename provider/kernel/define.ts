import type { z } from "zod";
import { check } from "./check.ts";
import { create } from "./create.ts";
import type { ResourceDefinition } from "./definition.ts";
import { remove } from "./delete.ts";
import { diff } from "./diff.ts";
import { normalized } from "./propertySchemas.ts";
import { read } from "./read.ts";
import type { Resource } from "./resource.ts";
import { update } from "./update.ts";
import { verify } from "./verify.ts";

/** Creates a resource type from its definition, with the rules that apply to all resource types. */
export function defineResource<Inputs extends z.ZodObject, State extends z.ZodObject>(
  type: ResourceDefinition<Inputs, State>,
): Resource {
  const inputNames = Object.keys(type.inputs.shape);
  return {
    kind: type.kind,
    inputNames,
    derived: type.derived ?? {},
    propertyNames: [...new Set([...inputNames, ...Object.keys(type.state.shape)])],
    normalized: (name, value) => normalized(type.inputs, name, value),
    parseId: (id) => type.parseId(id),
    names: (properties, id) => type.names(properties as Partial<z.infer<State>>, id),
    check: (session, olds, news) => check(type, session, olds, news),
    verify: (session, olds, news) => verify(type, session, olds, news),
    diff: (session, id, olds, news) => diff(type, session, id, olds, news),
    create: (session, news) => create(type, session, news),
    read: (session, id, olds) => read(type, session, id, olds),
    update: (session, id, olds, news) => update(type, session, id, olds, news),
    delete: (session, id, olds) => remove(type, session, id, olds),
  };
}
