import type { z } from "zod";
import { ApiError } from "../api/apiError.ts";
import { UserError } from "../errors.ts";
import type { Plan } from "./definition.ts";
import { localNames } from "./diff.ts";
import { kept, managedIn, schemaVersion } from "./managed.ts";
import { operation } from "./operation.ts";
import { observedOutputs } from "./outputs.ts";
import { stampOf } from "./properties.ts";
import type { Session } from "./session.ts";
import { readState } from "./state.ts";
import { at, type Properties, plain, put } from "./values.ts";

/** Asks what is there now, into inputs and outputs alike. */
export async function read<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
): Promise<{ id: string; props: Properties; inputs: Properties }> {
  const now = operation(session, olds);
  const known = olds[kept.schema] !== undefined;
  const old = readState(plan, id, olds);
  const stamp = stampOf(olds);
  const sought = known ? id : plan.parseId(id);
  const { observed, organization } = await inOrganization(session, stamp, () =>
    plan.read(now, sought, known ? old : undefined),
  );
  if (observed === undefined) {
    if (!known) {
      throw new UserError(
        `cannot read ${plan.kind} ${sought}: the organization has none with this id. Correct the id.`,
      );
    }
    return { id: "", props: {}, inputs: {} };
  }
  const props = plain({
    ...observedOutputs(olds, observed),
    [kept.managed]: managedIn(olds),
    [kept.organization]: organization,
    [kept.schema]: schemaVersion,
  });
  let inputs: Properties = {};
  for (const path of managedIn(olds)) inputs = put(inputs, path, at(props, path));
  for (const name of [...localNames(plan), kept.adopt, kept.origin]) {
    if (olds[name] !== undefined) inputs[name] = olds[name];
  }
  return { id: sought, props, inputs: plain(inputs) };
}

/**
 * Reads, and concludes nothing before it is certain that the right organization answered. Asked first, that would cost
 * a request of its own; afterwards every answer has told it.
 */
export async function inOrganization<T>(
  session: Session,
  stamp: string | undefined,
  look: () => Promise<T>,
): Promise<{ observed: T; organization: string }> {
  session.seen(stamp);
  let observed: T;
  try {
    observed = await look();
  } catch (error) {
    // "Not found" from another organization is explained by that, and not by what it says.
    if (error instanceof ApiError && error.reason === "not_found") await session.organization(stamp);
    throw error;
  }
  return { observed, organization: await session.organization(stamp) };
}
