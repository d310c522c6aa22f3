import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "../provider.ts";

/** Options of a function. */
export interface FunctionOptions {
  /** The Provider of the organization to read. Default: the organization of the stack's configuration and the environment. */
  provider?: Provider;
}

/** Options of the output form of a function. */
export interface FunctionOutputOptions extends FunctionOptions {
  /** Resources that must exist before the function is called. Until they are created, its result is unknown in previews. */
  dependsOn?: pulumi.CustomResource | readonly pulumi.CustomResource[];
}

/**
 * Arguments of the output form of a function. Each argument, each item of an array, and each property of an item can be an output.
 */
export type FunctionOutputArgs<Args> = { [Name in keyof Args]: pulumi.Input<InputItems<Args[Name]>> };
type InputItems<Value> = Value extends (infer Item)[] ? pulumi.Input<InputProperties<Item>>[] : Value;
type InputProperties<Item> = Item extends object ? { [Name in keyof Item]: pulumi.Input<Item[Name]> } : Item;
