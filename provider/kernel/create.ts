import type { z } from "zod";
import { ApiError } from "../api/apiError.ts";
import { AdoptionError } from "./adoptionError.ts";
import { audited } from "./audit.ts";
import { audit } from "./auditRecord.ts";
import type { Observed, Operation, Plan } from "./definition.ts";
import { kept, managedIn, managedPaths } from "./managed.ts";
import { operation } from "./operation.ts";
import { declaredOutputs, mustAgree, observedOutputs, show, spoken } from "./outputs.ts";
import { PartialWriteError } from "./partialWriteError.ts";
import { ownInputs, parsed } from "./properties.ts";
import { inOrganization } from "./read.ts";
import type { Session } from "./session.ts";
import { at, type Properties, same } from "./values.ts";

/** Makes the object, or takes it over. */
export async function create<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  news: Properties,
): Promise<{ id: string; outs: Properties }> {
  const now = operation(session, news);
  const inputs = parsed(plan, news);
  const adopt = news[kept.adopt];
  // Before the first write, once anything says which organization is meant.
  if (session.expectsOrganization) await session.organization();
  const done = async (id: string, observed: Observed<z.infer<State>>) => {
    for (const identity of plan.identities(observed as Partial<z.infer<State>>, id)) {
      session.learned.add(`${plan.kind} ${identity}`);
    }
    session.made(`${plan.kind} ${id}`);
    const outs = (organization?: string) => declaredOutputs(plan, {}, news, observed, organization);
    try {
      // Not compared any more: it is there, wherever that is.
      return outs((await session.client.organization()).toLowerCase());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Better a resource without the organization's stamp than an object without a resource.
      const message = `${plan.kind} ${id} exists, but its organization is not known yet; creation resumes at the next \`pulumi up\`. ${error.message}`;
      throw new PartialWriteError(message, id, observed, observedOutputs(outs(), observed));
    }
  };
  try {
    const made =
      typeof adopt === "string"
        ? await importObject(plan, now, adopt, inputs)
        : await audited(audit(plan, now, "create", plan.idOf?.(inputs), {}, news), () =>
            plan.create(now, inputs),
          );
    const outs = await done(made.id, made.observed);
    mustAgree(plan, made.id, managedIn(outs), outs, made.observed);
    return { id: made.id, outs };
  } catch (error) {
    if (!(error instanceof PartialWriteError) || error.hasOutputs) throw error;
    const outs = await done(error.id, error.observed);
    throw new PartialWriteError(
      error.message,
      error.id,
      error.observed,
      observedOutputs(outs, error.observed),
    );
  }
}

/** The resource option `import`: reads, compares, writes nothing. */
async function importObject<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  now: Operation,
  adopt: string,
  inputs: z.infer<Inputs>,
): Promise<{ id: string; observed: Observed<z.infer<State>> }> {
  const sought = plan.parseId(adopt);
  const { observed } = await inOrganization(now.session, undefined, () =>
    plan.read(now, sought, undefined, inputs),
  );
  if (observed === undefined) {
    throw new AdoptionError(
      `${plan.kind} ${sought}`,
      "the organization has none with this id. Correct the resource option `import`, or remove it to have the object made.",
    );
  }
  const reason = await plan.unadoptable?.(now, sought, observed, inputs);
  if (reason !== undefined) throw new AdoptionError(`${plan.kind} ${sought}`, reason);
  const declared = ownInputs(inputs);
  const differences = managedPaths(plan, declared)
    .filter((path) => spoken(observed, path) && !same(at(declared, path), at(observed, path) ?? undefined))
    .map(
      (path) =>
        `\`${path}\` is ${show(at(observed, path))} there, and ${show(at(declared, path))} in the program`,
    );
  if (differences.length > 0) {
    throw new AdoptionError(
      `${plan.kind} ${sought}`,
      `it is not as declared: ${differences.join("; ")}. ` +
        "Nothing was changed. Make the program say what is there, run `up`, and change it afterwards.",
    );
  }
  now.notify("adopted", `${plan.kind} ${sought} is adopted; nothing was written.`);
  return { id: plan.idOf?.(inputs) ?? sought, observed: { ...observed, adopted: true } };
}
