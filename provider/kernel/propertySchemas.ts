import { z } from "zod";

/** A property's schema, and the schema of an object that has only this property. */
interface PropertySchema {
  readonly schema: unknown;
  readonly alone: z.ZodObject;
}

/** Property schemas by the schema of all inputs. Zod compiles each new schema at its first parse, which is slow. */
const compiled = new WeakMap<z.ZodObject, ReadonlyMap<string, PropertySchema>>();

export function propertySchemas(inputs: z.ZodObject): ReadonlyMap<string, PropertySchema> {
  const known = compiled.get(inputs);
  if (known !== undefined) return known;
  const schemas = new Map(
    Object.entries(inputs.shape).map(([name, schema]) => [
      name,
      { schema, alone: z.object({ [name]: schema }) },
    ]),
  );
  compiled.set(inputs, schemas);
  return schemas;
}

/** A known input as check normalizes it. An invalid one is returned unchanged. */
export function normalized(inputs: z.ZodObject, name: string, value: unknown): unknown {
  const parsed = propertySchemas(inputs)
    .get(name)
    ?.alone.safeParse({ [name]: value });
  return parsed?.success === true ? parsed.data[name] : value;
}
