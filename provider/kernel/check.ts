import { z } from "zod";
import { UserError } from "../errors.ts";
import { registration, twice } from "./declaredTwice.ts";
import type { Failure, Plan } from "./definition.ts";
import { inWords, notAProperty, reasonOf } from "./inputErrors.ts";
import { kept } from "./managed.ts";
import { ownInputs, typed } from "./properties.ts";
import type { Session } from "./session.ts";
import { isUnknown } from "./unknown.ts";
import { type Properties, same } from "./values.ts";

/**
 * Judges and normalises what the program says, without asking anybody. A value that equals the old input is never
 * refused: with `ignoreChanges`, Pulumi puts the live value there, and nobody can be blamed for what is live.
 */
export function check<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  session: Session,
  olds: Properties,
  news: Properties,
): { inputs: Properties; failures: Failure[] } {
  session.registered.add(registration(plan.kind, news));
  const declared = ownInputs(news);
  const before = ownInputs(olds);
  const known = Object.fromEntries(Object.entries(declared).filter(([, value]) => !isUnknown(value)));
  const open = new Set(Object.keys(declared).filter((name) => !Object.hasOwn(known, name)));
  const failures: Failure[] = session.invalid();
  const refuse = (failure: Failure) => {
    const { property } = failure;
    const untouched = before[property] !== undefined && same(before[property], declared[property]);
    // One reason a property will do; what concerns the whole resource is said in full.
    const said = property !== "" && failures.some((other) => other.property === property);
    if (!untouched && !said) failures.push(failure);
  };

  // Property by property: one that is unknown yet, or wrong, must not hide what can be said of the others.
  const normal: Properties = {};
  for (const [name, { schema, alone }] of propertySchemas(plan.inputs)) {
    if (name in declared && !(name in known)) continue;
    const answer = alone.safeParse(name in known ? { [name]: known[name] } : {}, { error: inWords });
    if (answer.success) {
      if (answer.data[name] !== undefined) normal[name] = answer.data[name];
    } else {
      if (name in known) normal[name] = known[name];
      refuse({ property: name, reason: reasonOf(answer.error, name, name in known, schema) });
    }
  }
  for (const name of Object.keys(known)) {
    if (!Object.hasOwn(plan.inputs.shape, name)) {
      refuse({
        property: name,
        reason: notAProperty(plan, name),
      });
    }
  }

  if (failures.length === 0 && plan.refuse !== undefined) {
    const old = Object.keys(before).length === 0 ? undefined : typed<z.infer<Inputs>>(before);
    for (const failure of plan.refuse(typed(normal), old, open, session.settings, session.declared))
      refuse(failure);
  }
  for (const failure of adoption(plan, olds[kept.adopt], news[kept.adopt], normal)) refuse(failure);
  const adopt =
    typeof news[kept.adopt] === "string" && !isUnknown(news[kept.adopt]) ? news[kept.adopt] : undefined;
  let id: string | undefined;
  if (failures.length === 0) {
    id = plan.idOf?.(typed(normal)) ?? (typeof adopt === "string" ? plan.parseId(adopt) : undefined);
    const fresh = Object.keys(before).length === 0;
    const claims = plan.claims?.(typed(normal), id, fresh) ?? plan.identities(typed(normal), id, open);
    const reason = twice(plan, session, claims, news);
    if (reason !== undefined) refuse({ property: "", reason });
  }

  const unknown = Object.fromEntries(
    Object.entries(declared).filter(([name]) => !Object.hasOwn(known, name)),
  );
  const inputs: Properties = { ...normal, ...unknown };
  for (const name of [kept.origin, kept.adopt, kept.pointer])
    if (news[name] !== undefined) inputs[name] = news[name];

  if (failures.length === 0) {
    for (const identity of plan.identities(typed(normal), id, open))
      session.declared.add(`${plan.kind} ${identity}`);
    const note = plan.note?.(typed(normal));
    if (note !== undefined) session.notifyOnce("inputs", note);
  }
  return { inputs, failures };
}

/** `import` must name an object of this kind, and the one that is declared. */
function adoption<Inputs extends z.ZodObject, State extends z.ZodObject>(
  plan: Plan<Inputs, State>,
  old: unknown,
  adopt: unknown,
  inputs: Properties,
): Failure[] {
  if (adopt === undefined || isUnknown(adopt)) return [];
  const fail = (reason: string): Failure[] => [{ property: kept.adopt, reason }];
  if (typeof adopt !== "string") return fail("The resource option `import` must be the id of an object.");
  let id: string;
  try {
    id = plan.parseId(adopt);
    if (typeof old === "string" && plan.parseId(old) !== id) {
      return fail(
        `The resource option \`import\` was ${old} and cannot become ${adopt}: a resource takes over one object. Give another resource that \`import\`, or remove the option.`,
      );
    }
  } catch (error) {
    if (error instanceof UserError) return fail(error.message);
    throw error;
  }
  const names = new Set(plan.identities(typed(inputs), plan.idOf?.(typed(inputs))));
  const importNames = plan.identities({}, id);
  if (names.size > 0 && plan.idOf !== undefined && !importNames.some((name) => names.has(name))) {
    // The same object may be named by address or by id; only names of one form can contradict each other.
    const forms = (list: Iterable<string>) => new Set([...list].map((name) => formOf(name)));
    if ([...forms(importNames)].some((form) => forms(names).has(form))) {
      return fail(
        `The resource option \`import\` names ${adopt}, but the resource declares ${[...names][0]}. Remove \`import\`, or correct the declaration.`,
      );
    }
  }
  return [];
}

function formOf(name: string): string {
  return name
    .split("/")
    .map((part) => (part.includes("@") ? "@" : part.replace(/_.*/, "_")))
    .join("/");
}

/** A property's schema, and the schema of an object that has only this property. */
interface PropertySchema {
  readonly schema: unknown;
  readonly alone: z.ZodObject;
}

/** By the schema of all inputs. Zod compiles each new schema when it first parses, which takes longer than parsing. */
const compiled = new WeakMap<z.ZodObject, ReadonlyMap<string, PropertySchema>>();

function propertySchemas(inputs: z.ZodObject): ReadonlyMap<string, PropertySchema> {
  const known = compiled.get(inputs);
  if (known !== undefined) return known;
  const schemas = new Map(
    Object.entries(inputs.shape).map(([name, schema]) => [
      name,
      { schema, alone: z.object({ [name]: schema }) },
    ]),
  );
  compiled.set(inputs, schemas);
  return schemas;
}
