import type { z } from "zod";
import { auditedWrites } from "./auditLog.ts";
import { recordOf } from "./auditRecord.ts";
import type { ObjectName, ResourceDefinition } from "./definition.ts";
import { managedIn, partsIn } from "./managed.ts";
import { operation } from "./operation.ts";
import { originOf } from "./origin.ts";
import { ownNames } from "./ownNames.ts";
import { mustAccept } from "./requiredCredential.ts";
import type { Session } from "./session.ts";
import { organizationIn, readState } from "./state.ts";
import { kernelKeys } from "./stateKeys.ts";
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
  let old = readState(definition, id, olds);
  let paths: readonly string[] | undefined;
  const { ownership } = session;
  const names = ownNames(definition, olds, id);
  const organization = organizationIn(olds);
  const recorded = await session.recorded.beginDelete(
    { type: definition.kind, id, ...originOf(olds) },
    names,
    organization?.toLowerCase(),
  );
  // The outputs have the name of the last write. Aliases and `pulumi state rename` change only the URN.
  const now = operation(session, olds, olds, recorded.self);
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
  const finish = async () => {
    const retained = definition.retained?.(old, id);
    if (retained !== undefined) {
      now.notify("retained", retained);
      await session.recorded.runDeferred(recorded.self);
      return;
    }
    mustAccept(definition, session, "delete");
    await session.guard.confirm(organization);
    const record = recordOf(definition, now, "delete", id, olds, {}, paths);
    const wrote = await auditedWrites(record, () => definition.delete(now, id, old));
    if (wrote && olds["adopted"] === true) {
      now.notifyOnce(
        "adoptedDeleted",
        "This run also removes objects that the stack adopted and did not create. A stack that also declares them reports the removal as a change outside of Pulumi.",
      );
    }
  };
  const [other] = recorded.others;
  if (other !== undefined) {
    // Resources of a type that can delete a part of the object each delete what only they manage.
    const ofOthers = new Set(recorded.others.flatMap(({ managed }) => managed));
    const own =
      definition.undeclared === undefined
        ? []
        : partsIn(definition, managedIn(old)).filter((path) => !ofOthers.has(path));
    if (own.length === 0) {
      now.notify(
        "ownershipMoved",
        `${definition.kind} ${id} also belongs to \`${other.name}\` in the state of this stack. Nothing was removed.`,
      );
      session.recorded.defer(other, finish);
      return;
    }
    old = { ...old, [kernelKeys.managed]: own };
    paths = own;
  }
  await finish();
}
