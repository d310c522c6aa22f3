import { type Attempts, byId } from "../api/absence.ts";
import { ApiError, withAdvice } from "../api/apiError.ts";
import { createAfterLook, isSince } from "../api/createOnce.ts";
import { OrganizationCache } from "../api/organizationCache.ts";
import type { MinFreshness } from "../api/sharedList.ts";
import { type ApiLimitationName, apiLimitation } from "../apiLimitations.ts";
import { UserError } from "../errors.ts";
import type { Operation } from "../kernel/definition.ts";
import { nameTakenError, type SameName } from "../kernel/nameTaken.ts";
import { objectName } from "../kernel/objectName.ts";
import { isRetained, whyRetained } from "../kernel/retention.ts";
import { mustBeRemoved } from "../kernel/undeletable.ts";
import { capitalized } from "../text/phrases.ts";

/** An object whose name is unique in the organization and that the API can only archive. */
interface NamedWire {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly archived_at: string | null;
}

/** A type of such objects. */
export interface NamedType<Wire extends NamedWire> {
  readonly kind: string;
  /** The type in messages: `federation issuer`. */
  readonly noun: string;
  readonly limitation: ApiLimitationName;
  /** The argument of components that sets the name, if it is not `name`. */
  readonly componentArgument?: string;
  list(operation: Operation, minFreshness: MinFreshness): Promise<readonly Wire[]>;
  confirm(operation: Operation, id: string): Promise<Wire | undefined>;
}

/** The properties of the state that messages are about. */
interface NamedState {
  readonly name?: string | undefined;
  readonly status?: string | undefined;
}

/** The object with this ID, from the shared list or else by its own request; undefined if the API has none. */
export async function lookUp<Wire extends NamedWire>(
  type: NamedType<Wire>,
  operation: Operation,
  id: string,
  minFreshness: MinFreshness,
  attempts: Attempts = "once",
): Promise<Wire | undefined> {
  const { cache } = operation;
  const lookup = byId(
    id,
    (freshness) => type.list(operation, freshness),
    () => type.confirm(operation, id),
  );
  const found = await cache.find(lookup, minFreshness, attempts);
  // A credential that can read federation can read workspaces, and a list of workspaces is never empty.
  if (found === undefined) await cache.workspaces(minFreshness);
  return found;
}

/**
 * The object that delete archives. Undefined if it is archived already, or if a refresh has recorded it as removed and the API still does
 * not return it.
 */
export async function toArchive<Wire extends NamedWire>(
  type: NamedType<Wire>,
  operation: Operation,
  id: string,
  old: NamedState,
): Promise<Wire | undefined> {
  const wire = await lookUp(type, operation, id, operation.began, "repeated");
  if (wire !== undefined) return wire.archived_at === null ? wire : undefined;
  mustBeRemoved(old, `archive ${shown(type, old.name, id)}`);
  return undefined;
}

/** `federation issuer "ci" (fdis_01)` */
export function shown({ noun }: { readonly noun: string }, name: string | undefined, id: string): string {
  return name === undefined ? `${noun} ${id}` : `${noun} ${JSON.stringify(name)} (${id})`;
}

/** Why update fails for an object that was archived or that the API no longer returns: the text after "cannot". */
export function whyNotUpdatable(
  type: { readonly noun: string; readonly limitation: ApiLimitationName },
  { name, status }: NamedState,
  id: string,
): string | undefined {
  const updating = `update ${shown(type, name, id)}`;
  if (status === "removed") {
    return `${updating}: the API no longer returns it, although it can only be archived. Check that the credential can still read it and run \`pulumi refresh\`. If it no longer exists, remove it from the program.`;
  }
  if (status !== "archived") return undefined;
  return `${updating}: it was archived outside of Pulumi, and ${apiLimitation(type.limitation)}`;
}

/** The notice of a delete that leaves the object unchanged. Undefined if it archives the object. */
export function retainedNotice(
  type: { readonly noun: string },
  old: NamedState & { onDelete?: string | undefined; adopted?: boolean | undefined },
  id: string,
): string | undefined {
  if (!isRetained(old)) return undefined;
  return `${capitalized(shown(type, old.name, id))} is left unchanged, since ${whyRetained(old)}.`;
}

/**
 * Creates an object with a unique name. Rejects one that exists, with its ID. After a lost response, the object is looked up by its
 * name before the create is sent again, so that it is created once. `adopted` is true if it was found, so that it is not certain that
 * this stack created it.
 */
export async function createNamed<Wire extends NamedWire>(
  type: NamedType<Wire>,
  operation: Operation,
  name: string,
  { send, isAsDeclared }: { readonly send: () => Promise<Wire>; isAsDeclared(wire: Wire): boolean },
): Promise<{ readonly wire: Wire; readonly adopted: boolean }> {
  const { ownership, client, began } = operation;
  const doing = `create ${type.noun} ${JSON.stringify(name)}`;
  const release = ownership.reserve(objectName(type.kind, name, "name"));
  if (release === undefined) {
    throw new UserError(
      `cannot ${doing}: another resource of this program is creating one of that name. Give one of them another name.`,
    );
  }
  const findLive = async (minFreshness: MinFreshness) =>
    (await type.list(operation, minFreshness)).find((one) => one.name === name && one.archived_at === null);
  try {
    // The list may be stale, and an error needs a fresh one.
    const listed = await findLive(OrganizationCache.anyAge);
    const present = listed === undefined ? undefined : await findLive(began);
    if (present !== undefined) throw await nameTakenError(operation, doing, sameName(type, present));
    const startedAt = client.now();
    let found = false;
    const wire = await createAfterLook({
      client,
      send,
      look: async () => {
        const one = await findLive(operation.cache.now());
        // One that is older than the request is not the result of the request.
        return one !== undefined && isSince(client, one.created_at, startedAt) ? one : undefined;
      },
      asDeclared: (one) => {
        found = true;
        return isAsDeclared(one);
      },
    });
    if (found) {
      operation.notify(
        "createUncertain",
        `The ${shown(type, name, wire.id)} was found after the response to its create was lost. Another client may have created it at the same time, so delete does not archive it unless the program sets \`onDelete: "archive"\`.`,
      );
    }
    return { wire, adopted: found };
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== "conflict") throw error;
    const all = await type.list(operation, operation.cache.now()).catch(() => []);
    const taken = all.filter((one) => one.name === name);
    const live = taken.find((one) => one.archived_at === null);
    if (live !== undefined) throw await nameTakenError(operation, doing, sameName(type, live));
    const [archived] = taken;
    throw withAdvice(
      error,
      archived === undefined
        ? `Names are unique in the organization. ${setAnother(type)}`
        : `The archived ${type.noun} ${archived.id} has that name, and archiving is final. ${setAnother(type)}`,
    );
  } finally {
    release();
  }
}

/** `Set another \`name\`.` */
export function setAnother({ componentArgument }: Pick<NamedType<NamedWire>, "componentArgument">): string {
  const inComponents =
    componentArgument === undefined
      ? ""
      : ` (\`${componentArgument}\` in GitHubActionsAccess and GitLabAccess)`;
  return `Set another \`name\`${inComponents}.`;
}

function sameName({ kind, noun }: Pick<NamedType<NamedWire>, "kind" | "noun">, { id }: NamedWire): SameName {
  return { kind, id, noun: `a ${noun}` };
}
