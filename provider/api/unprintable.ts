import { inspect } from "node:util";

/** Something that holds a secret: printing it prints where it came from, never what it is. */
export abstract class Unprintable {
  abstract readonly source: string;

  toString(): string {
    return `[credential from ${this.source}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
