import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import type { kinds } from "../../provider/registry.ts";

export type KindName = keyof typeof kinds;

/** A value in a program: plain data, or a reference to another resource. */
export type Value = string | number | boolean | Reference | readonly Value[] | Args;

/** The arguments of a resource. */
export interface Args {
  readonly [name: string]: Value;
}

/** A reference to another resource of the program, or to one of its outputs. */
export class Reference {
  readonly to: Declaration;
  /** The name of the output; undefined for the resource itself. */
  readonly output: string | undefined;
  /** The value that the reference resolves to. */
  readonly plain: string;

  constructor(to: Declaration, output: string | undefined, plain: string) {
    this.to = to;
    this.output = output;
    this.plain = plain;
  }
}

/** One resource of a program, and its inputs and outputs in a state. */
export interface Declaration {
  readonly kind: KindName;
  readonly name: string;
  readonly id: string;
  readonly args: Args;
  readonly options: Args | undefined;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A part of a program with a title. */
export interface Section {
  readonly title: string;
  readonly declarations: readonly Declaration[];
}

export function isArgs(value: Value): value is Args {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Reference);
}

/** The value with its references resolved. */
export function plainOf(value: Value): unknown {
  if (value instanceof Reference) return value.plain;
  if (Array.isArray(value)) return value.map(plainOf);
  return isArgs(value) ? plainArgs(value) : value;
}

export function plainArgs(args: Args): Properties {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, plainOf(value)]));
}

/** The references in a value. */
export function referencesIn(value: Value): Reference[] {
  if (value instanceof Reference) return [value];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isArgs(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** The properties that have a value, as arguments. */
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
