import type { z } from "zod";
import type { ResourceDefinition } from "./definition.ts";
import { kernelKeys } from "./stateKeys.ts";
import type { Properties } from "./values.ts";

/** The properties of the resource type, without those that the kernel adds. */
export function ownInputs(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name, value]) =>
        !name.startsWith("__") && name !== kernelKeys.adopt && value !== undefined && value !== null,
    ),
  );
}

/** Casts properties that were parsed separately, because the compiler cannot infer their type. */
export function typed<T>(properties: Properties): Partial<T> {
  return properties as Partial<T>;
}

/** The inputs, parsed with the schema of the resource type. */
export function parsed<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  news: Properties,
): z.infer<Inputs> {
  const result = definition.inputs.safeParse(ownInputs(news));
  if (result.success) return result.data;
  // check passes a value that equals the old one (`ignoreChanges`), such as a role that only the Console can
  // assign. The resource type finds it unchanged and does not send it.
  return ownInputs(news) as z.infer<Inputs>;
}
