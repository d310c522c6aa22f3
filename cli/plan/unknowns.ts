import { isUnknown } from "../../provider/kernel/unknown.ts";
import { isRecord, own, type Properties } from "../../provider/kernel/values.ts";
import { joined, quoted } from "../output/phrases.ts";
import { secret } from "../states/propertyValues.ts";
import { nameOfUrn } from "../states/stackState.ts";
import type { Step } from "./preview.ts";
import { holdsSecret } from "./secrets.ts";

/** A resource after its simulated step. */
export interface Result {
  readonly kind: string;
  readonly resource: string;
  readonly id: string;
  readonly outputs: Properties;
}

/** The inputs of a step, with values that the preview does not know and the simulation does. */
export function knownInputs({ new: state }: Step, results: ReadonlyMap<string, Result>): Properties {
  const { inputs = {}, propertyDependencies } = state ?? {};
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const dependencies = propertyDependencies?.[name] ?? [];
      return [
        name,
        isUnknown(value)
          ? resolved(
              name,
              value,
              dependencies.flatMap((urn) => results.get(urn) ?? []),
            )
          : value,
      ];
    }),
  );
}

/** The inputs that are the ID of a resource of this type. */
const idInputs: Readonly<Record<string, string>> = {
  workspace: "Workspace",
  externalKeyId: "ExternalKey",
  serviceAccount: "ServiceAccount",
  issuer: "FederationIssuer",
  group: "RbacGroup",
};

/**
 * A preview does not say which output of another resource an input takes. Some are certain: a `workspace` is the ID of a
 * workspace, and a `userId` is that of a member.
 */
function resolved(name: string, value: unknown, results: readonly Result[]): unknown {
  if (Array.isArray(value)) return resolvedList(name, value, results);
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, resolved(key, part, results)]),
    );
  }
  if (!isUnknown(value)) return value;
  const of = (kind: string) => {
    const [one, another] = results.filter((result) => result.kind === kind);
    return another === undefined ? one : undefined;
  };
  const referred = own(idInputs, name);
  if (referred !== undefined) return of(referred)?.id ?? value;
  if (name !== "userId") return value;
  const member = of("Member");
  return member === undefined ? value : member.outputs["userId"];
}

/** The workspaces of a rule are a set, so they are certain if there is a new workspace for each unknown entry. */
function resolvedList(name: string, entries: readonly unknown[], results: readonly Result[]): unknown[] {
  const workspaces = results.filter(({ kind }) => kind === "Workspace");
  const known = workspaces.filter(({ id }) => !entries.includes(id));
  if (name !== "workspaces" || entries.filter(isUnknown).length !== known.length) {
    return entries.map((each) => resolved(name, each, results));
  }
  return entries.map((each) => (isUnknown(each) ? known.shift()?.id : each));
}

/**
 * Inputs with a placeholder string for each unknown value, and the names of these inputs. Where any string is valid, as in a
 * name or a tag, the operation can be simulated; elsewhere the check fails.
 */
export function withPlaceholders(
  inputs: Properties,
  { name, old }: Step,
): { inputs: Properties; unresolved: string[] } {
  const unresolved = Object.keys(inputs).filter((key) => isUnknown(inputs[key]) || holdsSecret(inputs[key]));
  const filled = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => filled(key, each));
    if (isRecord(value)) {
      return Object.fromEntries(Object.entries(value).map(([part, each]) => [part, filled(part, each)]));
    }
    if (isUnknown(value)) return `(known only during \`up\`: ${name}.${key})`;
    // Makes the placeholder unique, so that two new objects with secret names do not conflict.
    return old === undefined && value === secret ? `${secret} (${name}.${key})` : value;
  };
  return {
    inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, filled(key, value)])),
    unresolved: unresolved.map((key) => `\`${key}\``),
  };
}

/** Why a resource cannot be planned: its inputs `unresolved` are not known, or come from a resource in `rejected`. */
export function whyUnresolved(
  { new: state }: Step,
  declared: Properties,
  unresolved: readonly string[],
  rejected: ReadonlySet<string>,
): string {
  const source = Object.keys(declared)
    .filter((name) => isUnknown(declared[name]))
    .flatMap((name) => state?.propertyDependencies?.[name] ?? [])
    .find((urn) => rejected.has(urn));
  if (source !== undefined) return `it depends on ${quoted(nameOfUrn(source))}, which would be rejected`;
  const reason = isUnknown(declared)
    ? "known only during `up`"
    : "secret, and the preview does not show secrets";
  return `${joined(unresolved)} ${unresolved.length === 1 ? "is" : "are"} ${reason}`;
}
