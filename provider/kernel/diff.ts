import type { z } from "zod";
import { NoCredentialError, UserError } from "../errors.ts";
import { registration, twice } from "./declaredTwice.ts";
import type { DiffAnswer, Plan } from "./definition.ts";
import { changedPaths, kept, managedIn } from "./managed.ts";
import { operation } from "./operation.ts";
import { ownInputs } from "./properties.ts";
import type { Session } from "./session.ts";
import { readState } from "./state.ts";
import { isUnknown } from "./unknown.ts";
import { type Properties, same } from "./values.ts";

/**
 * What would change. Local, but for kinds with something pending. `changes: undefined` lets the engine compare the
 * inputs itself, so that `ignoreChanges`, `replaceOnChanges` and the detailed diff work; that it may, is decided here.
 */
export async function diff<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<DiffAnswer> {
  const old = readState(plan, id, olds);
  const stamp = olds[kept.organization];
  session.seen(typeof stamp === "string" ? stamp : undefined);
  const declared = ownInputs(news);
  // Values that are known; the rest counts as changed, but nothing can be concluded from it.
  const known = Object.fromEntries(
    Object.entries(declared).filter(([, value]) => !isUnknown(value)),
  ) as Partial<z.infer<Inputs>>;
  const now = operation(session, news, olds);
  // In a refresh nothing is: it asks for every resource of the state, also for those that are to go.
  const registered = session.registered.has(registration(plan.kind, news));

  const before = managedIn(olds);
  const moved = (plan.identifying ?? []).filter((name) =>
    declared[name] === undefined ? before.includes(name) : !same(olds[name], declared[name]),
  );
  const unclear = moved.some((name) => isUnknown(declared[name]));
  if (unclear && !registered) {
    // The engine is about to replace what this depends on, and asks whether this has to go first. Nothing ever has to;
    // given up now, it would be lost and given again. What it means is seen once the program registers it.
    return { changes: false };
  }
  if (moved.length > 0) {
    const sameObject =
      !unclear && (await withoutKey(session, async () => plan.sameObject?.(now, id, old, known)));
    if (sameObject !== true) {
      if (registered) session.givenUp.add(`${plan.kind} ${id}`);
      const { replaceInOrder: order = [] } = plan;
      const createFirst = order === "createFirst" || moved.some((name) => order.includes(name));
      return { changes: undefined, replaces: moved, deleteBeforeReplace: !createFirst };
    }
  }

  // What the inputs alone do not tell, such as the id of a workspace.
  if (registered) {
    for (const identity of plan.identities(old, id)) session.keeps(`${plan.kind} ${identity}`, now.name);
    const reason = twice(plan, session, plan.holds?.(id, old) ?? [], news);
    if (reason !== undefined) throw new UserError(reason);
  }

  const attention = await withoutKey(session, async () => plan.attention?.(now, old, known, id));
  if (typeof attention === "object" && "replace" in attention) {
    return { changes: true, replaces: [attention.replace] };
  }
  // The preview shows no more than that something is to be done. In a refresh the status is what is shown.
  if (typeof attention === "object" && registered) {
    if ("will" in attention) session.notifyOnce("updatePending", `\`up\` will ${attention.will}`, now.name);
    else session.notifyOnce("updateRefused", `\`up\` will refuse to ${attention.refuses}`, now.name);
  }
  // A refresh only looks: what was waited for is completed by the next `up`, and is no drift until then.
  const noDrift = attention === "complete" || (typeof attention === "object" && "will" in attention);
  if (attention !== undefined && (registered || !noDrift)) return { changes: true };

  const adopt = news[kept.adopt];
  // Update then says that the object cannot become another one.
  if (typeof adopt === "string" && !isUnknown(adopt) && !names(plan, id, olds, adopt))
    return { changes: true };

  const local = localNames(plan).some((name) => !same(olds[name], declared[name]));
  if (local || moved.length > 0 || changedPaths(plan, olds, declared).size > 0) return { changes: undefined };
  return { changes: false };
}

/** Whether `import` names the object that the resource has. */
export function names<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  id: string,
  olds: Properties,
  adopt: string,
): boolean {
  const named = plan.identities({}, plan.parseId(adopt));
  const held = new Set(plan.identities(olds as Partial<z.infer<State>>, id));
  return named.some((name) => held.has(name));
}

/** Inputs that say how to work with the object, and are not in the organization. */
export function localNames(plan: {
  readonly inputs: z.ZodObject;
  readonly managed: readonly string[];
}): string[] {
  return Object.keys(plan.inputs.shape).filter((name) => !plan.managed.includes(name));
}

async function withoutKey<T>(session: Session, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof NoCredentialError)) throw error;
    session.notifyOnce("notLookedUp", "People who have not joined yet were not looked up: there is no key.");
    return undefined;
  }
}
