import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "../provider.ts";

/** Options of a function. */
export interface FunctionOptions {
  /** The organization to read. Default: the one of the stack's configuration and the environment. */
  provider?: Provider;
}

/** Options of the output form of a function. */
export interface FunctionOutputOptions extends FunctionOptions {
  /** Resources that must exist before the function reads. Until they are created, its result is unknown in previews. */
  dependsOn?: pulumi.CustomResource | readonly pulumi.CustomResource[];
}

/** Arguments of the output form of a function: each of them, and each item of an array, may be an output. */
export type FunctionOutputArgs<Args> = { [Name in keyof Args]: pulumi.Input<InputItems<Args[Name]>> };
type InputItems<Value> = Value extends (infer Item)[] ? pulumi.Input<Item>[] : Value;
