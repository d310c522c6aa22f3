import type { z } from "zod";
import { UserError } from "../errors.ts";
import { audited } from "./auditLog.ts";
import { recordOf } from "./auditRecord.ts";
import type { ResourceDefinition } from "./definition.ts";
import { importNamesObject } from "./importOption.ts";
import { changedPaths, managedIn } from "./managed.ts";
import { whyFutile } from "./mismatch.ts";
import { operation } from "./operation.ts";
import { declaredOutputs, mustAgree, observedOutputs } from "./outputs.ts";
import { PartialWriteError } from "./partialWriteError.ts";
import { ownInputs, parsed } from "./properties.ts";
import { mustAccept } from "./requiredCredential.ts";
import type { Session } from "./session.ts";
import { organizationIn, readState } from "./state.ts";
import { kernelKeys } from "./stateKeys.ts";
import { at, type Properties, same } from "./values.ts";

/** Updates the object in place. */
export async function update<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<{ outs: Properties }> {
  const now = operation(session, news, olds);
  const old = readState(definition, id, olds);
  const inputs = parsed(definition, news);
  const adopt = news[kernelKeys.adopt];
  if (typeof adopt === "string" && !importNamesObject(definition, id, olds, adopt)) {
    throw new UserError(
      `The resource option \`import\` names ${adopt}, but this resource is already ${id}. Nothing was changed. Remove \`import\`.`,
    );
  }
  const recorded = organizationIn(olds);
  const declared = ownInputs(news);
  const changed = changedPaths(definition, olds, declared);
  const futile = whyFutile(definition, id, olds, declared);
  if (futile !== undefined) throw new UserError(`cannot ${futile}`);
  const differs = (path: string) =>
    at(declared, path) !== undefined && !same(at(olds, path), at(declared, path));
  const needsRequest =
    [...changed].some(differs) ||
    (definition.requestTriggers ?? []).some((name) => !same(olds[name], declared[name]));
  const isComplete = async () => (await definition.attention?.(now, old, inputs, id)) === undefined;
  // Inputs that only this package uses need no request, except after a rename of the stack, which changes the ownership tag.
  if (!needsRequest && recorded !== undefined && now.stack === now.formerStack && (await isComplete())) {
    session.guard.mustMatch(recorded);
    return { outs: declaredOutputs(definition, olds, news, {}, recorded) };
  }
  mustAccept(definition, session, "update");
  const organization = await session.guard.confirm(recorded);
  try {
    const record = recordOf(definition, now, "update", id, olds, news, changed);
    const observed = await audited(record, () => definition.update(now, id, old, inputs, changed));
    session.ownership.learn(definition.names(observed as Partial<z.infer<State>>, id));
    const outs = declaredOutputs(definition, olds, news, observed, organization);
    // Values that were not sent may have changed outside of Pulumi. A refresh shows those changes.
    const sent = managedIn(outs).filter((path) => changed.has(path));
    mustAgree(definition, id, sent.length > 0 ? sent : managedIn(outs), outs, observed, olds);
    return { outs };
  } catch (error) {
    if (!(error instanceof PartialWriteError) || error.hasOutputs) throw error;
    const outs = declaredOutputs(definition, olds, news, error.observed, organization);
    throw new PartialWriteError(error.message, id, error.observed, observedOutputs(outs, error.observed));
  }
}
