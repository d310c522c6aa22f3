import type { ObjectName } from "./definition.ts";

/** A name of an object. The key is its ID unless `by` names another property. */
export function objectName(type: string, key: string, by = "id"): ObjectName {
  return { type, by, key };
}

export function sameName(one: ObjectName, other: ObjectName): boolean {
  return one.type === other.type && one.by === other.by && one.key === other.key;
}

/** Whether two lists of names belong to different objects: both have a name by the same property, and they have no name in common. */
export function contradict(some: readonly ObjectName[], others: readonly ObjectName[]): boolean {
  const comparable = some.some(({ type, by }) =>
    others.some((other) => other.type === type && other.by === by),
  );
  return comparable && !some.some((name) => others.some((other) => sameName(name, other)));
}

/** A map with names of objects as keys. */
export class NameMap<Value> {
  readonly #values = new Map<string, Value>();

  get(name: ObjectName): Value | undefined {
    return this.#values.get(keyOf(name));
  }

  has(name: ObjectName): boolean {
    return this.#values.has(keyOf(name));
  }

  set(name: ObjectName, value: Value): void {
    this.#values.set(keyOf(name), value);
  }

  delete(name: ObjectName): void {
    this.#values.delete(keyOf(name));
  }
}

/** A set of names of objects. */
export class NameSet {
  readonly #names = new NameMap<true>();

  constructor(names: Iterable<ObjectName> = []) {
    this.add(...names);
  }

  has(name: ObjectName): boolean {
    return this.#names.has(name);
  }

  add(...names: readonly ObjectName[]): void {
    for (const name of names) this.#names.set(name, true);
  }
}

function keyOf({ type, by, key }: ObjectName): string {
  return JSON.stringify([type, by, key]);
}
