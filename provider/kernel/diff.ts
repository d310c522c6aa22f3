import type { z } from "zod";
import { NoCredentialError, UserError } from "../errors.ts";
import { declaredByAnother } from "./declaredOnce.ts";
import type { Operation, ResourceDefinition } from "./definition.ts";
import { importNamesObject } from "./importOption.ts";
import { changedPaths, localNames, managedIn } from "./managed.ts";
import { whyFutile } from "./mismatch.ts";
import { operation } from "./operation.ts";
import { ownNames } from "./ownNames.ts";
import { ownInputs } from "./properties.ts";
import type { DiffResult } from "./resource.ts";
import { becameSecret } from "./secretValues.ts";
import type { Session } from "./session.ts";
import { organizationIn, readState } from "./state.ts";
import { kernelKeys } from "./stateKeys.ts";
import { isUnknown } from "./unknown.ts";
import { type Properties, same } from "./values.ts";
import { skipLookups } from "./verify.ts";

/**
 * Compares the program with the state. Sends no request, unless the resource type has something pending. With `changes: undefined`,
 * the engine compares the inputs itself, so that `ignoreChanges`, `replaceOnChanges` and the detailed diff work.
 */
export async function diff<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<DiffResult> {
  const old = readState(definition, id, olds);
  const { ownership } = session;
  session.guard.mustMatch(organizationIn(olds));
  const declared = ownInputs(news);
  // An unknown value counts as changed.
  const known = Object.fromEntries(
    Object.entries(declared).filter(([, value]) => !isUnknown(value)),
  ) as Partial<z.infer<Inputs>>;
  const now = operation(session, news, olds);
  const registered = ownership.isRegistered(definition.kind, news[kernelKeys.origin]);
  if (registered) ownership.identify(definition.kind, news[kernelKeys.origin], id);

  const before = managedIn(olds);
  const changedIdentity = (definition.identifying ?? []).filter((name) =>
    declared[name] === undefined ? before.includes(name) : !same(olds[name], declared[name]),
  );
  const identityUnknown = changedIdentity.some((name) => isUnknown(declared[name]));
  if (identityUnknown && !registered) {
    // The engine is about to replace a resource that this resource depends on. It calls diff to determine whether this resource
    // must be deleted first. That is never necessary, and would delete the object and create it again. The program registers this
    // resource later.
    return { changes: false };
  }
  if (changedIdentity.length > 0) {
    const sameObject =
      !identityUnknown &&
      (await withoutKey(session, async () => definition.sameObject?.(now, id, old, known)));
    if (sameObject !== true) {
      if (registered) {
        ownership.willReplace(ownNames(definition, old, id));
        const effect = definition.replaced?.(old, id);
        if (effect !== undefined) session.notifyOnce("updatePending", `\`up\` ${effect}`, now.name);
      }
      const { replaceInOrder: order = [] } = definition;
      const createFirst = order === "createFirst" || changedIdentity.some((name) => order.includes(name));
      return { changes: undefined, replaces: changedIdentity, deleteBeforeReplace: !createFirst };
    }
  }

  // Some names are only in the state, such as the ID of a workspace.
  if (registered) {
    const included = definition.names({ ...old, ...known } as Partial<z.infer<State>>, id);
    ownership.own([...ownNames(definition, old, id), ...included], definition.kind, now.name);
    const names = definition.exclusiveNamesInState?.(id, old) ?? [];
    const reason = declaredByAnother(ownership, names, news);
    if (reason !== undefined) throw new UserError(reason);
  }

  const pending = await diffOfPending(definition, now, old, known, id, { session, registered });
  if (pending !== undefined) return pending;

  const adopt = news[kernelKeys.adopt];
  // Update rejects this, because a resource cannot change to another object.
  if (typeof adopt === "string" && !isUnknown(adopt) && !importNamesObject(definition, id, olds, adopt))
    return { changes: true };

  const refused = whyFutile(definition, id, olds, declared) ?? definition.refused?.(old, known);
  if (registered && refused !== undefined)
    session.notifyOnce("updateRefused", `\`up\` will refuse to ${refused}`, now.name);

  // The update only marks stored values as secret, without a request.
  if (becameSecret(olds, news)) return { changes: undefined };

  const localChanged = localNames(definition).some((name) => !same(olds[name], declared[name]));
  if (localChanged || changedIdentity.length > 0 || changedPaths(definition, olds, declared).size > 0)
    return { changes: undefined };
  return { changes: false };
}

/** The diff of a resource that is pending or was changed outside of Pulumi, although the program did not change. */
async function diffOfPending<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  now: Operation,
  old: Partial<z.infer<State>>,
  known: Partial<z.infer<Inputs>>,
  id: string,
  { session, registered }: { readonly session: Session; readonly registered: boolean },
): Promise<DiffResult | undefined> {
  const attention = await withoutKey(session, async () => definition.attention?.(now, old, known, id));
  if (typeof attention === "object" && "replace" in attention) {
    return { changes: true, replaces: [attention.replace] };
  }
  // The engine only shows that there is an update. In a refresh it shows the status.
  if (typeof attention === "object" && registered) {
    if ("rejects" in attention) rejectChange(session, now, attention.rejects);
    else if ("does" in attention) session.notifyOnce("updatePending", `\`up\` ${attention.does}`, now.name);
    else session.notifyOnce("updateRefused", `\`up\` will refuse to ${attention.refuses}`, now.name);
  }
  if (typeof attention === "object" && ("inInputs" in attention || "rejects" in attention)) return undefined;
  // The next `up` completes pending changes, so a refresh does not report them as drift.
  const noDrift = attention === "complete" || (typeof attention === "object" && "does" in attention);
  return attention !== undefined && (registered || !noDrift) ? { changes: true } : undefined;
}

/** Fails the preview because of changed inputs. `plan` reports the error of the update instead, since it needs the whole preview. */
function rejectChange(session: Session, now: Operation, why: string): void {
  if (session.env[skipLookups] !== "true") throw new UserError(`cannot ${why}`);
  session.notifyOnce("updateRefused", `\`up\` will refuse to ${why}`, now.name);
}

async function withoutKey<T>(session: Session, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof NoCredentialError)) throw error;
    session.notLookedUp();
    return undefined;
  }
}
