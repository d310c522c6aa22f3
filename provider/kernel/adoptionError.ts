import { UserError } from "../errors.ts";

/** The error of an object that the resource option `import` cannot adopt. */
export class AdoptionError extends UserError {
  /** The reason, without the object's name. */
  readonly reason: string;

  constructor(object: string, reason: string) {
    super(`cannot adopt ${object}: ${reason}`);
    this.reason = reason;
  }
}
