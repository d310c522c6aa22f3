import type { z } from "zod";
import { UserError } from "../errors.ts";
import type { ResourceDefinition } from "./definition.ts";
import { localNames, managedIn } from "./managed.ts";
import { operation } from "./operation.ts";
import { observedOutputs } from "./outputs.ts";
import { mustAccept } from "./requiredCredential.ts";
import type { Session } from "./session.ts";
import { organizationIn, readState } from "./state.ts";
import { kernelKeys, schemaVersion } from "./stateKeys.ts";
import { at, type Properties, plain, put } from "./values.ts";

/** Reads the current object, and returns its inputs and outputs. */
export async function read<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
): Promise<{ id: string; props: Properties; inputs: Properties }> {
  const now = operation(session, olds);
  const known = olds[kernelKeys.schema] !== undefined;
  const old = readState(definition, id, olds);
  const recorded = organizationIn(olds);
  mustAccept(definition, session, "read");
  const objectId = known ? id : definition.parseId(id);
  const { observed, organization } = await session.guard.confirmRead(recorded, () =>
    definition.read(now, objectId, known ? old : undefined),
  );
  if (observed === undefined) {
    if (!known) {
      throw new UserError(
        `cannot read ${definition.kind} ${objectId}: the organization has no object with this ID. Correct the ID.`,
      );
    }
    return { id: "", props: {}, inputs: {} };
  }
  const props = plain({
    ...observedOutputs(olds, observed),
    [kernelKeys.managed]: managedIn(olds),
    [kernelKeys.organization]: organization,
    [kernelKeys.schema]: schemaVersion,
  });
  let inputs: Properties = {};
  for (const path of managedIn(olds)) inputs = put(inputs, path, at(props, path));
  for (const name of [...localNames(definition), kernelKeys.adopt, kernelKeys.origin, kernelKeys.secrets]) {
    if (olds[name] !== undefined) inputs[name] = olds[name];
  }
  return { id: objectId, props, inputs: plain(inputs) };
}
