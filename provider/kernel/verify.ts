import type { z } from "zod";
import { ApiError } from "../api/apiError.ts";
import { OrganizationCache } from "../api/organizationCache.ts";
import { NoCredentialError, UserError } from "../errors.ts";
import type { Failure, Operation, ResourceDefinition } from "./definition.ts";
import { lookUpImport } from "./lookUpImport.ts";
import { operation } from "./operation.ts";
import { ownInputs, parsed } from "./properties.ts";
import { mustAccept } from "./requiredCredential.ts";
import type { Session } from "./session.ts";
import { kernelKeys } from "./stateKeys.ts";
import { isUnknown } from "./unknown.ts";
import { type Properties, same } from "./values.ts";

/** An environment variable that turns the lookups of check off. `pulumi-anthropic plan` sets it, since it looks up everything itself. */
export const skipLookups = "PULUMI_ANTHROPIC_SKIP_LOOKUPS";

/** How long check waits for the lookups of one resource. Without a response, create reports the error. */
const maxWaitMs = 10_000;

/**
 * Looks up what new or changed inputs refer to, and returns what create or update would reject for certain. Without a key, and after a
 * failed request, nothing is looked up: a preview needs neither a key nor a network.
 */
export async function verify<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  olds: Properties,
  news: Properties,
): Promise<Failure[]> {
  const declared = ownInputs(news);
  const isUnchanged = same(ownInputs(olds), declared) && same(olds[kernelKeys.adopt], news[kernelKeys.adopt]);
  // The engine checks a resource that it replaces again, without its old inputs.
  const key = `${definition.kind} ${String(news[kernelKeys.origin])}`;
  const isRepeated = same(session.verified.get(key), declared);
  session.verified.set(key, declared);
  if (isUnchanged || isRepeated || session.env[skipLookups] === "true") return [];
  try {
    mustAccept(definition, session, "manage");
    if (!session.canLookUp) return [];
    if (session.spendsToken) return [];
    const looked = lookUp(definition, session, olds, news);
    if ((await first(looked, maxWaitMs)) === "late") session.canLookUp = false;
    return [];
  } catch (error) {
    if (error instanceof ApiError || error instanceof NoCredentialError) {
      session.canLookUp = false;
      return [];
    }
    if (!(error instanceof UserError)) throw error;
    return [{ property: "", reason: session.shortened(error) }];
  }
}

async function lookUp<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: ResourceDefinition<Inputs, State>,
  session: Session,
  olds: Properties,
  news: Properties,
): Promise<void> {
  const now = quiet(operation(session, news));
  const before = ownInputs(olds);
  const isNew = Object.keys(before).length === 0;
  const declared = ownInputs(news);
  const unknown = new Set(Object.keys(declared).filter((name) => isUnknown(declared[name])));
  const known = Object.fromEntries(Object.entries(declared).filter(([name]) => !unknown.has(name)));
  const adopt = news[kernelKeys.adopt];
  try {
    if (isNew && typeof adopt === "string") {
      if (!isUnknown(adopt) && unknown.size === 0)
        await lookUpImport(definition, session, now, adopt, parsed(definition, news));
      return;
    }
    const look = async (minFreshness: number) =>
      definition.verify?.(now, known as Partial<z.infer<Inputs>>, {
        olds: isNew ? undefined : (before as Partial<z.infer<Inputs>>),
        unknown,
        settings: session.settings,
        declarations: session.ownership,
        credential: now.credential,
        adopting: adopt !== undefined,
        origin: news[kernelKeys.origin],
        minFreshness,
      });
    try {
      await look(OrganizationCache.anyAge);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // The lists may be from the beginning of a long run. Nothing is rejected because of what has changed since.
      await look(now.began);
    }
  } catch (error) {
    // If the credential belongs to another organization, that error is more helpful than "not found".
    if (error instanceof UserError && session.guard.isExpecting) await session.guard.confirm();
    throw error;
  }
}

/** The same operation without the notices of create, except those that are shown once per run: a preview shows them, too. */
function quiet(now: Operation): Operation {
  return Object.create(now, { notify: { value: () => undefined } });
}

/** Waits for a promise, but not longer than a time. */
async function first(promise: Promise<void>, mostMs: number): Promise<"done" | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), mostMs);
  });
  try {
    return await Promise.race([promise.then(() => "done" as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
