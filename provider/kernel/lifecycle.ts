import type { z } from "zod";
import { ApiError } from "../api/apiError.ts";
import { logText } from "../api/foreignText.ts";
import { UserError } from "../errors.ts";
import { type AuditRecord, audited } from "./audit.ts";
import { ownInputs } from "./check.ts";
import type { Observed, Operation, Plan } from "./definition.ts";
import { localNames, names } from "./diff.ts";
import { changedPaths, kept, managedIn, managedPaths, schemaVersion } from "./managed.ts";
import { operation } from "./operation.ts";
import type { Session } from "./session.ts";
import { readState } from "./state.ts";
import { at, type Properties, plain, put, same } from "./values.ts";

/**
 * The object is there, but not as it should be. Pulumi keeps it with these properties and finishes it at the next
 * `up`, instead of making another.
 */
export class HalfMade extends Error {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: string[];

  constructor(message: string, id: string, properties: Properties) {
    super(logText(message));
    this.stack = "";
    this.id = id;
    this.properties = properties;
    this.reasons = [this.message];
  }
}

/** A kind throws this when its object exists, but a later step failed. */
export class Unfinished<State> extends Error {
  readonly id: string;
  readonly observed: Observed<State>;

  constructor(message: string, id: string, observed: Observed<State>) {
    super(message);
    this.stack = "";
    this.id = id;
    this.observed = observed;
  }
}

/** The resource option `import` cannot adopt an object. */
export class AdoptionError extends UserError {
  /** Why, in sentences that do not name the object. */
  readonly reason: string;

  constructor(object: string, reason: string) {
    super(`cannot adopt ${object}: ${reason}`);
    this.reason = reason;
  }
}

/** Makes the object, or takes it over. */
export async function create<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  news: Properties,
): Promise<{ id: string; outs: Properties }> {
  const now = operation(session, news);
  const inputs = parsed(plan, news);
  const adopt = news[kept.adopt];
  // Before the first write, once anything says which organization is meant.
  if (session.expectsOrganization) await session.organization();
  const done = async (id: string, observed: Observed<z.infer<State>>) => {
    for (const identity of plan.identities(observed as Partial<z.infer<State>>, id)) {
      session.learned.add(`${plan.kind} ${identity}`);
    }
    session.made(`${plan.kind} ${id}`);
    const outs = (organization?: string) => declaredOutputs(plan, {}, news, observed, organization);
    try {
      // Not compared any more: it is there, wherever that is.
      return outs((await session.client.organization()).toLowerCase());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Better a resource without the organization's stamp than an object without a resource.
      const message = `${plan.kind} ${id} is there, but not all is known of it; the next \`up\` goes on. ${error.message}`;
      throw new HalfMade(message, id, observedOutputs(outs(), observed));
    }
  };
  try {
    const made =
      typeof adopt === "string"
        ? await takeOver(plan, now, adopt, inputs)
        : await audited(audit(plan, now, "create", plan.idOf?.(inputs), {}, news), () =>
            plan.create(now, inputs),
          );
    const outs = await done(made.id, made.observed);
    mustAgree(plan, made.id, managedIn(outs), outs, made.observed);
    return { id: made.id, outs };
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    const outs = await done(error.id, error.observed);
    throw new HalfMade(error.message, error.id, observedOutputs(outs, error.observed));
  }
}

/** The resource option `import`: reads, compares, writes nothing. */
async function takeOver<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  now: Operation,
  adopt: string,
  inputs: z.infer<Inputs>,
): Promise<{ id: string; observed: Observed<z.infer<State>> }> {
  const sought = plan.parseId(adopt);
  const { observed } = await inOrganization(now.session, undefined, () =>
    plan.read(now, sought, undefined, inputs),
  );
  if (observed === undefined) {
    throw new AdoptionError(
      `${plan.kind} ${sought}`,
      "the organization has none with this id. Correct the resource option `import`, or remove it to have the object made.",
    );
  }
  const reason = await plan.unadoptable?.(now, sought, observed, inputs);
  if (reason !== undefined) throw new AdoptionError(`${plan.kind} ${sought}`, reason);
  const declared = ownInputs(inputs);
  const differences = managedPaths(plan, declared)
    .filter((path) => spoken(observed, path) && !same(at(declared, path), at(observed, path) ?? undefined))
    .map(
      (path) =>
        `\`${path}\` is ${show(at(observed, path))} there, and ${show(at(declared, path))} in the program`,
    );
  if (differences.length > 0) {
    throw new AdoptionError(
      `${plan.kind} ${sought}`,
      `it is not as declared: ${differences.join("; ")}. ` +
        "Nothing was changed. Make the program say what is there, run `up`, and change it afterwards.",
    );
  }
  now.notify("adopted", `${plan.kind} ${sought} is adopted; nothing was written.`);
  return { id: plan.idOf?.(inputs) ?? sought, observed: { ...observed, adopted: true } };
}

