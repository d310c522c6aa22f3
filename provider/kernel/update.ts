import type { z } from "zod";
import { UserError } from "../errors.ts";
import { audited } from "./audit.ts";
import { audit } from "./auditRecord.ts";
import type { Plan } from "./definition.ts";
import { names } from "./diff.ts";
import { changedPaths, kept, managedIn } from "./managed.ts";
import { operation } from "./operation.ts";
import { declaredOutputs, mustAgree, observedOutputs } from "./outputs.ts";
import { PartialWriteError } from "./partialWriteError.ts";
import { ownInputs, parsed, stampOf } from "./properties.ts";
import type { Session } from "./session.ts";
import { readState } from "./state.ts";
import { at, type Properties, same } from "./values.ts";

/** Changes the object in place. */
export async function update<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<{ outs: Properties }> {
  const now = operation(session, news, olds);
  const old = readState(plan, id, olds);
  const inputs = parsed(plan, news);
  const adopt = news[kept.adopt];
  if (typeof adopt === "string" && !names(plan, id, olds, adopt)) {
    throw new UserError(
      `The resource option \`import\` names ${adopt}, but this resource is ${id} already. Nothing was changed. Remove \`import\`.`,
    );
  }
  const stamp = stampOf(olds);
  const declared = ownInputs(news);
  const changed = changedPaths(plan, olds, declared);
  const differs = (path: string) =>
    at(declared, path) !== undefined && !same(at(olds, path), at(declared, path));
  const asks =
    [...changed].some(differs) || (plan.asking ?? []).some((name) => !same(olds[name], declared[name]));
  const idle = async () => (await plan.attention?.(now, old, inputs, id)) === undefined;
  // What only concerns this package needs neither key nor network, unless a new name of the stack is to be recorded.
  if (!asks && stamp !== undefined && now.stack === now.formerStack && (await idle())) {
    session.seen(stamp);
    return { outs: declaredOutputs(plan, olds, news, {}, stamp) };
  }
  const organization = await session.organization(stamp);
  try {
    const record = audit(plan, now, "update", id, olds, news, changed);
    const observed = await audited(record, () => plan.update(now, id, old, inputs, changed));
    const outs = declaredOutputs(plan, olds, news, observed, organization);
    // What was not sent may have been changed by hand meanwhile; refresh shows that.
    const sent = managedIn(outs).filter((path) => changed.has(path));
    mustAgree(plan, id, sent.length > 0 ? sent : managedIn(outs), outs, observed);
    return { outs };
  } catch (error) {
    if (!(error instanceof PartialWriteError) || error.hasOutputs) throw error;
    const outs = declaredOutputs(plan, olds, news, error.observed, organization);
    throw new PartialWriteError(error.message, id, error.observed, observedOutputs(outs, error.observed));
  }
}
