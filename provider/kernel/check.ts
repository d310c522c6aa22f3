import { z } from "zod";
import { apiLimitation } from "../apiLimitations.ts";
import { UserError } from "../errors.ts";
import { nearestOf } from "../nearest.ts";
import type { Failure, Plan } from "./definition.ts";
import { kept } from "./managed.ts";
import { nameIn } from "./operation.ts";
import type { Session } from "./session.ts";
import { isUnknown } from "./unknown.ts";
import { type Properties, same } from "./values.ts";

/** The properties that belong to the kind, without the kernel's own. */
export function ownInputs(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name, value]) =>
        !name.startsWith("__") && name !== kept.adopt && value !== undefined && value !== null,
    ),
  );
}

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
  for (const [name, schema] of Object.entries(plan.inputs.shape)) {
    if (name in declared && !(name in known)) continue;
    const answer = z
      .object({ [name]: schema })
      .safeParse(name in known ? { [name]: known[name] } : {}, { error: inWords });
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

/**
 * Why a resource may not declare these objects: another one of the program does. Resources of one name, which may stand
 * under parents of different types, cannot be told apart here, and are not refused.
 */
export function twice(
  { kind }: { readonly kind: string },
  session: Session,
  names: readonly string[],
  properties: Properties,
): string | undefined {
  const origin = properties[kept.origin];
  if (typeof origin !== "string") return undefined;
  for (const name of names) {
    const other = session.claim(`${kind} ${name}`, origin);
    if (other !== undefined) {
      return `${kind} ${name} is declared by another resource of this program already, \`${nameIn(other)}\`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.`;
    }
  }
  return undefined;
}

/** How a resource is known among those that the program has registered. */
export function registration(kind: string, properties: Properties): string {
  return `${kind} ${String(properties[kept.origin])}`;
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

function reasonOf(error: z.ZodError, name: string, given: boolean, schema: unknown): string {
  if (!given) return `\`${name}\` is required${describe(schema)}`;
  const reasons = error.issues.map(({ path, message }) => `\`${path.map(String).join(".")}\`: ${message}`);
  return reasons.map((reason) => (/[.?]$/.test(reason) ? reason : `${reason}${describe(schema)}`)).join(" ");
}

/** What a value should be, where the schema itself has no words for it. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") return types[issue.expected];
  if (issue.code === "unrecognized_keys") return `has no ${issue.keys.map((key) => `\`${key}\``).join(", ")}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message;
  return undefined;
}

const types: Readonly<Record<string, string>> = {
  string: "must be a string",
  number: "must be a number",
  boolean: "must be `true` or `false`",
  array: "must be an array",
  object: "must be an object",
  record: "must be an object with string values",
};

function notAProperty(
  { kind, inputs, impossible }: Pick<Plan<z.ZodObject, z.ZodObject>, "kind" | "inputs" | "impossible">,
  name: string,
): string {
  const asked = Object.hasOwn(impossible ?? {}, name) ? impossible?.[name] : undefined;
  if (asked !== undefined) return `\`${name}\`: ${apiLimitation(asked)}`;
  const names = Object.keys(inputs.shape);
  const nearest = nearestOf(name, names);
  const help = nearest === undefined ? "" : ` Did you mean \`${nearest}\`?`;
  const all = names.map((each) => `\`${each}\``).join(", ");
  return `\`${name}\` is not a property of ${kind}.${help} It has ${all}.`;
}

function describe(schema: unknown): string {
  const description =
    typeof schema === "object" && schema !== null && "description" in schema ? schema.description : undefined;
  return typeof description === "string" ? `. ${description}` : ".";
}

// What was parsed property by property is of the kind's types, as far as it is there. The compiler cannot follow that.
function typed<T>(properties: Properties): Partial<T> {
  return properties as Partial<T>;
}
