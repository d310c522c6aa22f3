import type { z } from "zod";
import type { Identity, ObjectName, PropertiesDefinition } from "./definition.ts";
import { kernelKeys } from "./managed.ts";
import { contradict, sameName } from "./objectName.ts";
import { nameIn } from "./operation.ts";
import type { ProgramOwnership } from "./ownership.ts";
import { typed } from "./properties.ts";
import type { Properties } from "./values.ts";

type Named<Inputs extends z.ZodObject, State extends z.ZodObject> = PropertiesDefinition<Inputs, State> &
  Identity<Inputs, State>;

/** The names of the object itself, without those of the objects that it includes, such as the members on a list. */
export function ownNames<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: Named<Inputs, State>,
  properties: Properties,
  id: string | undefined,
): ObjectName[] {
  return definition
    .names(typed<z.infer<State>>(properties), id)
    .filter(({ type }) => type === definition.kind);
}

/** Whether the resource option `import` names another object than the inputs. An email and an ID cannot be compared. */
export function importContradicts<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: Named<Inputs, State>,
  importId: string,
  inputs: Properties,
): boolean {
  const declaredId = definition.idOf?.(typed(inputs));
  if (declaredId === undefined) return false;
  return contradict(ownNames(definition, {}, importId), ownNames(definition, inputs, declaredId));
}

/** Whether the resource option `import` names the object that the resource has. */
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

/**
 * Why a resource may not declare these objects: another one of the program does. Resources of one name, which may have
 * parents of different types, cannot be told apart here and are not rejected.
 */
export function declaredByAnother(
  ownership: ProgramOwnership,
  names: readonly ObjectName[],
  properties: Properties,
): string | undefined {
  const origin = properties[kernelKeys.origin];
  if (typeof origin !== "string") return undefined;
  for (const name of names) {
    const other = ownership.claim(name, origin);
    if (other !== undefined) {
      return `${name.type} ${name.key} is already declared by another resource of this program, \`${nameIn(other)}\`. Remove one of the two resources. The object is kept while the other one declares it.`;
    }
  }
  return undefined;
}
