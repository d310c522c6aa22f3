/** What a program needs of a resource type to register its resources. Imports nothing, since published types refer to it. */
export interface ResourceType {
  readonly kind: string;
  /** Names of all properties. */
  readonly propertyNames: readonly string[];
  /** Normalizes an ID in any form that users know, or throws. */
  parseId(id: string): string;
}
