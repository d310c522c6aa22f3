import type { z } from "zod";
import { audited } from "./audit.ts";
import { audit } from "./auditRecord.ts";
import type { Plan } from "./definition.ts";
import { operation } from "./operation.ts";
import { stampOf } from "./properties.ts";
import type { Session } from "./session.ts";
import { readState } from "./state.ts";
import type { Properties } from "./values.ts";

/** Does what delete means for the kind, unless another resource has taken the object over. */
export async function remove<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
): Promise<void> {
  const now = operation(session, olds);
  const old = readState(plan, id, olds);
  const identities = plan.identities(olds as Partial<z.infer<State>>, id);
  const holders = [plan.kind, ...(plan.heldBy ?? [])];
  const held = (identity: string) =>
    holders.some((kind) => session.declares(`${kind} ${identity}`)) ||
    session.keptByAnother(`${plan.kind} ${identity}`, now.name);
  if (identities.some(held)) {
    for (const identity of identities) session.handedOver.add(`${plan.kind} ${identity}`);
    now.notify(
      "ownershipMoved",
      `${plan.kind} ${id} is declared by another resource of this program now, or by this one anew. Nothing was removed.`,
    );
    return;
  }
  const retained = plan.retained?.(old, id);
  if (retained !== undefined) {
    now.notify("retained", retained);
    return;
  }
  await session.organization(stampOf(olds));
  await audited(audit(plan, now, "delete", id, olds, {}), () => plan.delete(now, id, old));
}
