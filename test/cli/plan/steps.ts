import type { PreviewState, Step } from "../../../cli/plan/preview.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { kindNamed } from "../../../provider/registry.ts";

interface State {
  readonly id?: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
  readonly propertyDependencies?: Record<string, string[]>;
}

/** A step of a preview for a resource with the name `x`. */
export function stepOf(
  kind: string,
  op: string,
  states: { readonly old?: State; readonly new?: State; readonly secretInputs?: readonly string[] } = {},
): Step {
  const found = kindNamed(kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  const urn = `urn:pulumi:dev::lab::pulumi-nodejs:dynamic/anthropic:${kind}::x`;
  const state = (given: State | undefined): PreviewState | undefined =>
    given && {
      urn,
      type: `pulumi-nodejs:dynamic/anthropic:${kind}`,
      ...given,
      inputs: given.inputs ?? {},
      outputs: given.outputs ?? {},
    };
  return {
    op,
    urn,
    name: "x",
    kind: found,
    provider: undefined,
    old: state(states.old),
    new: state(states.new),
    hasDiff: op !== "same",
    ...(states.secretInputs === undefined ? {} : { secretInputs: states.secretInputs }),
  };
}
