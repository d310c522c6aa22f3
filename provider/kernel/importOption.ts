import type { z } from "zod";
import { contradict, sameName } from "./objectName.ts";
import { type Named, ownNames } from "./ownNames.ts";
import { typed } from "./properties.ts";
import type { Properties } from "./values.ts";

/** Whether the resource option `import` names a different object than the inputs. An email and an ID cannot be compared. */
export function importContradicts<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: Named<Inputs, State>,
  importId: string,
  inputs: Properties,
): boolean {
  const declaredId = definition.idOf?.(typed(inputs));
  if (declaredId === undefined) return false;
  return contradict(ownNames(definition, {}, importId), ownNames(definition, inputs, declaredId));
}

/** Whether the resource option `import` names the object in the resource's state. */
export function importNamesObject<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: Named<Inputs, State>,
  id: string,
  olds: Properties,
  adopt: string,
): boolean {
  const present = ownNames(definition, olds, id);
  return ownNames(definition, {}, definition.parseId(adopt)).some((name) =>
    present.some((other) => sameName(name, other)),
  );
}
