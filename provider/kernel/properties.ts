import type { z } from "zod";
import type { Plan } from "./definition.ts";
import { kept } from "./managed.ts";
import type { Properties } from "./values.ts";

/** The properties that belong to the kind, without the kernel's own. */
export function ownInputs(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name, value]) =>
        !name.startsWith("__") && name !== kept.adopt && value !== undefined && value !== null,
    ),
  );
}

// What was parsed property by property is of the kind's types, as far as it is there. The compiler cannot follow that.
export function typed<T>(properties: Properties): Partial<T> {
  return properties as Partial<T>;
}

export function stampOf(state: Properties): string | undefined {
  const stamp = state[kept.organization];
  return typeof stamp === "string" ? stamp : undefined;
}

export function parsed<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  news: Properties,
): z.infer<Inputs> {
  const answer = plan.inputs.safeParse(ownInputs(news));
  if (answer.success) return answer.data;
  // check has judged them already, but lets pass what was live before (`ignoreChanges`), such as a role that only the
  // Console can give. The kind compares it with the old value, and asks nobody about it.
  return ownInputs(news) as z.infer<Inputs>;
}
