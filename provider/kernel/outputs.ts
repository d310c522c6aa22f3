import type { z } from "zod";
import { localNames } from "./diff.ts";
import { kept, managedPaths, schemaVersion } from "./managed.ts";
import { PartialWriteError } from "./partialWriteError.ts";
import { ownInputs } from "./properties.ts";
import { at, type Properties, plain, put, same } from "./values.ts";

/** Whether the observation says anything about a path, if only that there is no value. */
export function spoken(observed: Properties, path: string): boolean {
  const [first = ""] = path.split(".");
  return observed[first] !== undefined || (first in observed && observed[first] === null);
}

/** What is kept after create and update: everything observed, and over it what the program declares. */
export function declaredOutputs(
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
export function observedOutputs(properties: Properties, observed: Properties): Properties {
  const spokenOf = Object.entries(observed).filter(([, value]) => value !== undefined);
  return plain({ ...properties, ...Object.fromEntries(spokenOf) });
}

/** An answer that disagrees with what was sent means that the object is not as the outputs would say. */
export function mustAgree(
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
  throw new PartialWriteError(
    `${plan.kind} ${id} was written, but the API answered with other values than were sent: ${list.join("; ")}. Run \`up\` again to finish it.`,
    id,
    observed,
    observedOutputs(outs, observed),
  );
}

export function show(value: unknown): string {
  return value === undefined || value === null ? "not set" : JSON.stringify(value);
}
