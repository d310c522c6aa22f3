import type { z } from "zod";
import { ApiError } from "../api/apiError.ts";
import { audited } from "./auditLog.ts";
import { recordOf } from "./auditRecord.ts";
import type { Observed, Operation, ResourceDefinition } from "./definition.ts";
import { lookUpImport } from "./lookUpImport.ts";
import { managedIn } from "./managed.ts";
import { operation } from "./operation.ts";
import { declaredOutputs, mustAgree, observedOutputs } from "./outputs.ts";
import { PartialWriteError } from "./partialWriteError.ts";
import { parsed } from "./properties.ts";
import { mustAccept } from "./requiredCredential.ts";
import type { Session } from "./session.ts";
import { kernelKeys } from "./stateKeys.ts";
import type { Properties } from "./values.ts";

/** Creates the object, or adopts it. */
export async function create<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  news: Properties,
): Promise<{ id: string; outs: Properties }> {
  const now = operation(session, news);
  const inputs = parsed(definition, news);
  const adopt = news[kernelKeys.adopt];
  mustAccept(definition, session, "create");
  if (session.guard.isExpecting) await session.guard.confirm();
  const done = async (id: string, observed: Observed<z.infer<State>>) => {
    const names = definition.names(observed as Partial<z.infer<State>>, id);
    session.ownership.learn(names);
    session.ownership.own(names, definition.kind, now.name);
    session.guard.created(`${definition.kind} ${id}`);
    const outs = (organization?: string) => declaredOutputs(definition, {}, news, observed, organization);
    try {
      // Not compared with the expected organization, because the object exists and must be recorded in the state.
      return outs((await session.client.organization()).toLowerCase());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A state without an organization ID is better than an object that is not in the state.
      const message = `${definition.kind} ${id} exists, but its organization is not known yet; creation resumes at the next \`pulumi up\`. ${error.message}`;
      throw new PartialWriteError(message, id, observed, observedOutputs(outs(), observed));
    }
  };
  try {
    const created =
      typeof adopt === "string"
        ? await importObject(definition, session, now, adopt, inputs)
        : await audited(recordOf(definition, now, "create", definition.idOf?.(inputs), {}, news), () =>
            definition.create(now, inputs),
          );
    const outs = await done(created.id, created.observed);
    mustAgree(definition, created.id, managedIn(outs), outs, created.observed);
    return { id: created.id, outs };
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

/** Adopts the object that the resource option `import` names. Reads and compares it, and writes nothing. */
async function importObject<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  now: Operation,
  adopt: string,
  inputs: z.infer<Inputs>,
): Promise<{ id: string; observed: Observed<z.infer<State>> }> {
  const { objectId, observed } = await lookUpImport(definition, session, now, adopt, inputs);
  now.notify("adopted", `${definition.kind} ${objectId} was adopted. Nothing was written.`);
  const id = definition.idOf?.(inputs) ?? definition.idIn?.(observed) ?? objectId;
  return { id, observed: { ...observed, adopted: true } };
}
