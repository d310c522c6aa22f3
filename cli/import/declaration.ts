import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import type { kinds } from "../../provider/registry.ts";

export type KindName = keyof typeof kinds;

/** A value in a program: plain data, or what another resource of the program is or has. */
export type Value = string | number | boolean | Reference | readonly Value[] | Args;

/** What a resource is given. */
export interface Args {
  readonly [name: string]: Value;
}

/** Stands where a program refers to another of its resources. */
export class Reference {
  readonly to: Declaration;
  /** The output that is meant, or undefined for the resource itself. */
  readonly output: string | undefined;
  /** What the resource gets by it. */
  readonly plain: string;

  constructor(to: Declaration, output: string | undefined, plain: string) {
    this.to = to;
    this.output = output;
    this.plain = plain;
  }
}

/** One resource of a program, and what a state holds of it. */
export interface Declaration {
  readonly kind: KindName;
  readonly name: string;
  readonly id: string;
  readonly args: Args;
  readonly options: Args | undefined;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What belongs together in a program, under a line that says what it is. */
export interface Section {
  readonly title: string;
  readonly declarations: readonly Declaration[];
}

export function isArgs(value: Value): value is Args {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Reference);
}

/** What a resource gets, references followed. */
export function plainOf(value: Value): unknown {
  if (value instanceof Reference) return value.plain;
  if (Array.isArray(value)) return value.map(plainOf);
  return isArgs(value) ? plainArgs(value) : value;
}

export function plainArgs(args: Args): Properties {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, plainOf(value)]));
}

/** All that a value refers to. */
export function referencesIn(value: Value): Reference[] {
  if (value instanceof Reference) return [value];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isArgs(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** Properties as a program would give them; those that have no value are left out. */
export function argsFrom(properties: Properties): Args {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      const known = valueFrom(value);
      return known === undefined ? [] : [[name, known]];
    }),
  );
}

function valueFrom(value: unknown): Value | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(valueFrom).filter((entry) => entry !== undefined);
  return isRecord(value) ? argsFrom(value) : undefined;
}
