import type { z } from "zod";
import { UserError } from "../errors.ts";
import { declaredByAnother } from "./declaredOnce.ts";
import type { Failure, Identity, PropertiesDefinition, Validation, ValidationContext } from "./definition.ts";
import { importContradicts } from "./importOption.ts";
import { notAProperty, reasonOf, schemaMessage } from "./inputErrors.ts";
import { originOf } from "./origin.ts";
import { ownNames } from "./ownNames.ts";
import { rejectPastedSecrets } from "./pastedSecrets.ts";
import { ownInputs, typed } from "./properties.ts";
import { propertySchemas } from "./propertySchemas.ts";
import { credentialKind } from "./requiredCredential.ts";
import type { Session } from "./session.ts";
import { kernelKeys } from "./stateKeys.ts";
import { isUnknown } from "./unknown.ts";
import { type Properties, same } from "./values.ts";

type Checked<Inputs extends z.ZodObject, State extends z.ZodObject> = PropertiesDefinition<Inputs, State> &
  Identity<Inputs, State> &
  Validation<Inputs>;

/**
 * Validates and normalizes what the program declares. Makes no request. A value that equals the old input is never
 * rejected: with `ignoreChanges`, Pulumi passes the current value.
 */
export function check<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: Checked<Inputs, State>,
  session: Session,
  olds: Properties,
  news: Properties,
): { inputs: Properties; failures: Failure[] } {
  const { kind } = definition;
  const { ownership } = session;
  ownership.register(kind, news[kernelKeys.origin]);
  const { [kernelKeys.fullStack]: fullStack } = news;
  if (typeof fullStack === "string") session.recorded.inStack(fullStack);
  const declared = ownInputs(news);
  const before = ownInputs(olds);
  const isNew = Object.keys(before).length === 0;
  const known = Object.fromEntries(Object.entries(declared).filter(([, value]) => !isUnknown(value)));
  const unknown = new Set(Object.keys(declared).filter((name) => !Object.hasOwn(known, name)));
  const failures: Failure[] = session.invalid();
  if (failures.length === 0) session.guard.programReads(news[kernelKeys.readByProgram]);
  const isUnchanged = (property: string) =>
    before[property] !== undefined && same(before[property], declared[property]);
  const reject = (failure: Failure) => {
    const { property } = failure;
    // Each property has at most one reason. The whole resource can have several.
    const hasReason = property !== "" && failures.some((other) => other.property === property);
    if (!isUnchanged(property) && !hasReason) failures.push(failure);
  };

  const { normal, failures: invalid } = parseInputs(definition, known, unknown);
  for (const failure of invalid) reject(failure);
  // An existing object can be adopted as it is.
  if (news[kernelKeys.adopt] === undefined)
    for (const failure of rejectPastedSecrets(normal)) reject(failure);
  const inputs = typed<z.infer<Inputs>>(normal);
  const context = (): ValidationContext<z.infer<Inputs>> => ({
    olds: isNew ? undefined : typed<z.infer<Inputs>>(before),
    unknown,
    settings: session.settings,
    declarations: ownership,
    credential: credentialKind(session),
    adopting: news[kernelKeys.adopt] !== undefined,
    origin: news[kernelKeys.origin],
  });
  if (failures.length === 0) {
    for (const failure of definition.reject?.(inputs, context()) ?? []) reject(failure);
  }
  const adopt = isUnknown(news[kernelKeys.adopt]) ? undefined : news[kernelKeys.adopt];
  for (const failure of checkImport(definition, olds[kernelKeys.adopt], adopt, normal)) reject(failure);

  if (failures.length === 0) {
    // Valid inputs are recorded, so that another resource with the same object is rejected and no delete removes the object.
    const id =
      definition.idOf?.(inputs) ?? (typeof adopt === "string" ? definition.parseId(adopt) : undefined);
    const exclusive = definition.exclusiveNames?.(inputs, id, isNew) ?? ownNames(definition, normal, id);
    const reason = declaredByAnother(ownership, exclusive, news);
    if (reason !== undefined) reject({ property: "", reason });
    else {
      const names = definition.names(typed<z.infer<State>>(normal), id);
      for (const { property, reason: text, code = "lookalike" } of definition.warn?.(inputs, context()) ??
        []) {
        if (!same(before[property], normal[property])) session.notifyOnce(code, text, originOf(news).name);
      }
      const { olds: stored, adopting } = context();
      ownership.declare(kind, normal, unknown, names, news[kernelKeys.origin], { olds: stored, adopting });
    }
  }

  const result: Properties = { ...normal };
  for (const name of unknown) result[name] = declared[name];
  for (const name of [kernelKeys.origin, kernelKeys.adopt, kernelKeys.pointer, kernelKeys.secrets])
    if (news[name] !== undefined) result[name] = news[name];
  return { inputs: result, failures };
}

/** Parses each input separately, so that an unknown or invalid input does not hide the errors of the others. */
function parseInputs(
  definition: PropertiesDefinition,
  known: Properties,
  unknown: ReadonlySet<string>,
): { normal: Properties; failures: Failure[] } {
  const normal: Properties = {};
  const failures: Failure[] = [];
  for (const [name, { schema, alone }] of propertySchemas(definition.inputs)) {
    if (unknown.has(name)) continue;
    const parsed = alone.safeParse(name in known ? { [name]: known[name] } : {}, { error: schemaMessage });
    if (parsed.success) {
      if (parsed.data[name] !== undefined) normal[name] = parsed.data[name];
    } else {
      if (name in known) normal[name] = known[name];
      failures.push({ property: name, reason: reasonOf(parsed.error, name, name in known, schema) });
    }
  }
  for (const name of Object.keys(known)) {
    if (!Object.hasOwn(definition.inputs.shape, name))
      failures.push({ property: name, reason: notAProperty(definition, name) });
  }
  return { normal, failures };
}

/** Rejects a value of the resource option `import` that is not an ID of this type, or not the ID of the declared object. */
function checkImport<Inputs extends z.ZodObject, State extends z.ZodObject>(
  definition: Checked<Inputs, State>,
  old: unknown,
  adopt: unknown,
  inputs: Properties,
): Failure[] {
  if (adopt === undefined) return [];
  const fail = (reason: string): Failure[] => [{ property: kernelKeys.adopt, reason }];
  if (typeof adopt !== "string") return fail("The resource option `import` must be the ID of an object.");
  try {
    const id = definition.parseId(adopt);
    if (typeof old === "string" && definition.parseId(old) !== id) {
      return fail(
        `The resource option \`import\` was ${old} and cannot become ${adopt}: a resource adopts only one object. Set that \`import\` on another resource, or remove the option.`,
      );
    }
    if (importContradicts(definition, id, inputs)) {
      return fail(
        `The resource option \`import\` names ${adopt}, but the resource declares ${definition.idOf?.(typed(inputs))}. Remove \`import\`, or correct the declaration.`,
      );
    }
    return [];
  } catch (error) {
    if (error instanceof UserError) return fail(error.message);
    throw error;
  }
}
