import type * as pulumi from "@pulumi/pulumi";

/**
 * What arrives in the provider process of what a program may write: without promises and outputs, and with the id in
 * place of a resource.
 */
export type Unwrapped<T> = T extends PromiseLike<unknown> | pulumi.OutputInstance<unknown> | pulumi.Resource
  ? never
  : T extends readonly (infer Item)[]
    ? Unwrapped<Item>[]
    : T extends object
      ? { [Key in keyof T]: Unwrapped<T[Key]> }
      : T;
