import type { z } from "zod";
import { UserError } from "../errors.ts";
import { version } from "../version.ts";
import type { Plan } from "./definition.ts";
import { kept, schemaVersion } from "./managed.ts";
import type { Properties } from "./values.ts";

/** What is kept of a resource, in the kind's own types. Properties that this version does not know stay in it. */
export function readState<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  id: string,
  state: Properties,
): Partial<z.infer<State>> {
  const schema = state[kept.schema];
  if (typeof schema === "number" && schema > schemaVersion) {
    throw new UserError(
      `The state of ${plan.kind} ${id} was written by a newer pulumi-anthropic (form ${schema}; ${version} knows form ${schemaVersion}). ` +
        "Nothing was asked or changed. Install the version of pulumi-anthropic that wrote it, or a newer one.",
    );
  }
  const answer = partial(plan.state).safeParse(state);
  if (!answer.success) {
    const issue = answer.error.issues[0];
    throw new UserError(
      `The state of ${plan.kind} ${id} cannot be read: \`${issue?.path.join(".") ?? ""}\`: ${issue?.message ?? "not valid"}. ` +
        "Nothing was asked or changed. Repair it with `pulumi refresh`, or with `pulumi state edit`.",
    );
  }
  // A state that was written by an earlier version may lack what later ones keep; what a kind needs, it looks for.
  return answer.data as Partial<z.infer<State>>;
}

/** By the schema of a whole state. Zod compiles each new schema when it first parses, which takes longer than parsing. */
const partialSchemas = new WeakMap<z.ZodObject, z.ZodObject>();

function partial(schema: z.ZodObject): z.ZodObject {
  const known = partialSchemas.get(schema);
  if (known !== undefined) return known;
  const built = schema.partial();
  partialSchemas.set(schema, built);
  return built;
}