/** Asks what is there now, into inputs and outputs alike. */
export async function read<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
): Promise<{ id: string; props: Properties; inputs: Properties }> {
  const now = operation(session, olds);
  const known = olds[kept.schema] !== undefined;
  const old = readState(plan, id, olds);
  const stamp = stampOf(olds);
  const sought = known ? id : plan.parseId(id);
  const { observed, organization } = await inOrganization(session, stamp, () =>
    plan.read(now, sought, known ? old : undefined),
  );
  if (observed === undefined) {
    if (!known) {
      throw new UserError(
        `cannot read ${plan.kind} ${sought}: the organization has none with this id. Correct the id.`,
      );
    }
    return { id: "", props: {}, inputs: {} };
  }
  const props = plain({
    ...observedOutputs(olds, observed),
    [kept.managed]: managedIn(olds),
    [kept.organization]: organization,
    [kept.schema]: schemaVersion,
  });
  let inputs: Properties = {};
  for (const path of managedIn(olds)) inputs = put(inputs, path, at(props, path));
  for (const name of [...localNames(plan), kept.adopt, kept.origin]) {
    if (olds[name] !== undefined) inputs[name] = olds[name];
  }
  return { id: sought, props, inputs: plain(inputs) };
}

/**
 * Reads, and concludes nothing before it is certain that the right organization answered. Asked first, that would cost
 * a request of its own; afterwards every answer has told it.
 */
async function inOrganization<T>(
  session: Session,
  stamp: string | undefined,
  look: () => Promise<T>,
): Promise<{ observed: T; organization: string }> {
  session.seen(stamp);
  let observed: T;
  try {
    observed = await look();
  } catch (error) {
    // "Not found" from another organization is explained by that, and not by what it says.
    if (error instanceof ApiError && error.reason === "not_found") await session.organization(stamp);
    throw error;
  }
  return { observed, organization: await session.organization(stamp) };
}

/** Changes the object in place. */
export async function update<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<{ outs: Properties }> {
  const now = operation(session, news, olds);
  const old = readState(plan, id, olds);
  const inputs = parsed(plan, news);
  const adopt = news[kept.adopt];
  if (typeof adopt === "string" && !names(plan, id, olds, adopt)) {
    throw new UserError(
      `The resource option \`import\` names ${adopt}, but this resource is ${id} already. Nothing was changed. Remove \`import\`.`,
    );
  }
  const stamp = stampOf(olds);
  const declared = ownInputs(news);
  const changed = changedPaths(plan, olds, declared);
  const differs = (path: string) =>
    at(declared, path) !== undefined && !same(at(olds, path), at(declared, path));
  const asks =
    [...changed].some(differs) || (plan.asking ?? []).some((name) => !same(olds[name], declared[name]));
  const idle = async () => (await plan.attention?.(now, old, inputs, id)) === undefined;
  // What only concerns this package needs neither key nor network, unless a new name of the stack is to be recorded.
  if (!asks && stamp !== undefined && now.stack === now.formerStack && (await idle())) {
    session.seen(stamp);
    return { outs: declaredOutputs(plan, olds, news, {}, stamp) };
  }
  const organization = await session.organization(stamp);
  try {
    const record = audit(plan, now, "update", id, olds, news, changed);
    const observed = await audited(record, () => plan.update(now, id, old, inputs, changed));
    const outs = declaredOutputs(plan, olds, news, observed, organization);
    // What was not sent may have been changed by hand meanwhile; refresh shows that.
    const sent = managedIn(outs).filter((path) => changed.has(path));
    mustAgree(plan, id, sent.length > 0 ? sent : managedIn(outs), outs, observed);
    return { outs };
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    const outs = declaredOutputs(plan, olds, news, error.observed, organization);
    throw new HalfMade(error.message, id, observedOutputs(outs, error.observed));
  }
}

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

