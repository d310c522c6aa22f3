import type { z } from "zod";
import { toldApart } from "../text/spelling.ts";
import { localNames, managedPaths } from "./managed.ts";
import { isRepeated, mismatchesOf, show, useSpelling } from "./mismatch.ts";
import { PartialWriteError } from "./partialWriteError.ts";
import { ownInputs } from "./properties.ts";
import { kernelKeys, schemaVersion } from "./stateKeys.ts";
import { at, type Properties, plain, put, same } from "./values.ts";

/** Whether the API returned a path, including a path without a value. */
export function isObserved(observed: Properties, path: string): boolean {
  const [first = ""] = path.split(".");
  return observed[first] !== undefined || (first in observed && observed[first] === null);
}

/** The outputs after a create or update: the observed properties, overlaid with the declared ones. */
export function declaredOutputs(
  definition: {
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
  for (const name of [...localNames(definition), kernelKeys.adopt, kernelKeys.mismatches, kernelKeys.secrets])
    delete outs[name];
  const paths = managedPaths(definition, declared);
  for (const path of paths) outs = put(outs, path, at(declared, path));
  for (const name of localNames(definition)) {
    if (declared[name] !== undefined) outs[name] = declared[name];
    else if (observed[name] !== undefined && observed[name] !== null) outs[name] = observed[name];
  }
  for (const name of [kernelKeys.adopt, kernelKeys.origin, kernelKeys.pointer, kernelKeys.secrets])
    if (news[name] !== undefined) outs[name] = news[name];
  return plain({
    ...outs,
    [kernelKeys.managed]: paths,
    [kernelKeys.organization]: organization,
    [kernelKeys.schema]: schemaVersion,
  });
}

/** The properties, overlaid with the observed ones. Null removes a property. */
export function observedOutputs(properties: Properties, observed: Properties): Properties {
  const present = Object.entries(observed).filter(([, value]) => value !== undefined);
  return plain({ ...properties, ...Object.fromEntries(present) });
}

/**
 * Throws if the API returned values that differ from those sent. The object is then partially written. `olds` is the state before the
 * write.
 */
export function mustAgree(
  definition: { readonly kind: string },
  id: string,
  paths: readonly string[],
  outs: Properties,
  observed: Properties,
  olds: Properties = {},
): void {
  const wrong = paths.filter(
    (path) => isObserved(observed, path) && !same(at(outs, path), at(observed, path)),
  );
  if (wrong.length === 0) return;
  const list = wrong.map((path) => {
    const [returned, sent] = toldApart(show(at(observed, path)), show(at(outs, path)));
    return `\`${path}\` is ${returned} instead of ${sent}`;
  });
  const mismatches = mismatchesOf(wrong, outs, observed, olds);
  const advice = Object.values(mismatches).every(({ length }) => length > 0)
    ? useSpelling
    : wrong.some((path) => isRepeated(olds, path, observed))
      ? "It also did so after an earlier write. Declare the values that the API returns."
      : "Run `pulumi up` again to complete it.";
  throw new PartialWriteError(
    `${definition.kind} ${id} was written, but the API returned different values: ${list.join("; ")}. ${advice}`,
    id,
    observed,
    { ...observedOutputs(outs, observed), [kernelKeys.mismatches]: mismatches },
  );
}
