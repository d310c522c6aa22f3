import type * as pulumi from "@pulumi/pulumi";

/**
 * The arguments of a program as the provider process receives them: without promises and outputs, and with the ID of a
 * resource instead of the resource.
 */
export type Unwrapped<T> = T extends PromiseLike<unknown> | pulumi.OutputInstance<unknown> | pulumi.Resource
  ? never
  : T extends readonly (infer Item)[]
    ? Unwrapped<Item>[]
    : T extends object
      ? { [Key in keyof T]: Unwrapped<T[Key]> }
      : T;