/** What the audit log says of an operation's writes. */
function audit(
  plan: { readonly kind: string; readonly managed: readonly string[]; readonly parts?: readonly string[] },
  { stack, name }: Operation,
  operation: string,
  id: string | undefined,
  olds: Properties,
  news: Properties,
  changed: Iterable<string> = managedPaths(plan, operation === "delete" ? olds : ownInputs(news)),
): AuditRecord {
  const email = news["email"] ?? olds["email"];
  return {
    stack,
    resource: name,
    kind: plan.kind,
    operation,
    id,
    email: typeof email === "string" ? email : undefined,
    changes: Object.fromEntries(
      [...changed].map((path) => [path, { before: at(olds, path), after: at(news, path) }]),
    ),
  };
}

function stampOf(state: Properties): string | undefined {
  const stamp = state[kept.organization];
  return typeof stamp === "string" ? stamp : undefined;
}

function parsed<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  news: Properties,
): z.infer<Inputs> {
  const answer = plan.inputs.safeParse(ownInputs(news));
  if (answer.success) return answer.data;
  // check has judged them already, but lets pass what was live before (`ignoreChanges`), such as a role that only the
  // Console can give. The kind compares it with the old value, and asks nobody about it.
  return ownInputs(news) as z.infer<Inputs>;
}

/** Whether the observation says anything about a path, if only that there is no value. */
function spoken(observed: Properties, path: string): boolean {
  const [first = ""] = path.split(".");
  return observed[first] !== undefined || (first in observed && observed[first] === null);
}

/** What is kept after create and update: everything observed, and over it what the program declares. */
function declaredOutputs(
  plan: {
    readonly inputs: z.ZodObject;
    readonly managed: readonly string[];
    readonly parts?: readonly string[];
  },
  olds: Properties,
  news: Properties,
  observed: Properties,
  organization: string | undefined,
): Properties {
  const declared = ownInputs(news);
  let outs = observedOutputs(olds, observed);
  for (const name of [...localNames(plan), kept.adopt]) delete outs[name];
  const paths = managedPaths(plan, declared);
  for (const path of paths) outs = put(outs, path, at(declared, path));
  for (const name of localNames(plan)) {
    if (declared[name] !== undefined) outs[name] = declared[name];
    else if (observed[name] !== undefined && observed[name] !== null) outs[name] = observed[name];
  }
  for (const name of [kept.adopt, kept.origin, kept.pointer])
    if (news[name] !== undefined) outs[name] = news[name];
  return plain({
    ...outs,
    [kept.managed]: paths,
    [kept.organization]: organization,
    [kept.schema]: schemaVersion,
  });
}

/** The properties with what was observed laid over them; null takes a property out. */
function observedOutputs(properties: Properties, observed: Properties): Properties {
  const spokenOf = Object.entries(observed).filter(([, value]) => value !== undefined);
  return plain({ ...properties, ...Object.fromEntries(spokenOf) });
}

/** An answer that disagrees with what was sent means that the object is not as the outputs would say. */
function mustAgree(
  plan: { readonly kind: string },
  id: string,
  paths: readonly string[],
  outs: Properties,
  observed: Properties,
): void {
  const wrong = paths.filter((path) => spoken(observed, path) && !same(at(outs, path), at(observed, path)));
  if (wrong.length === 0) return;
  const list = wrong.map(
    (path) => `\`${path}\` is ${show(at(observed, path))} instead of ${show(at(outs, path))}`,
  );
  throw new HalfMade(
    `${plan.kind} ${id} was written, but the API answered with other values than were sent: ${list.join("; ")}. Run \`up\` again to finish it.`,
    id,
    observedOutputs(outs, observed),
  );
}

function show(value: unknown): string {
  return value === undefined || value === null ? "not set" : JSON.stringify(value);
}
