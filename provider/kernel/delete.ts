import type { z } from "zod";
import { audited } from "./auditLog.ts";
import { recordOf } from "./auditRecord.ts";
import type { ObjectName, ResourceDefinition } from "./definition.ts";
import { managedIn } from "./managed.ts";
import { operation } from "./operation.ts";
import { ownNames } from "./ownNames.ts";
import type { Session } from "./session.ts";
import { organizationIn, readState } from "./state.ts";
import type { Properties } from "./values.ts";

/**
 * Deletes the object as its resource type defines it, unless the program still declares the object. If the other resource declares only a
 * part of the object, the rest is deleted.
 */
export async function remove<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
): Promise<void> {
  const now = operation(session, olds);
  let old = readState(definition, id, olds);
  let paths: readonly string[] | undefined;
  const { ownership } = session;
  const names = ownNames(definition, olds, id);
  const isElsewhere = (name: ObjectName) =>
    ownership.isDeclared(name) || ownership.isOwnedByAnother(name, definition.kind, now.name);
  if (names.some(isElsewhere)) {
    ownership.move(names);
    const undeclared = await definition.undeclared?.(now, id, old);
    if (undeclared === undefined) {
      now.notify(
        "ownershipMoved",
        `${definition.kind} ${id} is still declared in this program. Nothing was removed.`,
      );
      return;
    }
    old = undeclared;
    paths = managedIn(undeclared);
  }
  const retained = definition.retained?.(old, id);
  if (retained !== undefined) {
    now.notify("retained", retained);
    return;
  }
  await session.guard.confirm(organizationIn(olds));
  const record = recordOf(definition, now, "delete", id, olds, {}, paths);
  await audited(record, () => definition.delete(now, id, old));
}
