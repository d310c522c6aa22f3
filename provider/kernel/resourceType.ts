/** The part of a resource type that a program uses to register resources. Imports nothing, because published types refer to it. */
export interface ResourceType {
  readonly kind: string;
  /** Names of all properties. */
  readonly propertyNames: readonly string[];
  /** A known input as check normalizes it. An invalid one is returned unchanged. */
  normalized(name: string, value: unknown): unknown;
  /** Normalizes an ID in any accepted form, or throws. */
  parseId(id: string): string;
}

/** The prefix of the type of every resource of this package. */
export const ourTypes = "pulumi-nodejs:dynamic/anthropic:";

/** The type of a resource in states, URNs and policies. It is in every state and never changes. */
export function pulumiType<Kind extends string>(kind: Kind): `pulumi-nodejs:dynamic/anthropic:${Kind}` {
  return `${ourTypes}${kind}`;
}
