/** The part of a resource type that a program uses to register resources. Imports nothing, because published types refer to it. */
export interface ResourceType {
  readonly kind: string;
  /** Names of all properties. */
  readonly propertyNames: readonly string[];
  /** Normalizes an ID in any accepted form, or throws. */
  parseId(id: string): string;
}
