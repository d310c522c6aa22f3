import type { z } from "zod";
import { UserError } from "../errors.ts";
import { version } from "../version.ts";
import type { PropertiesDefinition } from "./definition.ts";
import { kernelKeys, schemaVersion } from "./stateKeys.ts";
import type { Properties } from "./values.ts";

/** The state of a resource, parsed with the schema of its resource type. Properties that this version does not know are kept. */
export function readState<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: PropertiesDefinition<Inputs, State>,
  id: string,
  state: Properties,
): Partial<z.infer<State>> {
  const schema = state[kernelKeys.schema];
  if (typeof schema === "number" && schema > schemaVersion) {
    throw new UserError(
      `The state of ${definition.kind} ${id} was written by a newer pulumi-anthropic (state format ${schema}; ${version} supports format ${schemaVersion}). ` +
        "Nothing was requested or changed. Install the version of pulumi-anthropic that wrote it, or a newer one.",
    );
  }
  const result = partial(definition.state).safeParse(state);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new UserError(
      `The state of ${definition.kind} ${id} cannot be read: \`${issue?.path.join(".") ?? ""}\`: ${issue?.message ?? "not valid"}. ` +
        "Nothing was requested or changed. Repair it with `pulumi refresh`, or with `pulumi state edit`.",
    );
  }
  // A state written by an earlier version may lack properties.
  return result.data as Partial<z.infer<State>>;
}

/** The partial schema of each state schema. Zod compiles each new schema at its first parse, which is slow. */
const partialSchemas = new WeakMap<z.ZodObject, z.ZodObject>();

function partial(schema: z.ZodObject): z.ZodObject {
  const known = partialSchemas.get(schema);
  if (known !== undefined) return known;
  const built = schema.partial();
  partialSchemas.set(schema, built);
  return built;
}

/** The organization ID in the state of a resource. */
export function organizationIn(state: Properties): string | undefined {
  const id = state[kernelKeys.organization];
  return typeof id === "string" ? id : undefined;
}
