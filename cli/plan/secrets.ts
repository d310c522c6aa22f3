import { managedIn } from "../../provider/kernel/managed.ts";
import { kernelKeys } from "../../provider/kernel/stateKeys.ts";
import { unknown } from "../../provider/kernel/unknown.ts";
import { isRecord, own, type Properties } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { propertiesInId } from "../states/idProperties.ts";
import { secret } from "../states/propertyValues.ts";
import type { Step } from "./preview.ts";

/** Whether a value is, or contains, a secret that the preview does not show. */
export function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isRecord(value) ? Object.values(value).some(holdsSecret) : value === secret;
}

/** Whether a preview hides a value of a step. */
export function hidesSecret({ old, new: state }: Step): boolean {
  return [old, state].some((each) => holdsSecret(each?.inputs) || holdsSecret(each?.outputs));
}

/**
 * A step with the actual values in place of the secrets inside of its properties. `pulumi preview --json` does not show
 * secrets, not even with `--show-secrets`. The actual values are most likely the same.
 */
export function withActualValues(
  step: Step,
  actual: Properties,
): { readonly step: Step; readonly secrets: string[] } {
  const secrets = new Set<string>();
  const fill = (value: unknown, other: unknown): unknown => {
    if (value === secret) {
      for (const text of textsIn(other)) secrets.add(text);
      return other ?? secret;
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        fill(each, isRecord(other) ? own(other, name) : undefined),
      ]),
    );
  };
  const inside = (properties: Properties): Properties =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => {
        const other = fill(value, own(actual, name));
        return [name, value === secret ? value : other];
      }),
    );
  const { old, new: state } = step;
  return {
    step: {
      ...step,
      old: old && { ...old, inputs: inside(old.inputs), outputs: inside(old.outputs) },
      new: state && { ...state, inputs: inside(state.inputs) },
    },
    secrets: [...secrets],
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value, normalEmail(value)];
  if (typeof value === "number") return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * A step of a preview that hides secrets, in a form that can be simulated: hidden identifying properties are taken from the
 * ID, and other hidden properties of the old state count as not managed. Undefined when the effect of the step cannot be
 * determined.
 */
export function withoutHiddenValues(step: Step): Step | undefined {
  const { kind, old, new: state } = step;
  if (old === undefined || !hidesSecret(step)) return step;
  // The hidden members decide what is written.
  if (kind.kind === "WorkspaceMembers" || kind.kind === "RbacGroupMembers") return undefined;
  const isHidden = (name: string) => old.inputs[name] === secret || old.outputs[name] === secret;
  // A property that only outputs have shows what happened to the object, unless it only repeats what identifies the object.
  const shows = (name: string) => !Object.hasOwn(old.inputs, name) && !Object.hasOwn(kind.derived, name);
  if (Object.keys(old.outputs).some((name) => isHidden(name) && shows(name))) return undefined;
  const implied = propertiesInId(kind.kind, old.id ?? "");
  const readable = (properties: Properties, others: "kept" | "omitted"): Properties =>
    Object.fromEntries(
      Object.entries(properties).flatMap(([name, value]) => {
        if (value !== secret) return [[name, value]];
        if (isHidden(name) && Object.hasOwn(implied, name)) return [[name, implied[name]]];
        return others === "kept" ? [[name, value]] : [];
      }),
    );
  const outputs = readable(old.outputs, "omitted");
  const isReadable = (path: string) => Object.hasOwn(outputs, path.split(".")[0] ?? "");
  // A delete compares no values, but the managed paths can decide what it clears.
  const managed = managedIn(outputs).filter((path) => state === undefined || isReadable(path));
  const inputs = state === undefined ? {} : readable(state.inputs, "kept");
  // A new object needs all of its inputs.
  if (/replace/.test(step.op) && Object.values(inputs).includes(secret)) return undefined;
  return {
    ...step,
    old: {
      ...old,
      inputs: readable(old.inputs, "kept"),
      outputs: { ...outputs, [kernelKeys.managed]: managed },
    },
    new: state === undefined ? undefined : { ...state, inputs },
    secretInputs: Object.keys(state?.inputs ?? {}).filter((name) => holdsSecret(state?.inputs[name])),
  };
}

/** Strings that a preview hides although the ID or the `memberStatuses` output of the same step contains them. */
export function exposedSecrets({ kind, old }: Step): string[] {
  if (old === undefined) return [];
  const implied = Object.entries(propertiesInId(kind.kind, old.id ?? ""));
  const identifying = implied.filter(([name]) => old.inputs[name] === secret || old.outputs[name] === secret);
  const members = holdsSecret(old.inputs["members"]) ? old.outputs["memberStatuses"] : [];
  const emails = Array.isArray(members)
    ? members.map((each) => (isRecord(each) ? each["email"] : undefined))
    : [];
  return textsIn([...identifying.map(([, value]) => value), ...emails]);
}

/** The texts of the properties that a preview hides as a whole, as the object has them. */
export function hiddenTexts({ old }: Step, actual: Properties): string[] {
  const isHidden = (name: string) => old?.inputs[name] === secret || old?.outputs[name] === secret;
  return Object.entries(actual).flatMap(([name, value]) => (isHidden(name) ? textsIn(value) : []));
}

/** Properties without the secrets inside of them. A secret is a string, which is invalid where the value is a number. */
export function withoutSecretsInside(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      if (value === secret) return [];
      return [[name, isRecord(value) ? withoutSecretsInside(value) : value]];
    }),
  );
}

/** Inputs without those that are secret as a whole. */
export function withoutSecretInputs(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== secret));
}

/** Inputs with Pulumi's unknown value in place of secrets, so that a check does not reject them. */
export function withUnknowns(value: unknown): unknown {
  if (value === secret) return unknown;
  if (Array.isArray(value)) return value.map(withUnknowns);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withUnknowns(each)]));
}
