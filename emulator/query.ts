import { check, oneOf, ValidationError } from "./validation.ts";

/** The query of a request. Empty values are ignored: the official SDK sends them for null. */
export class Query {
  readonly #parameters: URLSearchParams;

  constructor(parameters: URLSearchParams) {
    this.#parameters = parameters;
  }

  names(): string[] {
    return [...new Set(Array.from(this.#parameters.keys(), (name) => name.replace(/\[\]$/, "")))];
  }

  text(name: string): string | undefined {
    return this.list(name)[0];
  }

  /** The values of `name[]=a&name[]=b` or `name=a&name=b`. */
  list(name: string): string[] {
    return this.listWithEmpty(name).filter((value) => value !== "");
  }

  /** The same where an empty value means something. */
  listWithEmpty(name: string): string[] {
    return [...this.#parameters.getAll(`${name}[]`), ...this.#parameters.getAll(name)];
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : check(oneOf(...values), value, name);
  }

  someOf<const T extends string>(name: string, values: readonly T[]): T[] {
    return this.list(name).map((value, index) => check(oneOf(...values), value, `${name}[${index}]`));
  }

  boolean(name: string): boolean {
    return this.oneOf(name, ["true", "false"]) === "true";
  }

  integer(name: string, limits: { min: number; max: number }): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^[+-]?\d+$/.test(value)) throw new ValidationError(name, "Input should be a valid integer");
    const number = Number(value);
    if (number < limits.min || number > limits.max) {
      throw new ValidationError(name, `Input should be between ${limits.min} and ${limits.max}`);
    }
    return number;
  }
}
