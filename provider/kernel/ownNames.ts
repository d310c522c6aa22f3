import type { z } from "zod";
import type { Identity, ObjectName, PropertiesDefinition } from "./definition.ts";
import { typed } from "./properties.ts";
import type { Properties } from "./values.ts";

export type Named<Inputs extends z.ZodObject, State extends z.ZodObject> = PropertiesDefinition<
  Inputs,
  State
> &
  Identity<Inputs, State>;

/** The names of the object itself, without the names of objects that it includes, such as the members of a list. */
export function ownNames<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: Named<Inputs, State>,
  properties: Properties,
  id: string | undefined,
): ObjectName[] {
  return definition
    .names(typed<z.infer<State>>(properties), id)
    .filter(({ type }) => type === definition.kind);
}
